"""The morning letter to each unit: which cases it must act on are late or due within a week."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from feedback import emails, states
from feedback.models import Deadline, Submission
from officials import queries as office
from officials.models import Unit
from portal.clocks import calendar
from portal.outbox import queue

AHEAD = timedelta(days=7)
WITH_THE_UNIT = (states.Status.ROUTED, states.Status.ACCEPTED, states.Status.AWAITING_APPROVAL)


def send_overdue_digests(*, now: datetime | None = None) -> int:
    """Write one letter to each unit that has something late or due; return how many units have.

    Nothing on a day off. A second run on the same day writes nothing new, for the key holds unit and day.
    """
    today = timezone.localdate(now)
    if not calendar.current().is_working_day(today):
        return 0
    by_unit = _by_unit(_due_until(today + AHEAD))
    for unit, cases in by_unit.items():
        letter = emails.digest(unit, cases=cases, today=today)
        with transaction.atomic():
            queue.enqueue(letter, key=f"digest:{unit.pk}:{today:%Y-%m-%d}")
    return len(by_unit)


def _due_until(last: date) -> Iterable[Submission]:
    open_deadlines = Deadline.objects.filter(met_on__isnull=True, due_on__isnull=False).select_related("rule")
    cases = Submission.objects.filter(
        path=states.Path.ORDINARY, status__in=states.OPEN, due_on__lte=last
    ).only("reference", "status", "asked_from", "due_on", "organ", "responsible", "concerned_ids")
    return (
        cases.select_related("organ", "responsible__organ")
        .prefetch_related(Prefetch("deadlines", open_deadlines.order_by("due_on", "-rule__is_statutory")))
        .order_by("due_on", "pk")
    )


def _by_unit(cases: Iterable[Submission]) -> dict[Unit, list[Submission]]:
    """Cases under the unit whose next step it is; a unit without an address is reached through its organ.

    A case stays out of a letter that people named in it, or their staff, would read.
    """
    found: dict[Unit, list[Submission]] = defaultdict(list)
    for case in cases:
        reached = emails.mailbox_for(_must_act(case), office.units_of(case.concerned_ids))
        if reached is not None:
            found[reached].append(case)
    return found


def _must_act(case: Submission) -> Unit:
    """The unit that handles while it has the case or asked for more, otherwise the desk of the book."""
    with_the_unit = case.status in WITH_THE_UNIT or case.asked_from == states.Status.ACCEPTED
    return case.responsible if with_the_unit and case.responsible is not None else case.organ
