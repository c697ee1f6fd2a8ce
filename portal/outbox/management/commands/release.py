"""Opens the gate of a restored database, so that its letters leave."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.outbox import gate


class Command(BaseCommand):
    help = "Lets the letters of a restored database leave; until then none does."

    def handle(self, *args: Any, **options: Any) -> None:
        if gate.closed_since() is None:
            self.stdout.write("Nothing is held back.")
            return
        self.stdout.write(f"{gate.release()} letters may leave now")
