"""Writes one backup file: the database and the uploaded files, never a key."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.operations import clients, workflow


class Command(BaseCommand):
    help = "Writes the database and the uploaded files into one new file; the keys are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            made = workflow.back_up(file)
        except FileExistsError as error:
            raise CommandError(f"{file} exists already; a backup overwrites nothing.") from error
        except clients.ClientFailed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file}: {made.size / 2**20:.1f} MB, {made.files} uploaded files")
