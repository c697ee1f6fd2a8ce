"""Fill the register with invented opinions; how they are made is in feedback/filling."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.filling import copying

SHOWN_EVERY = 100_000


class Command(BaseCommand):
    help = "Fill the register with invented opinions of the last five years, for benchmarks and full pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--submissions", type=int, required=True, metavar="N", help="how many opinions")
        parser.add_argument("--meetings", type=int, default=0, metavar="M", help="not yet: no meetings exist")
        parser.add_argument("--seed", type=int, default=1, help="another number, other opinions")
        parser.add_argument("--yes", action="store_true", help="also where this is no demo")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or options["yes"]):
            raise CommandError(_("Invented opinions cannot be taken out again. Set DEMO=1, or add --yes."))
        if options["meetings"]:
            raise CommandError(_("The portal keeps no meetings yet; leave out --meetings."))
        if options["submissions"] < 1:
            raise CommandError(_("Write how many opinions: 1 or more."))
        began = time.monotonic()
        for written in copying.fill(options["submissions"], options["seed"], timezone.localdate()):
            if written % SHOWN_EVERY == 0:
                self.stdout.write(f"{written:,} …")
        self.stdout.write(f"{written:,} opinions in {time.monotonic() - began:.0f} seconds.")
