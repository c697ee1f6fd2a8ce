"""Puts a backup back; the copy sends no letter until `release`."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.operations import archive, clients, workflow

NEXT = "No letter leaves until you run: manage.py release"


class Command(BaseCommand):
    help = "Puts a backup back as the owner of the tables; nothing is sent from the copy until release."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace a database that holds tables")
        parser.add_argument("--role", default="", help="grant the serving role its rights, see grant")

    def handle(self, *args: Any, file: Path, yes: bool, role: str, **options: Any) -> None:
        if workflow.holds_rows() and not yes:
            raise CommandError("This database is not empty. Add --yes to replace all it holds.")
        try:
            files = workflow.restore(file)
        except (archive.Unusable, clients.ClientFailed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or file} cannot be used: {error.strerror}.") from error
        if role:
            call_command("grant", role)
        self.stdout.write(f"Restored, with {files} uploaded files. {NEXT}")
