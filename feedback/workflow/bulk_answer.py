"""One canned reply for many: written as drafts now, sent when the time to take it back is over.

A letter that has left cannot be called back, so until then nothing leaves and no page shows an answer.
"""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import canned, permissions, states
from feedback.models import Answer, BulkItem, BulkRun, CannedReply, Submission
from feedback.models.bulk import UNDONE_WITHIN
from feedback.workflow import staff
from feedback.workflow.answer import draft_answer
from feedback.workflow.changes import locked
from officials.models import User
from portal.errors import NotAllowed, Stale

A = states.Action
SUMMARY_MOST = REFUSAL_MOST = 300

logger = logging.getLogger(__name__)


def draft(
    case: Submission, *, by: User, now: datetime, version: int, reply: CannedReply, outcome: str, summary: str
) -> str:
    """Write the draft of one case from the reply; return what its sender will read.

    Without a summary the heading of each case sums it up. Raises as draft_answer does, and
    ValidationError for a reply that does not fit the case.
    """
    if case.answers.exclude(state=Answer.State.SENT).exists():
        raise ValidationError(_("It has a draft already; finish it on its own page."), code="drafted")
    if not canned.offered(case, A.ANSWER).filter(pk=reply.pk).exists():
        raise ValidationError(_("This canned reply is for another field or organ."), code="not_offered")
    words = canned.fill(reply, case)
    if canned.UNKNOWN in words:
        raise ValidationError(_("The reply has a place this opinion cannot fill."), code="unknown")
    summary = summary or case.heading[:SUMMARY_MOST]
    draft_answer(case, by=by, now=now, version=version, outcome=outcome, summary=summary, text=words)
    case.version = version + 1
    return f"{summary}\n\n{words}"


def drop(case: Submission, item: BulkItem) -> bool:
    """Take the draft of a run back, unless somebody went on with the case since."""
    if case.version != item.version:
        return False
    case.answers.filter(state=Answer.State.DRAFT).delete()
    case.version += 1
    case.save(update_fields=["version"])
    return True


def send_prepared(*, now: datetime | None = None) -> int:
    """Send the answers of each run whose ten minutes are over, or hand them to the leader; return how many.

    A case somebody touched meanwhile, or whose answerer may no longer act, keeps its draft and is told.
    """
    now = now or timezone.now()
    due = BulkRun.objects.filter(action=A.ANSWER, undone_at__isnull=True, taken_at__isnull=True)
    return sum(_send(pk, now) for pk in due.filter(at__lte=now - UNDONE_WITHIN).values_list("pk", flat=True))


def _send(run_id: int, now: datetime) -> int:
    with transaction.atomic():
        run = BulkRun.objects.select_for_update(skip_locked=True).filter(pk=run_id, taken_at=None).first()
        if run is None or run.undone_at is not None:
            return 0
        sent = 0
        for item in run.items.order_by("submission"):
            item.refusal = _refusal(run.by, item, now)
            item.save(update_fields=["refusal"])
            sent += not item.refusal
        run.taken_at = now
        run.save(update_fields=["taken_at"])
    return sent


def _refusal(by: User, item: BulkItem, now: datetime) -> str:
    """Send one answer; the sentence that says why it was not sent.

    What nobody foresaw in one case is logged and holds up none of the others.
    """
    try:
        with transaction.atomic():
            case = locked(item.submission_id)
            rows = (permissions.row_for(by, case, action) for action in (A.SUBMIT_ANSWER, A.ANSWER))
            row = next(filter(None, rows), None)
            if row is None or not by.is_active:
                raise NotAllowed(_("This cannot be done to the opinion as it stands now."))
            staff.act(case, row.action, by=by, now=now, version=item.version)
    except Stale:
        return _("Somebody changed it since you chose it.")
    except NotAllowed as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)[:REFUSAL_MOST]
    except OperationalError:
        raise  # the database is away: the whole run is tried again
    except Exception:
        logger.exception("answer of a run not sent", extra={"run": item.run_id})
        return _("A fault of the portal kept it from being sent. The administrator sees it in the log.")
    return ""
