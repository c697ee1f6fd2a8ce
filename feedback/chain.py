"""Where a case has been and how long: each desk and unit with its working days, read from the events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from feedback import states
from feedback.models import Submission, SubmissionEvent
from portal.clocks import calendar

A = states.Action
TO_UNIT = (A.ROUTE, A.PASS_ON)
TO_DESK = (A.HAND_BACK, A.REOPEN)


@dataclass
class Leg:
    """One place that had the case; `until` is empty while it has it, `who` took it up there or sent it on."""

    unit: str
    since: date
    until: date | None = None
    who: str = ""
    today: date | None = None

    @property
    def days(self) -> int:
        """Working days held: the day it came is not counted, the day it left is."""
        until = self.until or self.today or self.since
        return calendar.current().working_days_between(self.since, until)


def legs(
    case: Submission, events: Iterable[SubmissionEvent], names: Mapping[int, str], today: date
) -> list[Leg]:
    """The places in their order; days after the answer belong to nobody.

    `events` are those of the case, oldest first; `names` those of the units they mention.
    """
    events = list(events)
    desk = _first_book(case, events)
    found = [Leg(names.get(desk, ""), timezone.localdate(case.received_at), today=today)]
    for event in events:
        day = timezone.localdate(event.at)
        desk = _new(event, "organ") or desk
        unit = _came_to(event, desk)
        held = found[-1].until is None
        if held and (unit is not None or _ended(event)):
            found[-1].until = day
            if not found[-1].who and event.by is not None:
                found[-1].who = event.by.full_name
        elif held and event.action == A.ACCEPT and event.by is not None:
            found[-1].who = event.by.full_name
        if unit is not None:
            found.append(Leg(names.get(unit, ""), day, today=today))
    return found


def _first_book(case: Submission, events: Iterable[SubmissionEvent]) -> int:
    moved = (event.changes["organ"][0] for event in events if _new(event, "organ"))
    return next(moved, case.organ_id)


def _came_to(event: SubmissionEvent, desk: int) -> int | None:
    """The unit or desk to which this event brought the case; None when it stayed."""
    if event.action in TO_UNIT:
        return _new(event, "responsible")
    moved = event.from_status != event.to_status
    if event.action in TO_DESK or (event.action == A.CONCERN and (moved or _new(event, "organ"))):
        return desk
    return None


def _ended(event: SubmissionEvent) -> bool:
    return event.to_status in states.DONE and event.from_status not in states.DONE


def _new(event: SubmissionEvent, name: str) -> int | None:
    change = event.changes.get(name) or []
    return change[1] if len(change) == 2 else None
