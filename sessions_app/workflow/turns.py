"""Rows of the reception register: numbered without gaps, never altered, put right by a remark."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import User
from portal.errors import NotAllowed
from portal.identity import workflow as identity
from sessions_app import permissions
from sessions_app.models import Meeting, RefusalGround, Registration, Ticket, Turn, TurnBook, TurnRemark
from sessions_app.states import A_CROWD, MANY, RECEPTIONS, Status, TurnOutcome, has_turns
from sessions_app.workflow import line

# What a row keeps of a turn as it was written down; who it was goes to the encrypted person.
AS_RECEIVED = (
    "people",
    "appointed_in_writing",
    "on_behalf_of",
    "authorisation",
    "is_read_back",
    "ticket",
    "representatives",
    "matter",
    "requests",
    "conclusion",
    "kind",
    "is_again",
    "settled_by",
    "outcome",
    "outcome_body",
    "outcome_doc",
    "ground",
    "registration",
)


@dataclass(frozen=True)
class Received:
    """What is written of one turn; `contact` has full_name, phone (E.164), address, id_number."""

    contact: Mapping[str, str]
    people: int
    representatives: int
    matter: str
    kind: str
    outcome: str
    requests: str = ""
    conclusion: str = ""
    is_again: bool = False
    settled_by: str = ""
    outcome_body: str = ""
    outcome_doc: str = ""
    ground: RefusalGround | None = None
    registration: Registration | None = None
    ticket: Ticket | None = None
    appointed_in_writing: bool = False
    on_behalf_of: str = ""
    authorisation: str = ""
    is_read_back: bool = False


def receive(
    *, meeting: Meeting, found: Received, form_key: str, by: User, now: datetime, is_sample: bool = False
) -> Turn:
    """Write one turn into the register of the meeting's organ, once for one form; late entries are allowed.

    The number is the next of organ and year, taken under the lock of its book. Raises NotAllowed and, in
    words, ValidationError.
    """
    if not permissions.can_keep(by, meeting.organ):
        raise NotAllowed
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
        known = Turn.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        _refuse(row, found, now)
        if found.ticket is not None:
            line.received(found.ticket, by=by, now=now)
        person = identity.person(**found.contact)
        person.save(force_insert=True)
        return Turn.objects.create(
            meeting=row,
            organ=row.organ,
            year=row.day.year,
            number=_next_number(row),
            received_on=row.day,
            person=person,
            form_key=form_key,
            recorded_at=now,
            recorded_by=by,
            is_sample=is_sample,
            **{name: getattr(found, name) for name in AS_RECEIVED},
        )


def remark(turn: Turn, *, text: str, by: User, now: datetime) -> TurnRemark:
    """Add what is to be known about a row; the row itself stands as it was written."""
    if not permissions.can_keep(by, turn.organ):
        raise NotAllowed
    if not text.strip():
        raise ValidationError({"text": _("Write the remark.")}, code="silent")
    return TurnRemark.objects.create(turn=turn, text=text.strip(), by=by, at=now)


def _next_number(meeting: Meeting) -> int:
    TurnBook.objects.get_or_create(organ=meeting.organ, year=meeting.day.year)
    book = TurnBook.objects.select_for_update().get(organ=meeting.organ, year=meeting.day.year)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return book.last_number


def _refuse(meeting: Meeting, found: Received, now: datetime) -> None:
    if meeting.kind not in RECEPTIONS:
        raise ValidationError(_("Turns are written down of receptions only."), code="kind")
    if meeting.day > timezone.localdate(now):
        raise ValidationError(_("The day has not come yet."), code="early")
    if meeting.status == Status.NOBODY_CAME:
        words = _("This day is recorded as one on which nobody came: take that record back first.")
        raise ValidationError(words, code="nobody")
    if not has_turns(meeting.status, meeting.kind):
        raise ValidationError(_("This meeting does not take place, or was not posted."), code="off")
    _refuse_crowd(found)
    _refuse_outcome(meeting, found)
    if found.registration is not None and found.registration.meeting_id != meeting.pk:
        raise ValidationError(_("This registration is for another day."), code="registration")
    if found.ticket is not None and found.ticket.meeting_id != meeting.pk:
        raise ValidationError(_("This number is of another day."), code="ticket")
    _refuse_proxy(found)


def _refuse_crowd(found: Received) -> None:
    """Art. 29, Law on Citizen Reception 42/2013."""
    if found.people < A_CROWD:
        least, most = 0, 0
    else:
        least, most = 1, 2 if found.people <= MANY else 5
    if not least <= found.representatives <= most:
        words = {
            0: _("Fewer than five people are received together: write 0 representatives."),
            2: _("Five to ten people choose one or two representatives."),
            5: _("More than ten people choose one to five representatives."),
        }
        raise ValidationError({"representatives": words[most]}, code="representatives")


def _refuse_proxy(found: Received) -> None:
    """Whoever speaks for another shows a lawful authorisation (Art. 12 and 13, Decree 154/2026)."""
    if found.on_behalf_of and not found.authorisation:
        words = _("Write by which paper this person speaks for the other.")
        raise ValidationError({"authorisation": words}, code="proxy")
    if found.authorisation and not found.on_behalf_of:
        raise ValidationError({"on_behalf_of": _("Write for whom this person speaks.")}, code="proxy")


def _refuse_outcome(meeting: Meeting, found: Received) -> None:
    is_refused = found.outcome == TurnOutcome.REFUSED
    if is_refused and (found.ground is None or not found.ground.is_valid_on(meeting.day)):
        raise ValidationError({"ground": _("Choose a ground in force on that day.")}, code="ground")
    if not is_refused and found.ground is not None:
        raise ValidationError({"ground": _("A ground belongs to a refusal only.")}, code="ground")
    sent_on = (TurnOutcome.FORWARDED, TurnOutcome.RETURNED)
    if found.outcome in sent_on and not found.outcome_body:
        raise ValidationError({"outcome_body": _("Write to which body.")}, code="body")
