"""Which rule is in force on a day and when its time is up; starting and pausing clocks is the caller's."""

from collections.abc import Sequence
from datetime import date
from typing import overload

from portal.clocks import calendar as calendars
from portal.clocks.arithmetic import (
    Calendar,
    EndlessPause,
    Pause,
    Step,
    StepKind,
    days_in_months,
)
from portal.clocks.models import Rule


class RuleMissing(LookupError):
    """No rule of this code is in force on this day."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(f"no rule {code!r} is in force on {on:%d/%m/%Y}")


def find(code: str, on: date) -> Rule | None:
    """The rule in force, from the process's snapshot: do not change the row."""
    return calendars.snapshot().rule(code, on)


def in_force(code: str, on: date) -> Rule:
    """As find(), raising RuleMissing where the law of that day knew no such rule."""
    rule = find(code, on)
    if rule is None:
        raise RuleMissing(code, on)
    return rule


def end_of(code: str, started_on: date) -> tuple[Rule, date]:
    """The rule in force when a term begins, and its last day if nothing pauses it; raises RuleMissing."""
    snapshot = calendars.snapshot()
    known = snapshot.ends.get((code, started_on))
    if known is None:
        rule = snapshot.rule(code, started_on)
        if rule is None:
            raise RuleMissing(code, started_on)
        known = snapshot.ends[code, started_on] = (rule, due_on(rule, started_on, calendar=snapshot.calendar))
    return known


@overload
def due_on(
    rule: Rule, started_on: date, pauses: Sequence[tuple[date, date]] = (), calendar: Calendar | None = None
) -> date: ...
@overload
def due_on(
    rule: Rule, started_on: date, pauses: Sequence[Pause], calendar: Calendar | None = None
) -> date | None: ...
def due_on(
    rule: Rule, started_on: date, pauses: Sequence[Pause] = (), calendar: Calendar | None = None
) -> date | None:
    """The last day of the term; None while an open pause holds it.

    Every pause handed in counts, also for a statutory rule: the caller hands a statutory rule only the
    pauses that rest on a numbered decision. A pause after the term has run out changes nothing.
    """
    try:
        return steps(rule, started_on, pauses, calendar)[-1].day
    except EndlessPause:
        return None


def steps(
    rule: Rule, started_on: date, pauses: Sequence[Pause] = (), calendar: Calendar | None = None
) -> list[Step]:
    """The computation of due_on() day by day; raises EndlessPause while an open pause holds the term."""
    calendar = calendar or calendars.current()
    _refuse_backward(pauses)
    if rule.direction == Rule.Direction.BEFORE:
        if rule.unit == Rule.Unit.WORKING:
            return calendar.walk_before(started_on, rule.days)
        return calendar.walk_calendar_before(started_on, rule.days)
    start = started_on
    if rule.count_from == Rule.CountFrom.NEXT_WORKING_DAY:
        start = calendar.next_working_day(started_on)
    walked = _walk(rule, start, pauses, calendar)
    if start == started_on:
        return walked
    return [Step(StepKind.STARTS_LATER, started_on), *walked]


def _walk(rule: Rule, start: date, pauses: Sequence[Pause], calendar: Calendar) -> list[Step]:
    if rule.unit == Rule.Unit.WORKING:
        return calendar.walk_working(start, rule.days, pauses)
    if rule.unit == Rule.Unit.CALENDAR:
        return calendar.walk_calendar(start, rule.days, pauses)
    months = rule.days * (12 if rule.unit == Rule.Unit.YEAR else 1)
    return calendar.walk_calendar(start, days_in_months(start, months), pauses)


def _refuse_backward(pauses: Sequence[Pause]) -> None:
    for began_on, ended_on in pauses:
        if ended_on is not None and ended_on < began_on:
            raise ValueError(f"a pause ends on {ended_on} before it begins on {began_on}")
