"""The morning letter to each unit: which cases it must act on are late or due within a week."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Prefetch, Q, When
from django.utils import timezone

from feedback import emails, states
from feedback.models import Deadline, Submission
from officials import queries as office
from officials.models import Unit
from portal.clocks import calendar
from portal.outbox import queue

AHEAD = timedelta(days=7)
SHOWN = 100  # of the late and of the due cases; a letter of thousands of lines is read by nobody
WITH_THE_UNIT = (states.Status.ROUTED, states.Status.ACCEPTED, states.Status.AWAITING_APPROVAL)


@dataclass
class Pile:
    """Cases under one unit: how many are late and how many due, and the first of each by number."""

    late: int = 0
    due: int = 0
    first_late: list[int] = field(default_factory=list)
    first_due: list[int] = field(default_factory=list)

    def add(self, pk: int, *, is_late: bool) -> None:
        if is_late:
            self.late += 1
        else:
            self.due += 1
        first = self.first_late if is_late else self.first_due
        if len(first) < SHOWN:
            first.append(pk)


def send_overdue_digests(*, now: datetime | None = None) -> int:
    """Write one letter to each unit that has something late or due; return how many units have.

    Nothing on a day off. A second run on the same day writes nothing new, for the key holds unit and day.
    """
    today = timezone.localdate(now)
    if not calendar.current().is_working_day(today):
        return 0
    piles = _piles(today)
    cases = _shown([pk for pile in piles.values() for pk in pile.first_late + pile.first_due])
    for unit, pile in piles.items():
        letter = emails.digest(
            unit,
            late=[cases[pk] for pk in pile.first_late],
            due=[cases[pk] for pk in pile.first_due],
            counts=(pile.late, pile.due),
            today=today,
        )
        with transaction.atomic():
            queue.enqueue(letter, key=f"digest:{unit.pk}:{today:%Y-%m-%d}")
    return len(piles)


def _piles(today: date) -> dict[Unit, Pile]:
    """Cases under the unit whose next step it is; a unit without an address is reached through its organ.

    A case stays out of a letter that people named in it, or their staff, would read. Thousands may be late:
    each is read as the few values that sort it, and only those a letter shows are read whole.
    """
    rows = Submission.objects.filter(
        path=states.Path.ORDINARY, status__in=states.OPEN, due_on__lte=today + AHEAD
    ).order_by("due_on", "pk")
    units = Unit.objects.select_related("organ").in_bulk()
    found: dict[Unit, Pile] = defaultdict(Pile)
    for pk, due_on, must_act, concerned in rows.values_list("pk", "due_on", _must_act(), "concerned_ids"):
        reached = emails.mailbox_for(units[must_act], office.units_of(concerned))
        if reached is not None:
            found[reached].add(pk, is_late=due_on < today)
    return found


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
