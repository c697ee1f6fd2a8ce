"""Loads the demo: the reference data, then what every app shows of itself, then prints who may log in."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.management.commands.seed import modules_named


class Command(BaseCommand):
    help = "Loads the demo, twice without harm, and prints its accounts; refused unless DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo has accounts with a known password. Set DEMO=1 where that does no harm."
            )
        call_command("seed", verbosity=0)
        for module in modules_named("demo"):
            module.load(timezone.now())
