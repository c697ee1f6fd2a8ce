"""Brings a new or updated installation to where it can serve, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Compiles the catalogue, checks, migrates and loads the reference data."
    requires_system_checks = []  # the catalogue's check passes only after the first step

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default="", help="grant the serving role its rights, see grant")
        parser.add_argument("--static", action="store_true", help="collect and compress the static files too")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("compilemessages", verbosity=0)
        call_command("check")
        call_command("migrate", verbosity=0, interactive=False)
        if options["role"]:
            call_command("grant", options["role"])
        call_command("seed", verbosity=0)
        if options["static"]:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
