"""The draft of an answer, written by the unit that handles the case."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import permissions
from feedback.models import Answer, Note, Submission
from feedback.workflow import enclosures
from feedback.workflow.changes import Change, locked, refuse_stale
from feedback.workflow.enclosures import Enclosed
from officials.models import User
from portal.errors import NotAllowed


def draft_answer(
    submission: Submission,
    *,
    by: User,
    now: datetime | None = None,
    version: int | None = None,
    enclosed: Enclosed | None = None,
    **fields: Any,
) -> Answer:
    """Write or rewrite the one unsent answer of an accepted case; nothing is sent.

    The case's version moves on, so that nobody sends a draft that changed after its preview.

    `fields` are those of Answer a person fills: outcome, summary, text, promise, promise_unit, promise_on,
    document_number, document_on; without `enclosed` its files stay as they are. Raises NotAllowed, Stale,
    or ValidationError when the row refuses them.
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
        if enclosed is not None:
            enclosures.lay_with_draft(case, enclosed, now)
        case.version += 1
        case.save(update_fields=["version"])
    return draft


def set_draft_aside(case: Submission, change: Change) -> None:
    """Keep the words of a unit that gives the case up as a note: the next one writes its own answer."""
    draft = case.answers.exclude(state=Answer.State.SENT).select_related("promise_unit").first()
    if draft is None:
        return
    promise = (
        f"{draft.promise} ({draft.promise_unit}, {draft.promise_on:%d/%m/%Y})" if draft.promise_on else ""
    )
    names = ", ".join(enclosures.drop_with_draft(case, change.now))
    parts = (draft.get_outcome_display(), draft.summary, draft.text, promise, names)
    Note.objects.create(
        submission=case,
        action=change.row.action,
        text=_("Draft that was not sent:") + "\n" + "\n".join(filter(None, map(str, parts))),
        at=change.now,
        by=draft.drafted_by,
        unit=case.responsible,
    )
    draft.delete()
