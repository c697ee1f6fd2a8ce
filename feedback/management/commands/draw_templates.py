"""Draws the paper templates that come with the portal anew, for whoever changes them."""

from typing import Any

from django.core.management.base import BaseCommand

from feedback.papers import drawing, shipped
from feedback.states import Paper, PaperStyle


class Command(BaseCommand):
    help = (
        "Writes the shipped paper templates anew; the next `seed` keeps each that changed as a new version."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for kind in Paper:
            for style in PaperStyle:
                shipped.path_of(kind, style).write_bytes(drawing.drawn(kind, style))
