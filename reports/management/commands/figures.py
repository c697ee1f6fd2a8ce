"""Print the counts of a span of days under stable keys; what each key counts is in reports/queries.py."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import Unit
from reports import periods, queries
from reports.periods import Span


class Command(BaseCommand):
    help = "Print the counts of a span of days under stable keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", required=True, metavar="2017-01-01", help="first day")
        parser.add_argument("--to", dest="last", required=True, metavar="2017-12-31", help="last day")
        parser.add_argument("--unit", metavar="CODE", help="only this unit, with its departments")
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        span = Span(_day(options["first"]), _day(options["last"]))
        if span.last < span.first:
            raise CommandError(_("The last day is before the first."))
        counts = queries.figures(span, timezone.localdate(), _unit(options["unit"]))
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for key, count in counts.items():
            self.stdout.write(f"{key} {count}")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not periods.EARLIEST <= day <= periods.LATEST:
        raise CommandError(_("“%(text)s” is not a day. Write it as 2017-12-31.") % {"text": text})
    return day


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(_("There is no unit with the code “%(code)s”.") % {"code": code})
    return unit
