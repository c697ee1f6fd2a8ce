"""An opinion enters the register: one transaction for case, sender, code, clocks, event and letter."""

import secrets
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import emails, naming, states
from feedback.models import Deadline, Submission, SubmissionEvent
from feedback.workflow import clocks, tally
from officials import queries as office
from officials.models import Unit, User
from portal import rows
from portal.identity import codes
from portal.identity import workflow as identity
from portal.identity.models import Person
from portal.outbox import queue
from portal.outbox.models import Letter
from portal.uploads import workflow as uploads

REFERENCE_TRIES = 5


@dataclass(frozen=True)
class Intake:
    """What a form or a desk hands in, already cleaned.

    `words` holds declared_kind, topic, field, title, body, place, consent_publish, reply_by;
    `contact` holds full_name, phone, email, address; `files` are staged uploads.
    """

    words: dict[str, Any]
    contact: dict[str, str] = field(default_factory=dict)
    unit: Unit | None = None
    anonymous: bool = False
    language: str = "vi"
    channel: str = states.Channel.CONG_TRUC_TUYEN
    suspected: bool = False
    hold_letter: bool = False
    files: tuple[uuid.UUID, ...] = ()
    # What only a desk says: whose book it enters, when it came, whether its text is written down already.
    organ: Unit | None = None
    received_at: datetime | None = None
    is_transcribed: bool = True


@dataclass(frozen=True)
class Receipt:
    submission: Submission
    code: str
    is_new: bool


def submit(*, intake: Intake, form_key: str, now: datetime, by: User | None = None) -> Receipt:
    """Store one opinion and give its tracking code; the same form key again gives the same receipt.

    Its files were staged under that key. Raises ValidationError when no organ runs the portal yet, or when a
    file the sender counts on is no longer there.
    """
    code = codes.from_token_key(form_key)
    organ = intake.organ or _organ_for(intake.unit)
    for _attempt in range(REFERENCE_TRIES):
        try:
            with _together(intake):
                return Receipt(_record(intake, organ, form_key, code, now, by), code, is_new=True)
        except IntegrityError as error:
            taken = _taken(error)
            if taken == "form_key":
                earlier = Submission.objects.select_related("organ", "person").get(form_key=form_key)
                return Receipt(earlier, code, is_new=False)
            if taken == "key":
                rows.forget_numbers()
            elif taken != "reference":
                raise
    raise RuntimeError("No free reception number was found.")


def _together(intake: Intake) -> AbstractContextManager[None]:
    """A transaction around what is stored, unless it is the one message of `_record`, whole by itself."""
    if intake.files or connection.in_atomic_block:
        return transaction.atomic()
    return nullcontext()


def _taken(error: IntegrityError) -> str:
    """Name what refused the row because another has it; empty when it was something else.

    A key taken ahead is another's only after a restore beside a running portal.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    name = (diagnosis.constraint_name or "") if diagnosis is not None else ""
    if name == "feedback_submission_pkey":
        return "key"
    fields = ("form_key", "reference")
    return next((field for field in fields if name.startswith(f"feedback_submission_{field}_")), "")


def _organ_for(unit: Unit | None) -> Unit:
    organ = (unit.organ or unit) if unit is not None else office.office_of_pages()
    if organ is None:
        raise ValidationError(_("This portal is not ready: no organ runs it yet."), code="no_organ")
    return organ


def _record(
    intake: Intake, organ: Unit, form_key: str, code: str, now: datetime, by: User | None
) -> Submission:
    """One message to the database: sender, case, and all that bears its key, the letter too."""
    received = intake.received_at or now
    deadlines = clocks.on_receipt(timezone.localdate(received))
    person = _sender(intake)
    submission = Submission(
        reference=new_reference(),
        channel=intake.channel,
        addressed_to=intake.unit,
        organ=organ,
        received_at=received,
        recorded_at=now,
        recorded_by=by,
        language=intake.language,
        person=person,
        anonymous=intake.anonymous,
        suspected=intake.suspected,
        is_transcribed=intake.is_transcribed,
        form_key=form_key,
        may_name_ids=_named_in(intake.words),
        **clocks.next_days(deadlines),
        **intake.words,
    )
    rows.number(submission)
    letters, about = _letters(intake, submission, code, deadlines), emails.about(submission)
    stored = [submission] if person is None else [person, submission]
    rows.insert(
        *stored,
        *clocks.bind(deadlines, submission),
        *tally.deltas_of_new(submission, deadlines),
        _first_event(submission),
        identity.access_code(code=code, now=now, **about),
        *letters,
    )
    uploads.claim(intake.files, key=form_key, now=now, **about)
    for letter in letters:
        queue.send_on_commit(letter)
    return submission


def _first_event(submission: Submission) -> SubmissionEvent:
    return SubmissionEvent(
        submission=submission,
        action=states.Action.SUBMIT,
        to_status=submission.status,
        at=submission.recorded_at,
        by=submission.recorded_by,
        unit=submission.organ,
    )


def _letters(
    intake: Intake, submission: Submission, code: str, deadlines: Sequence[Deadline]
) -> list[Letter]:
    """The acknowledgement, if the sender left an address; not yet stored."""
    if submission.person is None or not submission.person.email:
        return []
    draft = emails.received(submission, code=code, target=clocks.notice_target(deadlines))
    hold = intake.suspected or intake.hold_letter
    key = f"received:{submission.pk}"
    return [queue.letter_of(draft, key=key, hold=hold, **emails.about(submission))]


def _named_in(words: dict[str, Any]) -> list[int]:
    """Officials whose names may stand in the words; the clerk is asked."""
    told = (words.get("title", ""), words["body"])
    return naming.officials_in(words=told, topic=words.get("topic", ""), field=words.get("field", ""))


def new_reference() -> str:
    """Return a random reception number that can be said aloud: eight digits in two groups."""
    number = f"{secrets.randbelow(10**8):08d}"
    return f"{number[:4]}-{number[4:]}"


def _sender(intake: Intake) -> Person | None:
    """Who left something to be kept; without a name only the mail address is, and only for letters."""
    contact = dict(intake.contact)
    if intake.anonymous:
        contact = {"email": contact.get("email", "")}
    contact = {key: value for key, value in contact.items() if value}
    return identity.person(**contact) if contact else None
