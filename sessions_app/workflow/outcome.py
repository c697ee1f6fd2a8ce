"""What a meeting leads to: minutes, notices with a number, and promises kept until somebody ends them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import User
from portal.errors import NotAllowed
from portal.outbox import queue
from sessions_app import emails, permissions, queries
from sessions_app.models import Meeting, Minutes, Notice, Turn
from sessions_app.states import TurnOutcome
from sessions_app.workflow.promises import URGED_WEEKS, week_since

WRITTEN = ("began_at", "ended_at", "present", "absent", "course", "conclusion", "differences", "secretary")


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
            if due is None or due > today or week_since(due, today) > URGED_WEEKS:
                continue
            draft = emails.of_paper(row, kind, due)
            if draft is not None:
                key = f"{kind}:{row.pk}:{week_since(due, today)}"
                queue.enqueue(draft, key=key, about_type="sessions_app.meeting", about_id=row.pk)


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


def _needs_notice(turn: Turn) -> bool:
    return turn.ground is not None and turn.ground.needs_notice
