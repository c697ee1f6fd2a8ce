"""Loads the demo: the reference data, then what every app shows of itself, then prints who may log in."""

from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from portal.management.commands.seed import modules_named

SHOWN = 5


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
            if hasattr(module, "ACCOUNTS"):
                self.stdout.write(accounts(module))


def accounts(module: ModuleType) -> str:
    """Return the first logins of a demo module's ACCOUNTS (username, work) with its PASSWORD."""
    lines = [f"Demo accounts, password {module.PASSWORD}:"]
    lines += [f"  {account.username:<12}{account.work}" for account in module.ACCOUNTS[:SHOWN]]
    if more := len(module.ACCOUNTS) - SHOWN:
        lines.append(f"  and {more} more, listed at {reverse('officials:login')}")
    return "\n".join(lines)
