"""Draws the paper templates that come with the portal anew, for whoever changes them."""

import zipfile
from io import BytesIO
from typing import Any

from django.core.management.base import BaseCommand

from feedback.papers import drawing, shipped
from feedback.states import Paper, PaperStyle


class Command(BaseCommand):
    help = "Writes each shipped paper template that changed; the next `seed` keeps it as a new version."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind in Paper:
            for style in PaperStyle:
                path, drawn = shipped.path_of(kind, style), drawing.drawn(kind, style)
                if not path.exists() or _parts(path.read_bytes()) != _parts(drawn):
                    path.write_bytes(drawn)
                    self.stdout.write(path.name)


def _parts(data: bytes) -> dict[str, bytes]:
    """What is in the package; the package itself also holds the hour at which it was packed."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
