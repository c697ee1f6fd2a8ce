"""What was asked of the sender waits until its day and no longer: then work goes on by itself."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from feedback import states
from feedback.models import Message, Submission
from feedback.workflow.changes import Change, apply, locked


def end_waits(*, now: datetime | None = None) -> int:
    """Resume each case whose day for a reply lies behind; return how many went on.

    The office's own targets run again from that day. Nobody did it: the event has no actor. A reply that
    arrives meanwhile wins, for each case is looked at again under its lock.
    """
    now = now or timezone.now()
    cases = _unheard(timezone.localdate(now)).order_by("pk").values_list("pk", flat=True)
    return sum(_end(case_id, now) for case_id in list(cases))


def _unheard(today: date) -> QuerySet[Submission]:
    asked = Message.objects.filter(submission=OuterRef("pk"), kind=Message.Kind.QUESTION)
    return Submission.objects.filter(
        Exists(asked.filter(reply_until__lt=today)),
        ~Exists(asked.filter(reply_until__gte=today)),
        path=states.Path.ORDINARY,
        status=states.Status.NEEDS_MORE,
    )


def _end(case_id: int, now: datetime) -> bool:
    with transaction.atomic():
        case = locked(case_id)
        if not _unheard(timezone.localdate(now)).filter(pk=case_id).exists():
            return False
        (row,) = states.rows(case.path, states.Action.WAIT_ENDED, case.status)
        apply(case, Change(row=row, by=None, unit=None, now=now), {})
    return True
