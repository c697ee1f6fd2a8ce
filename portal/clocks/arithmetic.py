"""Counting days over sets of dates; knows neither the database nor where the dates come from."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

ONE_DAY = timedelta(days=1)
SATURDAY = 5

Pause = tuple[date, date | None]


class OutOfCalendar(ValueError):
    """A count left the years 1 to 9999."""


class EndlessPause(Exception):
    """The clock stands still and nobody knows until when."""


@dataclass(frozen=True, slots=True)
class DayName:
    vi: str
    en: str


class StepKind(StrEnum):
    START = "start"
    STARTS_LATER = "starts_later"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    WORKED = "worked"
    PAUSED = "paused"
    LAST_COUNTED = "last_counted"
    DUE = "due"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a computation: what happened on this day, and by which name."""

    kind: StepKind
    day: date
    name: DayName | None = None


@dataclass(frozen=True)
class Calendar:
    """Monday to Friday, less the days off, plus the days worked instead.

    `unconfirmed` are counted days whose official document is not known yet; they change no result, only
    what an explanation says. All periods follow Civil Code Art. 147(2) and 148: the first day is not counted.
    """

    off: Mapping[date, DayName] = field(default_factory=dict)
    worked: Mapping[date, DayName] = field(default_factory=dict)
    unconfirmed: Collection[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        if day.weekday() >= SATURDAY:
            return day in self.worked
        return day not in self.off

    @property
    def known_until(self) -> date | None:
        """The last day of the last year with any day off; later years have weekends only."""
        return date(max(self.off).year, 12, 31) if self.off else None

    def next_working_day(self, day: date) -> date:
        """The day itself when it is worked, otherwise the first worked day after it."""
        return next(each for each in _days(day) if self.is_working_day(each))

    def previous_working_day(self, day: date) -> date:
        """The day itself when it is worked, otherwise the last worked day before it."""
        return next(each for each in _days(day, -ONE_DAY) if self.is_working_day(each))

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days have passed: `after` is not counted, `until` is; 0 when it is not later."""
        return sum(self.is_working_day(after + ONE_DAY * step) for step in range(1, (until - after).days + 1))

    def add_working_days(self, start: date, days: int, pauses: Sequence[Pause] = ()) -> date:
        """The last of `days` working days after `start`; 0 gives the first working day from `start` on."""
        return self.walk_working(start, days, pauses)[-1].day

    def add_calendar_days(self, start: date, days: int, pauses: Sequence[Pause] = ()) -> date:
        """`days` after `start`, moved to the next working day when that is a day off (Art. 148(5))."""
        return self.walk_calendar(start, days, pauses)[-1].day

    def add_months(self, start: date, months: int, pauses: Sequence[Pause] = ()) -> date:
        """The same day of a later month, or its last day where there is none (Art. 148(3)), then as above."""
        return self.add_calendar_days(start, days_in_months(start, months), pauses)

    def add_years(self, start: date, years: int, pauses: Sequence[Pause] = ()) -> date:
        return self.add_months(start, 12 * years, pauses)

    def working_days_before(self, day: date, days: int) -> date:
        """The latest day that leaves `days` working days before `day`, which is itself not counted."""
        return self.walk_before(day, days)[-1].day

    def calendar_days_before(self, day: date, days: int) -> date:
        """`days` before `day`, moved back to a working day: what must be done earlier is done on time."""
        return self.walk_calendar_before(day, days)[-1].day

    def walk_working(self, start: date, days: int, pauses: Sequence[Pause] = ()) -> list[Step]:
        """Every day that was not counted, with its reason, and the due day as the last step."""
        _refuse_negative(days)
        steps = [Step(StepKind.START, start)]
        if days == 0:
            return steps + self._roll(start, ())
        left = days
        for day in _days(start + ONE_DAY):
            reason = self._reason(day, pauses)
            if reason:
                steps.append(reason)
            if self.is_working_day(day) and not is_paused(day, pauses):
                left -= 1
            if not left:
                return [*steps, Step(StepKind.DUE, day)]
        raise AssertionError("the days never end")

    def walk_calendar(self, start: date, days: int, pauses: Sequence[Pause] = ()) -> list[Step]:
        """Only pauses and a last day off hold a calendar period up; the due day is the last step."""
        _refuse_negative(days)
        steps, left, day = [Step(StepKind.START, start)], days, start
        while left:
            day = _shift(day, ONE_DAY)
            if is_paused(day, pauses):
                steps.append(Step(StepKind.PAUSED, day))
            else:
                left -= 1
        if day != start and not self.is_working_day(day):
            steps.append(Step(StepKind.LAST_COUNTED, day))
        return steps + self._roll(day, pauses if day != start else ())

    def walk_before(self, day: date, days: int) -> list[Step]:
        _refuse_negative(days)
        steps, left, each = [Step(StepKind.START, day)], days, day
        while left:
            each = _shift(each, -ONE_DAY)
            reason = self._reason(each, ())
            if reason:
                steps.append(reason)
            left -= self.is_working_day(each)
        return [*steps, Step(StepKind.DUE, each)]

    def walk_calendar_before(self, day: date, days: int) -> list[Step]:
        _refuse_negative(days)
        last = _shift(day, -ONE_DAY * days)
        steps = [Step(StepKind.START, day)]
        if not self.is_working_day(last):
            steps.append(Step(StepKind.LAST_COUNTED, last))
        due = self.previous_working_day(last)
        skipped = [_shift(last, -ONE_DAY * step) for step in range((last - due).days)]
        return [*steps, *filter(None, (self._reason(each, ()) for each in skipped)), Step(StepKind.DUE, due)]

    def _roll(self, day: date, pauses: Sequence[Pause]) -> list[Step]:
        """From the last counted day to the first day on which the period may end."""
        steps: list[Step] = []
        for each in _days(day):
            if self.is_working_day(each) and (each == day or not is_paused(each, pauses)):
                return [*steps, Step(StepKind.DUE, each)]
            reason = self._reason(each, pauses)
            if reason:
                steps.append(reason)
        raise AssertionError("the days never end")

    def _reason(self, day: date, pauses: Sequence[Pause]) -> Step | None:
        if self.is_working_day(day):
            if is_paused(day, pauses):
                return Step(StepKind.PAUSED, day)
            return Step(StepKind.WORKED, day, self.worked[day]) if day in self.worked else None
        if day in self.off:
            return Step(StepKind.HOLIDAY, day, self.off[day])
        return Step(StepKind.WEEKEND, day)


def days_in_months(start: date, months: int) -> int:
    """Calendar days from `start` to the corresponding day `months` later."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise OutOfCalendar(f"{start} + {months} months")
    return (date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])) - start).days


def is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    """A pause holds the days after it began up to and including the day it ended.

    The day it began was still partly used and stays counted; the day it ended is an event, and the first
    day is not counted. A pause that ends on the day it began therefore holds nothing.
    """
    for began_on, ended_on in pauses:
        if ended_on is None and began_on < day:
            raise EndlessPause
        if ended_on is not None and began_on < day <= ended_on:
            return True
    return False


def _refuse_negative(days: int) -> None:
    if days < 0:
        raise ValueError("a period cannot be negative")


def _shift(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError as error:
        raise OutOfCalendar(str(day)) from error


def _days(first: date, step: timedelta = ONE_DAY) -> Iterator[date]:
    return (_shift(first, step * number) for number in count())
