"""What comes to a desk instead of the portal: entered, written down later, its received date put right."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import naming, queries, states
from feedback.models import Arrival, Note, Submission
from feedback.workflow import clocks, intake, register
from feedback.workflow.changes import Change
from feedback.workflow.intake import Intake, Receipt
from officials import permissions as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.errors import NotAllowed
from portal.uploads import workflow as uploads

# A letter older than this is a mistyped year.
YEARS_BACK = 5
NOON = time(12)


@dataclass(frozen=True)
class DeskEntry:
    """What a clerk enters of one letter, call or visit, already cleaned.

    `intake` is what the public form would have brought, with its channel; `organ` is the book. `arrival`
    holds fields of Arrival by name. `scans` are staged uploads of handwriting or a voice: sealed to the
    desk, they never travel with the case. Without `is_transcribed` the text may be empty and is written
    down later. `form_key` is the form's (or the printed slip's) own key; the tracking code follows from it.
    """

    intake: Intake
    form_key: str
    organ: Unit
    received_on: date
    is_transcribed: bool = True
    arrival: dict[str, Any] = field(default_factory=dict)
    scans: tuple[uuid.UUID, ...] = ()


def enter(*, entry: DeskEntry, by: User, now: datetime) -> Receipt:
    """Enter one case at a desk: case, sender, code, clocks from the received date, number in the book, scans.

    The same form key again gives the same receipt and no second number. While the year's book is closed the
    case is entered without a number, which it gets in the new year. Raises NotAllowed, ValidationError.
    """
    if not office.holds(by, Permission.ENTER, entry.organ):
        raise NotAllowed(_("You may not enter opinions for this organ."))
    if entry.intake.channel not in states.DESK_CHANNELS:
        raise ValidationError({"channel": _("Choose how it came in.")}, code="invalid")
    if entry.is_transcribed and not entry.intake.words.get("body"):
        words = _("Write the text, or tick that it is written down later.")
        raise ValidationError({"body": words}, code="required")
    received = received_at(entry.received_on, now)
    given = replace(
        entry.intake, organ=entry.organ, received_at=received, is_transcribed=entry.is_transcribed
    )
    with transaction.atomic():
        receipt = intake.submit(intake=given, form_key=entry.form_key, now=now, by=by)
        if receipt.is_new:
            _file(receipt.submission, entry, by, now)
    return receipt


def _file(case: Submission, entry: DeskEntry, by: User, now: datetime) -> None:
    """What a case from a desk has beside one from the portal."""
    Arrival.objects.create(submission=case, **entry.arrival)
    uploads.claim(entry.scans, key=entry.form_key, about_type=queries.SCAN, about_id=case.pk, now=now)
    try:
        with transaction.atomic():
            register.take_number(case, by=by, now=now)
    except register.BookClosed:
        case.register_entry = None


def received_at(received_on: date, now: datetime) -> datetime:
    """The moment kept for a received day: now for today, noon for an earlier one.

    Raises ValidationError for a day to come and for one more than five years back.
    """
    today = timezone.localdate(now)
    if received_on > today:
        raise ValidationError({"received_on": _("This day is still to come.")}, code="future")
    if received_on < today.replace(year=today.year - YEARS_BACK, day=min(today.day, 28)):
        words = _("This day is more than five years back. Please look at the year.")
        raise ValidationError({"received_on": words}, code="too_old")
    if received_on == today:
        return now
    return timezone.make_aware(datetime.combine(received_on, NOON))


def transcribe(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Facts: title, body, place. The text before a correction stays as an internal note."""
    body = change.facts.get("body", "").strip()
    if not body:
        raise ValidationError({"body": _("Please write what the letter says.")}, code="required")
    assert change.by is not None  # noqa: S101 – the table opens it to staff only
    before = case.is_transcribed
    words = {"body": body, **{name: change.facts.get(name, "").strip() for name in ("title", "place")}}
    changed: dict[str, list[Any]] = {
        name: [] for name, value in words.items() if getattr(case, name) != value
    }
    if before and not changed:
        raise ValidationError(_("Nothing was changed."), code="same")
    if before and "body" in changed:
        Note.objects.create(
            submission=case,
            action=states.Action.TRANSCRIBE,
            text=case.body,
            at=change.now,
            by=change.by,
            unit=change.unit,
        )
    for name, value in words.items():
        setattr(case, name, value)
    case.is_transcribed = True
    case.may_name_ids = naming.officials_in(words=(case.title, case.body), topic=case.topic, field=case.field)
    return {**changed, "is_transcribed": [before, True], "may_name_ids": []}


def correct_received(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Facts: received_on. Each clock that ran from the old day runs from the new one; why is a note."""
    day = change.facts.get("received_on")
    if not isinstance(day, date):
        raise ValidationError({"received_on": _("Write the day.")}, code="required")
    old, new = case.received_at, received_at(day, case.recorded_at)
    if timezone.localdate(old) == day:
        raise ValidationError({"received_on": _("This is the day that stands already.")}, code="same")
    clocks.start_again(case, timezone.localdate(old), day)
    case.received_at = new
    return {"received_at": [timezone.localtime(moment).isoformat() for moment in (old, new)]}
