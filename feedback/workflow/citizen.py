"""What the holder of a tracking code does: add words, withdraw, rate the answer, get a new code."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import emails, permissions, queries, states
from feedback.models import Message, Submission
from feedback.workflow import effects
from feedback.workflow.changes import Change, apply, locked
from portal.errors import NotAllowed
from portal.identity import codes, crypto
from portal.identity import workflow as identity
from portal.outbox import queue
from portal.outbox.models import Letter, State
from portal.uploads import queries as uploads_read
from portal.uploads import workflow as uploads

FILES_MOST = 30


def _row(case: Submission, action: str) -> states.Transition:
    row = permissions.citizen_row(case, action)
    if row is None:
        raise NotAllowed(_("This cannot be done any more."))
    return row


def add_words(
    submission: Submission,
    *,
    text: str,
    now: datetime,
    files: Sequence[uuid.UUID] = (),
    files_key: str = "",
) -> Submission:
    """Add the sender's words, files or both; when more was asked for, they are the reply and work goes on.

    The files were staged under `files_key`, the key of the form; the same form sent twice adds once. Raises
    ValidationError for nothing at all and for too many files.
    """
    if not text and not files:
        raise ValidationError({"text": _("Please write what you want to add.")}, code="required")
    with transaction.atomic():
        case = locked(submission.pk)
        mark = _mark(states.Action.ADD_WORDS, files_key, text, files)
        if _was_taken(case, mark):
            return case
        waiting = case.status == states.Status.NEEDS_MORE
        row = _row(case, states.Action.SUPPLY if waiting else states.Action.ADD_WORDS)
        kind = Message.Kind.REPLY if waiting else Message.Kind.ADDITION
        apply(case, Change(row=row, by=None, unit=None, now=now), _brought(files, mark))
        if text:
            Message.objects.create(submission=case, kind=kind, text=text, at=now)
        if files:
            _claim(case, files, files_key, now)
    return case


def reopen_by_sender(
    submission: Submission,
    *,
    text: str,
    now: datetime,
    files: Sequence[uuid.UUID] = (),
    files_key: str = "",
) -> Submission:
    """The sender does not agree and says why: the answer is looked at again, once, in the days of the rule.

    The same form sent twice asks once. Raises ValidationError without words, NotAllowed with what else can be
    done when the time is over or the second look was had.
    """
    if not text:
        raise ValidationError({"text": _("Please say what is not clear or not right.")}, code="required")
    with transaction.atomic():
        case = locked(submission.pk)
        mark = _mark(states.Action.REOPEN_BY_SENDER, files_key, text, files)
        if _was_taken(case, mark):
            return case
        row = permissions.citizen_row(case, states.Action.REOPEN_BY_SENDER)
        if row is None or case.reopen_until is None or timezone.localdate(now) > case.reopen_until:
            raise NotAllowed(
                _(
                    "Another look can be asked for once, and only in the days named in the answer. You can "
                    "still add words to this opinion, send a new one, or come to the intake desk."
                )
            )
        change = Change(row=row, by=None, unit=None, now=now)
        changes = effects.of(row.action)(case, change)
        apply(case, change, changes | _brought(files, mark))
        Message.objects.create(submission=case, kind=Message.Kind.ADDITION, text=text, at=now)
        if files:
            _claim(case, files, files_key, now)
    return case


def _mark(action: str, key: str, text: str, files: Sequence[uuid.UUID]) -> str:
    """Name what one form brought, so that a second press is known; other words in the same form are new.

    A browser sends chosen files along again: then they are known by name and size.
    """
    if not key:
        return ""
    named = sorted(uploads_read.named(files)) if files else []
    return crypto.blind("\n".join([action, key, text, *named]), domain="form")[:32]


def _was_taken(case: Submission, mark: str) -> bool:
    return bool(mark) and case.events.filter(changes__form__1=mark).exists()


def _brought(files: Sequence[uuid.UUID], mark: str) -> dict[str, list[Any]]:
    counted: dict[str, list[Any]] = {"files": [0, len(files)]} if files else {}
    return counted | ({"form": [None, mark]} if mark else {})


def _claim(case: Submission, files: Sequence[uuid.UUID], key: str, now: datetime) -> None:
    if queries.files_of(case).count() + len(files) > FILES_MOST:
        words = _("At most %(n)s files can be kept with one opinion.") % {"n": FILES_MOST}
        raise ValidationError(words, code="too_many")
    uploads.claim(files, key=key, now=now, **emails.about(case))


def withdraw(submission: Submission, *, now: datetime) -> Submission:
    """The sender takes the opinion back; letters not yet sent about it are cancelled."""
    with transaction.atomic():
        case = locked(submission.pk)
        row = _row(case, states.Action.WITHDRAW)
        apply(case, Change(row=row, by=None, unit=None, now=now), {})
        queue.cancel_unsent(about_type="feedback.submission", about_id=case.pk)
    return case


def rate(submission: Submission, *, helpful: str, now: datetime) -> Submission:
    """The sender says whether the answer helped; a later word replaces the earlier; twice is once."""
    if helpful not in states.Helpful.values:
        raise ValidationError({"helpful": _("Choose one of the three.")}, code="invalid")
    with transaction.atomic():
        case = locked(submission.pk)
        row = _row(case, states.Action.RATE)
        if case.helpful == helpful:
            return case
        changes = {"helpful": [case.helpful, helpful]}
        case.helpful = helpful
        apply(case, Change(row=row, by=None, unit=None, now=now), changes)
    return case


def replace_code(*, reference: str, email: str, now: datetime) -> bool:
    """Send a new code when the number and the address left with it agree; the old code then ends.

    The caller must answer the same whether it was sent or not, so that nobody learns who left which address.
    """
    case = Submission.objects.select_related("person").filter(reference=reference).first()
    if case is None or case.person is None or not case.person.email:
        return False
    if case.person.email_index != crypto.blind(email.strip().casefold(), domain="email"):
        return False
    code = codes.from_token_key(secrets.token_hex(16))
    with transaction.atomic():
        case = locked(case.pk)
        identity.revoke_codes(about_type="feedback.submission", about_id=case.pk, now=now)
        identity.issue_code(code=code, about_type="feedback.submission", about_id=case.pk, now=now)
        letter = emails.new_code(case, code=code)
        key = f"new_code:{case.pk}:{codes.digest(code)[:16]}"
        queue.enqueue(letter, key=key, hold=_is_held(case), **emails.about(case))
    return True


def _is_held(case: Submission) -> bool:
    """Whether letters about the case wait for a clerk: nobody is written to by a flood of forms."""
    held = Letter.objects.filter(about_type="feedback.submission", about_id=str(case.pk), state=State.HELD)
    return case.suspected or held.exists()
