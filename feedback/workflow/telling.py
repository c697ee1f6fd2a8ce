"""Whether the sender knows what came of the opinion: who must be told by somebody, and that it was done."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import queries, states
from feedback.models import Submission
from feedback.workflow.changes import Change
from portal.outbox import queue

BY_HAND = (states.ReplyBy.PHONE, states.ReplyBy.POST, states.ReplyBy.DESK)


def to_tell(case: Submission) -> dict[str, Any]:
    """The values of a case whose outcome goes out now.

    Who left no way to be reached is told by the page, who left a mail address by its letter; the others, and
    whoever asked for a call, a paper or the desk, by somebody of the office.
    """
    person = case.person
    is_by_hand = person is not None and (not person.email or case.reply_by in BY_HAND)
    return {"to_tell": is_by_hand, "told_how": "", "told_on": None}


def forget(case: Submission) -> dict[str, Any]:
    """The values of a case whose outcome stands no longer; a letter that has not left is taken back."""
    for kind in queries.TELLING:
        queue.cancel_unsent(about_type="feedback.submission", about_id=case.pk, kind=kind)
    return {"to_tell": False, "told_how": "", "told_on": None, "reopen_until": None}


def checked(case: Submission, change: Change) -> dict[str, Any]:
    """Facts: how (one of Told), on (a day up to today, not before the opinion was received)."""
    how, on = change.facts.get("how", ""), change.facts.get("on")
    if how not in states.Told.values:
        raise ValidationError({"how": _("Choose how the sender was told.")}, code="invalid")
    earliest, today = timezone.localdate(case.received_at), timezone.localdate(change.now)
    if not isinstance(on, date) or not earliest <= on <= today:
        words = _("Write the day, not after today and not before the opinion was received.")
        raise ValidationError({"on": words}, code="invalid")
    return {"to_tell": False, "told_how": how, "told_on": on}
