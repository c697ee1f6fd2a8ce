"""Compare the tally with the register, count it anew, or fold what waits; how is in workflow/tally.py."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from feedback.workflow import tally

SHOWN = 20


class Command(BaseCommand):
    help = "Compares the figures' tally with the register, or counts it anew; both while work goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--check", action="store_true", help="exit status 1 when a cell differs")
        way.add_argument("--rebuild", action="store_true", help="count anew and mend what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
        elif options["rebuild"]:
            mended = tally.mend()
            self.stdout.write(f"{_('The tally was counted anew.')} ({mended})")
        else:
            self.stdout.write(f"{tally.fold()} changes folded")

    def _check(self) -> None:
        found = tally.differences()
        if not found:
            self.stdout.write(_("The tally agrees with the register."))
            return
        for row in found[:SHOWN]:
            kind, day, organ, responsible, withdrawn, key = row.place
            place = (
                f"{kind} day={day} organ={organ} responsible={responsible} withdrawn={withdrawn} key={key}"
            )
            self.stdout.write(f"{place}: tallied {row.tallied}, counted {row.counted}")
        words = _("%(n)d sums differ from the register. Run manage.py tally --rebuild.")
        raise CommandError(words % {"n": len(found)})
