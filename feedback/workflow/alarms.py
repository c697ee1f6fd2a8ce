"""The 45-day alarm to the organ's leader: once when a week remains and once when the day has passed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from feedback import emails, states
from feedback.models import Deadline, Submission, SubmissionEvent
from feedback.workflow.digest import AHEAD, SHOWN
from officials import queries as office
from officials.models import Unit
from portal.clocks import calendar
from portal.outbox import queue

RULE = "alarm_45"
NEAR, PAST = STAGES = ("near", "past")
Told = dict[str, list[Submission]]


def send_alarms(*, now: datetime | None = None) -> int:
    """Tell each case that came near the alarm of law, or passed it, once; return how many were told.

    On working days, one letter a reader. It goes to the leaders of the book's organ who may read the case,
    and to the organ's own mailbox where none of them has an address. The event says when it was told.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if not calendar.current().is_working_day(today):
        return 0
    told = 0
    for organ in Unit.objects.filter(is_organ=True).order_by("pk"):
        with transaction.atomic():
            told += _tell(organ, today, now)
    return told


def _tell(organ: Unit, today: date, now: datetime) -> int:
    piles: dict[str, Told] = defaultdict(lambda: {stage: [] for stage in STAGES})
    events = []
    leaders = [leader for leader in office.leaders_of(organ) if leader.email]
    for deadline, stage in _due(organ, today):
        case = deadline.submission
        case.due_on = deadline.due_on
        free = [who.email for who in leaders if office.barring(who).isdisjoint(case.concerned_ids)]
        desk = emails.mailbox_for(organ, office.units_of(case.concerned_ids))
        for address in free or ([desk.email] if desk is not None else []):
            piles[address][stage].append(case)
        events.append(_event(case, stage, deadline, now))
    SubmissionEvent.objects.bulk_create(events)
    for number, (address, shown) in enumerate(sorted(piles.items())):
        counts = {stage: len(cases) for stage, cases in shown.items()}
        first = {stage: cases[:SHOWN] for stage, cases in shown.items()}
        letter = emails.alarm(organ, address, shown=first, counts=counts, today=today)
        queue.enqueue(letter, key=f"alarm:{organ.pk}:{number}:{now.isoformat()}")
    return len(events)


def _due(organ: Unit, today: date) -> Iterator[tuple[Deadline, str]]:
    """Deadlines of the alarm that came near or passed, and of which nobody was told; each locked."""
    running = Deadline.objects.filter(
        rule__code=RULE,
        met_on__isnull=True,
        submission__organ=organ,
        submission__path=states.Path.ORDINARY,
        submission__status__in=states.OPEN,
    ).order_by("due_on", "pk")
    locked = running.select_related("submission").select_for_update(of=("self",), skip_locked=True)
    near = locked.filter(due_on__range=(today, today + AHEAD))
    for stage, deadlines in ((NEAR, near), (PAST, locked.filter(due_on__lt=today))):
        for deadline in _untold(deadlines, stage):
            yield deadline, stage


def _untold(deadlines: QuerySet[Deadline], stage: str) -> QuerySet[Deadline]:
    told = SubmissionEvent.objects.filter(
        submission=OuterRef("submission"), action=states.Action.ALARM, changes__alarm__1=stage
    )
    return deadlines.filter(~Exists(told))


def _event(case: Submission, stage: str, deadline: Deadline, now: datetime) -> SubmissionEvent:
    """In the history, yet the case's version stays: nobody's page is out of date by it."""
    return SubmissionEvent(
        submission=case,
        action=states.Action.ALARM,
        from_status=case.status,
        to_status=case.status,
        at=now,
        unit=case.organ,
        changes={"alarm": [str(deadline.due_on), stage]},
    )
