"""What a meeting leads to: minutes, notices with a number, and promises kept until somebody ends them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import Unit, User
from portal.errors import NotAllowed
from portal.outbox import queue
from sessions_app import emails, permissions, queries
from sessions_app.models import Commitment, CommitmentNote, Meeting, Minutes, Notice, Turn
from sessions_app.states import OPEN_TO_ALL, RECEPTIONS, Promise, TurnOutcome

URGED_WEEKS = 8  # what is older stands on the first page and in the lists
WRITTEN = ("began_at", "ended_at", "present", "absent", "course", "conclusion", "differences", "secretary")


@dataclass(frozen=True)
class Promised:
    """What somebody is to do: `product` is what is expected to come of it, `helpers` units that help."""

    words: str
    unit: Unit
    due_on: date
    product: str
    helpers: Collection[Unit] = ()
    is_public: bool = False
    turn: Turn | None = None


def write_minutes(
    meeting: Meeting, *, written: Mapping[str, Any], version: int | None, by: User, now: datetime
) -> Minutes:
    """Keep the minutes as typed; `version` is what the writer saw, None of minutes not begun.

    Raises NotAllowed, and ValidationError before the meeting was recorded, after the minutes were signed,
    and when somebody else wrote them meanwhile.
    """
    with transaction.atomic():
        row = _took_place(meeting, by)
        minutes = Minutes.objects.select_for_update().filter(meeting=row).first()
        if (minutes.version if minutes is not None else None) != version:
            words = _("Somebody changed this before you. Look at it again, then choose.")
            raise ValidationError(words, code="stale")
        minutes = minutes or Minutes(meeting=row, version=0)
        _refuse_signed(minutes)
        for name in WRITTEN:
            setattr(minutes, name, written[name])
        minutes.written_at, minutes.written_by, minutes.version = now, by, minutes.version + 1
        minutes.validate_constraints()
        minutes.save()
    return minutes


def sign_minutes(meeting: Meeting, *, signed_on: date, by: User, now: datetime) -> Minutes:
    """Record that the minutes were signed on paper; from then on they stand."""
    with transaction.atomic():
        row = _took_place(meeting, by)
        minutes = Minutes.objects.select_for_update().filter(meeting=row).first()
        if minutes is None:
            raise ValidationError(_("Write the minutes first."), code="none")
        _refuse_signed(minutes)
        _refuse_day(signed_on, row.day, now)
        minutes.signed_on = signed_on
        minutes.validate_constraints()
        minutes.save(update_fields=["signed_on"])
    return minutes


def record_notice(*, about: Meeting | Turn, number: str, signed_on: date, by: User, now: datetime) -> Notice:
    """Keep number and day of the notice signed: of a meeting its conclusion, of a turn its refusal."""
    meeting = about if isinstance(about, Meeting) else about.meeting
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
        if not permissions.can_keep(by, row.organ):
            raise NotAllowed
        of = {"meeting": row} if isinstance(about, Meeting) else {"turn": about}
        if isinstance(about, Meeting) and not row.took_place:
            raise ValidationError(_("Record the meeting as held first."), code="not_held")
        if isinstance(about, Turn) and not (about.outcome == TurnOutcome.REFUSED and _needs_notice(about)):
            raise ValidationError(_("This turn needs no written notice."), code="no_notice")
        if Notice.objects.filter(**of).exists():
            raise ValidationError(_("The notice is recorded already."), code="twice")
        if not number.strip():
            raise ValidationError({"number": _("Write the number of the document.")}, code="silent")
        _refuse_day(signed_on, row.day, now)
        return Notice.objects.create(
            **of, number=number.strip(), signed_on=signed_on, recorded_at=now, recorded_by=by
        )


def promise(*, meeting: Meeting, what: Promised, form_key: str, by: User, now: datetime) -> Commitment:
    """Enter one directive or promise, once for one form; the unit is told by a letter."""
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
        if not permissions.can_keep(by, row.organ):
            raise NotAllowed
        known = Commitment.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        if not row.took_place:
            raise ValidationError(_("Record the meeting as held first."), code="not_held")
        _refuse_promise(row, what)
        made = Commitment.objects.create(
            meeting=row,
            number=(row.commitments.aggregate(last=Max("number"))["last"] or 0) + 1,
            words=what.words,
            unit=what.unit,
            due_on=what.due_on,
            product=what.product,
            is_public=what.is_public,
            turn=what.turn,
            form_key=form_key,
            made_at=now,
            made_by=by,
        )
        made.helpers.set(what.helpers)
        _tell(made, "commitment")
    return made


def report(commitment: Commitment, *, text: str, percent: int, by: User, now: datetime) -> CommitmentNote:
    """Say how far it is; by the unit responsible or the desk that keeps the calendar."""
    with transaction.atomic():
        row = _open(commitment)
        if not permissions.can_report(by, row):
            raise NotAllowed
        if not text.strip():
            raise ValidationError({"text": _("Write how far it is.")}, code="silent")
        return CommitmentNote.objects.create(
            commitment=row, text=text.strip(), percent=percent, at=now, by=by
        )


def end(commitment: Commitment, *, is_done: bool, evidence: str, by: User, now: datetime) -> Commitment:
    """End it, with what proves it done or why it is dropped; by a leader of the organ that promised."""
    with transaction.atomic():
        row = _open(commitment)
        if not permissions.can_end(by, row):
            raise NotAllowed
        if not evidence.strip():
            raise ValidationError({"evidence": _("Write what proves it, or why it ends.")}, code="silent")
        row.status = Promise.DONE if is_done else Promise.DROPPED
        row.evidence, row.ended_on, row.ended_by = evidence.strip(), timezone.localdate(now), by
        row.save(update_fields=["status", "evidence", "ended_on", "ended_by"])
        queue.cancel_unsent(**emails.about_commitment(row))
    return row


def remind_promises(now: datetime) -> None:
    """Remind units three working days before a commitment is due, and each week that it is late."""
    today = timezone.localdate(now)
    for row in queries.commitments_to_remind(today):
        with transaction.atomic():
            if row.due_on >= today:
                _tell(row, "commitment_due")
            elif (week := _week_since(row.due_on, today)) <= URGED_WEEKS:
                _tell(row, "commitment_late", f":{week}" if week else "")


def remind_papers(now: datetime) -> None:
    """Remind the office of minutes nobody signed and notices nobody recorded, each week from their day on."""
    today = timezone.localdate(now)
    for kind, code, rows in (
        ("minutes_missing", queries.MINUTES, queries.unsigned()),
        ("notice_missing", queries.CONCLUSION, queries.unannounced()),
    ):
        since = today - timedelta(weeks=URGED_WEEKS + 4)
        for row in rows.filter(day__range=(since, today)).select_related("organ"):
            due = queries.due_after(code, row.day)
            if due is None or due > today or _week_since(due, today) > URGED_WEEKS:
                continue
            draft = emails.of_paper(row, kind, due)
            if draft is not None:
                key = f"{kind}:{row.pk}:{_week_since(due, today)}"
                queue.enqueue(draft, key=key, about_type="sessions_app.meeting", about_id=row.pk)


def _week_since(day: date, today: date) -> int:
    return (today - day).days // 7


def _tell(row: Commitment, kind: str, which: str = "") -> None:
    """Write the letter to the unit, if it has an address; its key lets each be written once."""
    draft = emails.of_commitment(row, kind)
    if draft is not None:
        queue.enqueue(draft, key=f"{kind}:{row.pk}{which}", **emails.about_commitment(row))


def _open(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("meeting__organ", "unit")
    row = rows.get(pk=commitment.pk)
    if not row.is_open:
        raise ValidationError(_("It has ended already."), code="ended")
    return row


def _took_place(meeting: Meeting, by: User) -> Meeting:
    row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
    if not permissions.can_keep(by, row.organ):
        raise NotAllowed
    if not row.took_place:
        raise ValidationError(_("Record the meeting as held first."), code="not_held")
    return row


def _refuse_signed(minutes: Minutes) -> None:
    if minutes.signed_on is not None:
        raise ValidationError(_("The minutes are signed: what they say stands."), code="signed")


def _refuse_day(signed_on: date, held_on: date, now: datetime) -> None:
    if signed_on < held_on:
        raise ValidationError({"signed_on": _("This day is before the meeting.")}, code="early")
    if signed_on > timezone.localdate(now):
        raise ValidationError({"signed_on": _("This day is still to come.")}, code="future")


def _refuse_promise(meeting: Meeting, what: Promised) -> None:
    if what.due_on < meeting.day:
        raise ValidationError({"due_on": _("This day is before the meeting.")}, code="early")
    if what.unit in what.helpers:
        words = _("The unit responsible does not also help.")
        raise ValidationError({"helpers": words}, code="twice")
    if what.is_public and meeting.kind not in OPEN_TO_ALL:
        words = _("What was said at a reception is not shown to the public.")
        raise ValidationError({"is_public": words}, code="private")
    if what.turn is not None and (what.turn.meeting_id != meeting.pk or meeting.kind not in RECEPTIONS):
        raise ValidationError(_("This turn is of another day."), code="turn")


def _needs_notice(turn: Turn) -> bool:
    return turn.ground is not None and turn.ground.needs_notice
