"""Compiles the catalogues with polib, so no machine needs gettext; takes the place of Django's command."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compiles every .po file in LOCALE_PATHS to .mo; fuzzy entries are left out."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compile_catalogue(source)
                if options["verbosity"] > 1:
                    self.stdout.write(str(source.with_suffix(".mo")))


def compile_catalogue(source: Path) -> None:
    """Write the .mo at once, so that nobody reads half a file; raise CommandError on bad syntax."""
    try:
        catalogue = polib.pofile(str(source), check_for_duplicates=True)
    except (OSError, ValueError) as error:
        raise CommandError(f"{source} cannot be compiled: {error}") from error
    fresh = source.with_suffix(".mo.new")
    catalogue.save_as_mofile(str(fresh))
    fresh.replace(source.with_suffix(".mo"))
