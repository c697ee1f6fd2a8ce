"""Print the day a period ends, or the last day before an event; the counting is in arithmetic.py."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.clocks import calendar as calendars
from portal.clocks.arithmetic import Calendar, OutOfCalendar, Step
from portal.clocks.explain import sentences

Walk = Callable[[Calendar, date, int], list[Step]]

WALKS: dict[str, Walk] = {
    "working": Calendar.walk_working,
    "calendar": Calendar.walk_calendar,
    "before": Calendar.walk_before,
}
FURTHEST = 100_000


class Command(BaseCommand):
    help = "Print the day a period ends, as 2026-03-05."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", help="2026-02-12")
        length = parser.add_mutually_exclusive_group(required=True)
        length.add_argument("--working", metavar="N", help="N working days after the day")
        length.add_argument("--calendar", metavar="N", help="N calendar days after the day")
        length.add_argument("--before", metavar="N", help="N working days before the day")
        parser.add_argument(
            "--explain", action="store_true", help="tell each day that was not counted, and why"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = _date(options["day"])
        name = next(name for name in WALKS if options[name] is not None)
        calendar = calendars.current()
        try:
            steps = WALKS[name](calendar, day, _length(options[name]))
        except OutOfCalendar:
            raise CommandError(_("That day lies outside the years 1 to 9999.")) from None
        self.stdout.write(steps[-1].day.isoformat())
        if options["explain"]:
            self.stdout.write("\n".join(sentences(steps, calendar)))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("“%(text)s” is not a date. Write year-month-day, for example 2026-02-12.") % {"text": text}
        ) from None


def _length(text: str | int) -> int:
    if str(text).isdecimal() and int(text) <= FURTHEST:
        return int(text)
    raise CommandError(
        _("“%(text)s” is not a number of days from 0 to %(most)s.") % {"text": text, "most": FURTHEST}
    )
