"""Open deadlines counted again when holidays or rules change: each case once, with an event of its own."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from feedback import counting, states
from feedback.models import Deadline, DeadlineCount, SubmissionEvent
from feedback.workflow import clocks, tally
from feedback.workflow.changes import locked
from portal.clocks import calendar
from portal.clocks.arithmetic import OutOfCalendar

BATCH = 500


def recompute_deadlines(*, now: datetime | None = None) -> int:
    """Count open deadlines under the calendar as it is now; return how many cases moved.

    Nothing to do under a revision already counted. A day that has passed stays: what was late is not made
    punctual, and nothing becomes late backwards. The case's version stays, for nobody's page is out of date.
    """
    calendar.reset()
    revision = (calendar.snapshot().revision or (0,))[0]
    if DeadlineCount.objects.filter(pk=1, revision=revision).exists():
        return 0
    now = now or timezone.now()
    today = timezone.localdate(now)
    moved = sum(_move(case_id, today, now) for case_id in _stale_cases(today))
    # A rule edited from target to term of law, or back, moves no day but moves cases between their cells.
    tally.mend(in_hand_only=True)
    DeadlineCount.objects.update_or_create(pk=1, defaults={"revision": revision})
    return moved


def _stale_cases(today: date) -> Iterator[int]:
    last = 0
    while batch := list(_running(today).filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        stale = {each.submission_id for each in batch if _fresh(each, today) != each.due_on}
        yield from sorted(stale)


def _running(today: date) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(met_on__isnull=True, due_on__gte=today, submission__status__in=states.OPEN)
    return rows.select_related("rule").prefetch_related("pauses", "extensions")


def _fresh(deadline: Deadline, today: date) -> date | None:
    try:
        due = counting.due_on(deadline)
    except OutOfCalendar:
        return deadline.due_on
    return deadline.due_on if due is None or due < today else due


def _move(case_id: int, today: date, now: datetime) -> bool:
    """Look again under lock: an action may have met the deadline meanwhile, another process moved it."""
    with transaction.atomic():
        case = locked(case_id)
        changes = {}
        for deadline in _running(today).filter(submission=case):
            due = _fresh(deadline, today)
            if due is not None and due != deadline.due_on:
                changes[deadline.rule.code] = [str(deadline.due_on), str(due)]
                deadline.due_on = due
                deadline.save(update_fields=["due_on"])
        if not changes:
            return False
        clocks.refresh_due(case)
        case.save(update_fields=clocks.DUE)
        tally.record(case)
        SubmissionEvent.objects.create(
            submission=case,
            action=states.Action.CALENDAR,
            from_status=case.status,
            to_status=case.status,
            at=now,
            unit=case.organ,
            changes=changes,
        )
    return True
