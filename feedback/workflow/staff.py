"""What staff do to a case: any row of the table, a look at contact details, an internal note."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import emails, permissions, states
from feedback.models import Message, Note, Reveal, Submission, SubmissionEvent
from feedback.workflow import effects, enclosures
from feedback.workflow.changes import Change, apply, locked, refuse_stale
from officials import queries as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.errors import NotAllowed
from portal.identity.models import Person
from portal.outbox import queue

PRESSED_AGAIN = timedelta(minutes=1)


def act(
    submission: Submission,
    action: str,
    *,
    by: User,
    now: datetime | None = None,
    version: int | None = None,
    words: str = "",
    **facts: Any,
) -> Submission:
    """Take one action of the table on a case and return the case as it stands afterwards.

    `version` is the one the reader saw; `words` are what the action asks for, public or internal as the table
    says; `facts` are the action's own (see effects). Raises NotAllowed, Stale or ValidationError.
    """
    with transaction.atomic():
        return take(locked(submission.pk), action, by=by, now=now, version=version, words=words, **facts)


def take(
    case: Submission,
    action: str,
    *,
    by: User,
    now: datetime | None = None,
    version: int | None = None,
    words: str = "",
    **facts: Any,
) -> Submission:
    """What `act` does, on a case that is locked already."""
    now = now or timezone.now()
    with transaction.atomic():
        refuse_stale(case, version)
        row = permissions.row_for(by, case, action)
        if row is None:
            raise NotAllowed(_("This cannot be done to the opinion as it stands now."))
        words = words.strip()
        if row.words != states.Words.NONE and not words:
            raise ValidationError({"words": _("Please write the words this step asks for.")}, code="required")
        desk = permissions.spoken_for(case, row)
        change = Change(row=row, by=by, unit=desk, now=now, words=words, facts=facts)
        effect = effects.of(action)
        changes = effect(case, change)
        apply(case, change, changes)
        _release_held(case)
        _keep_words(case, change)
        _send(case, change)
        enclosures.send(case, change)
    return case


def _release_held(case: Submission) -> None:
    """Staff work on the case, so it is none of a flood: the receipt held back for its network may go.

    A suspected one waits for a clerk to clear it; what was restricted has had its letters taken back.
    """
    if not case.suspected:
        queue.release_held(about_type="feedback.submission", about_id=case.pk)


def _keep_words(case: Submission, change: Change) -> None:
    """Public words become a message to the sender, internal ones a note; restricted ones are sealed."""
    if change.by is None or not change.words or not case.is_ordinary:
        return
    if change.row.words == states.Words.PUBLIC:
        kinds = {states.Action.ASK: Message.Kind.QUESTION, states.Action.DECLINE: Message.Kind.DECLINE}
        Message.objects.create(
            submission=case,
            kind=kinds[change.row.action],
            text=change.words,
            at=change.now,
            by=change.by,
            unit=change.unit,
            reply_until=change.facts.get("reply_until"),
        )
    else:
        Note.objects.create(
            submission=case,
            action=change.row.action,
            text=change.words,
            at=change.now,
            by=change.by,
            unit=change.unit,
        )


def _send(case: Submission, change: Change) -> None:
    if not change.row.letter or change.facts.get("in_bulk"):
        return
    letter = getattr(emails, change.row.letter)(case, change.words, change.facts)
    if letter is not None:
        queue.enqueue(letter, key=f"{letter.kind}:{case.pk}:{case.version}", **emails.about(case))


def add_note(submission: Submission, *, by: User, text: str, now: datetime | None = None) -> Note:
    """Add an internal note that the sender never sees; a second press within a minute adds no second one."""
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(submission.pk)
        if not permissions.can_note(by, case):
            raise NotAllowed(_("This cannot be done to the opinion as it stands now."))
        if not text.strip():
            raise ValidationError({"words": _("Please write the note.")}, code="required")
        pressed = case.notes.filter(by=by, action=states.Action.NOTE, at__gt=now - PRESSED_AGAIN).last()
        if pressed is not None and pressed.text == text.strip():
            return pressed
        unit = unit_of(by, case)
        log(case, states.Action.NOTE, by, unit, now)
        return Note.objects.create(
            submission=case, action=states.Action.NOTE, text=text.strip(), at=now, by=by, unit=unit
        )


def reveal(submission: Submission, *, by: User, reason: str, now: datetime | None = None) -> Person:
    """Return the sender's contact details after writing down who looks and why; the sender sees the look."""
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(submission.pk)
        if not permissions.can_reveal(by, case):
            raise NotAllowed(_("You may not see the contact details of this opinion."))
        if not reason.strip():
            raise ValidationError(
                {"reason": _("Please write why you need the contact details.")}, code="required"
            )
        unit = unit_of(by, case)
        Reveal.objects.create(
            submission=case,
            by=by,
            post=office.post_title(by, unit),
            unit=unit,
            reason=reason.strip()[:300],
            at=now,
        )
        log(case, states.Action.REVEAL, by, unit, now)
    person = case.person
    if person is None:
        raise NotAllowed(_("The sender left no contact details."))
    return person


def unit_of(by: User, case: Submission) -> Unit:
    """The unit for which the account speaks: the handling one if it works there, else the book's."""
    held = office.units_where(by, Permission.HANDLE)
    unit = case.responsible
    return unit if unit is not None and not held.isdisjoint({unit.pk, unit.organ_pk}) else case.organ


def log(
    case: Submission,
    action: states.Action,
    by: User,
    unit: Unit | None,
    now: datetime,
    changes: dict[str, Any] | None = None,
) -> SubmissionEvent:
    """Add an event that moves nothing."""
    return SubmissionEvent.objects.create(
        submission=case,
        action=action,
        from_status=case.status,
        to_status=case.status,
        at=now,
        by=by,
        unit=unit,
        changes=changes or {},
    )
