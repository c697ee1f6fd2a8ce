"""What a unit asked to help tells the one that handles the case, and the end of its help."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import emails, permissions, states
from feedback.models import HelpRequest, Note, Submission
from feedback.workflow import staff
from feedback.workflow.changes import locked
from officials.models import User
from portal.errors import NotAllowed
from portal.outbox import queue

A = states.Action


def reply_as_helper(help_request: HelpRequest, *, by: User, text: str, now: datetime | None = None) -> Note:
    """Keep what the unit replies as an internal note and tell the unit that handles the case.

    Raises NotAllowed for who does not handle work in the unit asked, or may not see the case, and once the
    help is ended or the case no longer open; ValidationError without words. More may be added later.
    """
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(help_request.submission_id)
        row = HelpRequest.objects.select_related("unit").get(pk=help_request.pk)
        if not permissions.can_reply_as_helper(by, case, row):
            raise NotAllowed(_("Your unit is not asked for help with this opinion."))
        if not text.strip():
            raise ValidationError({"words": _("Please write the reply.")}, code="required")
        is_first = row.replied_at is None
        if is_first:
            row.replied_at = now
            row.save(update_fields=["replied_at"])
        staff.log(case, A.REPLY_HELP, by, row.unit, now)
        letter = emails.help_replied(case, row.unit) if is_first else None
        if letter is not None:
            queue.enqueue(letter, key=f"{letter.kind}:{row.pk}", **emails.about(case))
        return Note.objects.create(
            submission=case, action=A.REPLY_HELP, text=text.strip(), at=now, by=by, unit=row.unit
        )


def end_help(help_request: HelpRequest, *, by: User, now: datetime | None = None) -> Submission:
    """The help is no longer needed: the unit stops seeing the case. Raises NotAllowed for who may not ask."""
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(help_request.submission_id)
        row = HelpRequest.objects.select_related("unit").get(pk=help_request.pk)
        if not permissions.can_end_help(by, case) or row.ended_at is not None:
            raise NotAllowed(_("This cannot be done to the opinion as it stands now."))
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        staff.log(case, A.END_HELP, by, staff.unit_of(by, case), now, {"helper": [row.unit_id, None]})
    return case
