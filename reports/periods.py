"""Spans of days a reader may choose, and the months inside them; nothing here counts."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
REPORT_DAY = 15  # a month of statistics runs from the 15th to the 14th
MONTHS_SHOWN = 12


class Period(TextChoices):
    MONTH = "month", _("This month")
    QUARTER = "quarter", _("This quarter")
    YEAR = "year", _("This year")
    REPORT_YEAR = "report_year", _("Report year")
    CUSTOM = "custom", _("Chosen days")


DEFAULT = Period.YEAR


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The moment the first day begins and the moment after the last day has ended."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def span_of(period: str, today: date) -> Span:
    """The span of a named period that holds the day."""
    if period == Period.MONTH:
        return _months(today.year, today.month, 1)
    if period == Period.QUARTER:
        return _months(today.year, today.month - (today.month - 1) % 3, 3)
    if period == Period.REPORT_YEAR:
        year = today.year + (today >= date(today.year, 12, REPORT_DAY))
        return Span(date(year - 1, 12, REPORT_DAY), date(year, 12, REPORT_DAY - 1))
    return _months(today.year, 1, 12)


def _months(year: int, month: int, count: int) -> Span:
    last = month + count - 1
    return Span(date(year, month, 1), date(year, last, monthrange(year, last)[1]))


def last_months(span: Span, today: date, *, from_day: int = 1) -> list[Span]:
    """The twelve months up to the end of the span, or up to the month of today when the span still runs.

    Months begin on `from_day`; the last one ends where the span ends.
    """
    end = min(span.last, max(today, span.first))
    year, month = end.year, end.month
    if end.day < from_day:
        year, month = _before(year, month)
    starts = [date(year, month, from_day)]
    for _n in range(MONTHS_SHOWN):
        starts.insert(0, date(*_before(starts[0].year, starts[0].month), from_day))
    following = _after(year, month)
    ends = [start - timedelta(days=1) for start in [*starts[2:], date(*following, from_day)]]
    ends[-1] = min(ends[-1], span.last)
    return [Span(first, last) for first, last in zip(starts[1:], ends, strict=True)]


def _before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)
