"""The draft of an answer, written by the unit that handles the case."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import permissions
from feedback.models import Answer, Submission
from feedback.workflow.changes import locked, refuse_stale
from officials.models import User
from portal.errors import NotAllowed


def draft_answer(
    submission: Submission,
    *,
    by: User,
    now: datetime | None = None,
    version: int | None = None,
    **fields: Any,
) -> Answer:
    """Write or rewrite the one unsent answer of an accepted case; nothing is sent.

    The case's version moves on, so that nobody sends a draft that changed after its preview.

    `fields` are those of Answer a person fills: outcome, summary, text, promise, promise_unit, promise_on,
    document_number, document_on. Raises NotAllowed, Stale, or ValidationError when the row refuses them.
    """
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(submission.pk)
        refuse_stale(case, version)
        if not permissions.can_draft(by, case):
            raise NotAllowed(_("The answer can be written once your unit has accepted the opinion."))
        draft = case.answers.filter(state=Answer.State.DRAFT).first() or Answer(submission=case)
        draft.drafted_by, draft.drafted_at = by, now
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.full_clean()
        draft.save()
        case.version += 1
        case.save(update_fields=["version"])
    return draft
