"""The morning letter to each unit: which cases it must act on are late, due, half through, or go on again."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Prefetch, Q, QuerySet, When
from django.utils import timezone

from feedback import emails, states
from feedback.models import Deadline, Submission, SubmissionEvent
from officials import queries as office
from officials.models import Unit
from portal.clocks import calendar
from portal.outbox import queue

AHEAD, ONE_DAY = timedelta(days=7), timedelta(days=1)
WRITTEN_AT = time(7, 30)
LATE, NEXT, DUE, HALF, WAITED = KINDS = ("late", "next", "due", "half", "waited")
SHOWN = 100  # of each kind; a letter of thousands of lines is read by nobody
# Why it is told, which case, whose step it is, whom it names.
Told = tuple[str, int, int, list[int]]
WITH_THE_UNIT = (states.Status.ROUTED, states.Status.ACCEPTED, states.Status.AWAITING_APPROVAL)


@dataclass
class Pile:
    """Cases under one unit, by why they stand in its letter: how many, and the first of each by number."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def add(self, kind: str, pk: int) -> None:
        self.counts[kind] += 1
        if len(self.first[kind]) < SHOWN:
            self.first[kind].append(pk)


def send_overdue_digests(*, now: datetime | None = None) -> int:
    """Write one letter to each unit that has something to be told; return how many units have.

    Late, due today or on the next working day, due within a week, half of its time gone since the letter
    before, no longer waiting for the sender. Nothing on a day off. A second run on the same day writes
    nothing new, for the key holds unit and day.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if not calendar.current().is_working_day(today):
        return 0
    piles = _piles(today)
    cases = _shown([pk for pile in piles.values() for keys in pile.first.values() for pk in keys])
    for unit, pile in piles.items():
        shown = {kind: [cases[pk] for pk in keys] for kind, keys in pile.first.items()}
        letter = emails.digest(unit, shown=shown, counts=pile.counts, today=today)
        with transaction.atomic():
            queue.enqueue(letter, key=f"digest:{unit.pk}:{today:%Y-%m-%d}")
    return len(piles)


def _piles(today: date) -> dict[Unit, Pile]:
    """Cases under the unit whose next step it is; a unit without an address is reached through its organ.

    A case stays out of a letter that people named in it, or their staff, would read. Thousands may be late:
    each is read as the few values that sort it, and only those a letter shows are read whole.
    """
    units = Unit.objects.select_related("organ").in_bulk()
    found: dict[Unit, Pile] = defaultdict(Pile)
    for kind, pk, must_act, concerned in _told(today):
        reached = emails.mailbox_for(units[must_act], office.units_of(concerned))
        if reached is not None:
            found[reached].add(kind, pk)
    return found


def _told(today: date) -> Iterator[Told]:
    cases = Submission.objects.filter(path=states.Path.ORDINARY, status__in=states.OPEN)
    yield from _near(cases, today)
    yield from _half_gone(cases, today)
    yield from _no_longer_waiting(cases, today)


def _near(cases: QuerySet[Submission], today: date) -> Iterator[Told]:
    next_day = calendar.current().next_working_day(today + ONE_DAY)
    near = cases.filter(due_on__lte=today + AHEAD).order_by("due_on", "pk")
    for pk, must_act, concerned, due_on in near.values_list(*_columns(), "due_on"):
        kind = LATE if due_on < today else NEXT if due_on <= next_day else DUE
        yield kind, pk, must_act, concerned


def _half_gone(cases: QuerySet[Submission], today: date) -> Iterator[Told]:
    """Cases further off, of whose next deadline half of the working days are gone today."""
    running = cases.filter(
        due_on__gt=today + AHEAD, deadlines__due_on=F("due_on"), deadlines__met_on__isnull=True
    )
    spans = running.order_by("due_on", "pk").values_list(*_columns(), "deadlines__started_on", "due_on")
    days, halves, seen = calendar.current(), dict[tuple[date, date], date](), set()
    for pk, must_act, concerned, *span in spans:
        began, due_on = span
        if (began, due_on) not in halves:
            half = (days.working_days_between(began, due_on) + 1) // 2
            halves[began, due_on] = days.add_working_days(began, half)
        if halves[began, due_on] == today and pk not in seen:
            seen.add(pk)
            yield HALF, pk, must_act, concerned


def _no_longer_waiting(cases: QuerySet[Submission], today: date) -> Iterator[Told]:
    """Cases that went on without the sender's reply since the letter before."""
    before = calendar.current().previous_working_day(today - ONE_DAY)
    since = timezone.make_aware(datetime.combine(before, WRITTEN_AT))
    ended = SubmissionEvent.objects.filter(action=states.Action.WAIT_ENDED, at__gt=since)
    rows = cases.filter(pk__in=ended.values("submission")).order_by("pk")
    for pk, must_act, concerned in rows.values_list(*_columns()):
        yield WAITED, pk, must_act, concerned


def _columns() -> tuple[Any, ...]:
    return "pk", _must_act(), "concerned_ids"


def _must_act() -> Case:
    """The unit that handles while it has the case or asked for more, otherwise the desk of the book."""
    with_the_unit = Q(status__in=WITH_THE_UNIT) | Q(asked_from=states.Status.ACCEPTED)
    return Case(When(with_the_unit, responsible__isnull=False, then=F("responsible")), default=F("organ"))


def _shown(keys: list[int]) -> dict[int, Submission]:
    """Cases with their open deadlines, the one that counts first."""
    deadlines = Deadline.objects.filter(met_on__isnull=True, due_on__isnull=False).select_related("rule")
    cases = Submission.objects.only("reference", "due_on").prefetch_related(
        Prefetch("deadlines", deadlines.order_by("due_on", "-rule__is_statutory"))
    )
    return cases.in_bulk(keys)
