"""Counts open deadlines again at once, after holidays or rules were changed."""

from typing import Any

from django.core.management.base import BaseCommand

from feedback import workflow


class Command(BaseCommand):
    help = "Counts open deadlines again under the calendar of now; beat does it every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{workflow.recompute_deadlines()} cases moved")
