"""What is done to one meeting, by the table of transitions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from officials.models import Official, User
from portal.clocks import calendar
from portal.errors import NotAllowed
from sessions_app import permissions, queries, states
from sessions_app.models import Meeting, MeetingEvent, Minutes, Notice, Registration, Ticket
from sessions_app.states import BY_CALENDAR, RECEPTIONS, Action, Kind, Status
from sessions_app.workflow.places import drop_all, move_all, offer_places

# What may still be changed once people have read it; the day, the hour and the place are put off instead.
AFTER_POSTING = ("participants", "content", "house_rules", "document", "material", "deputies")
AS_HELD = ("chair", "by_delegation", "delegation_doc")
WRITTEN = (
    "organ",
    "post",
    "kind",
    "audience",
    "voter_form",
    "council_session",
    "mode",
    "title",
    "day",
    "starts_at",
    "ends_at",
    "place",
    "capacity",
    *AFTER_POSTING,
)


@dataclass(frozen=True)
class Held:
    """What came of a day: who presided, by which document if for another, and whether anybody came."""

    chair: Official
    delegation_doc: str = ""
    somebody_came: bool = True
    attendance: int | None = None


def enter(*, written: Mapping[str, Any], by: User, now: datetime, is_sample: bool = False) -> Meeting:
    """Enter one meeting in the calendar; `written` has fields of `WRITTEN`.

    Raises NotAllowed where the account keeps no calendar of that organ, ValidationError for what the
    database refuses, a past day, and a reception by calendar on a day off.
    """
    columns = {name: value for name, value in written.items() if name != "deputies"}
    meeting = Meeting(**columns, is_sample=is_sample)
    if not permissions.can_keep(by, meeting.organ):
        raise NotAllowed
    _refuse_day(meeting.kind, meeting.day, timezone.localdate(now))
    with transaction.atomic():
        _save(meeting)
        _seat(meeting, written.get("deputies", ()))
        put_down(meeting, Action.PLAN, before="", by=by, now=now)
    return meeting


def edit(
    meeting: Meeting, *, written: Mapping[str, Any], version: int | None = None, by: User, now: datetime
) -> Meeting:
    """Change what is written of a meeting; of a posted one only `AFTER_POSTING`."""
    with transaction.atomic():
        row = _locked(meeting, Action.EDIT, by, version)
        allowed = AFTER_POSTING if row.status == Status.POSTED else WRITTEN
        changes = {
            name: [_code(getattr(row, name)), _code(value)]
            for name, value in written.items()
            if name in allowed and name != "deputies" and getattr(row, name) != value
        }
        for name in changes:
            setattr(row, name, written[name])
        if "deputies" in written:
            changes |= _seat(row, written["deputies"])
        if not changes:
            return row
        if "day" in changes:
            _refuse_day(row.kind, row.day, timezone.localdate(now))
        if "organ" in changes and not permissions.can_keep(by, row.organ):
            raise NotAllowed
        row.version += 1
        _save(row)
        put_down(row, Action.EDIT, before=row.status, by=by, now=now, changes=changes)
    return row


def post(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Show a meeting to the public. A late posting is allowed, and stays visible as late."""
    with transaction.atomic():
        row = _locked(meeting, Action.POST, by)
        _refuse_day(row.kind, row.day, timezone.localdate(now))
        row.posted_at = now
        offer_places(row)
        return _move(row, Status.POSTED, Action.POST, by, now, fields=["posted_at"])


def postpone(
    meeting: Meeting,
    *,
    day: date,
    starts_at: time,
    ends_at: time,
    place: str,
    words: str,
    by: User,
    now: datetime,
) -> Meeting:
    """Put a posted meeting off; returns the one at the new time, posted with it (Art. 24, Law 42/2013)."""
    with transaction.atomic():
        row = _locked(meeting, Action.POSTPONE, by, words=words)
        _refuse_received(row)
        if (day, starts_at, place) == (row.day, row.starts_at, row.place):
            raise ValidationError(_("This is the time it had already."), code="same")
        _refuse_day(row.kind, day, timezone.localdate(now))
        kept = {name: getattr(row, name) for name in WRITTEN if name != "deputies"}
        new = Meeting(**kept | {"day": day, "starts_at": starts_at, "ends_at": ends_at, "place": place})
        new.status, new.posted_at, new.is_sample = Status.POSTED, now, row.is_sample
        _save(new)
        _seat(new, row.deputies.all())
        put_down(new, Action.POST, before="", by=by, now=now)
        offer_places(new)
        row.moved_to, row.reason = new, words
        _move(row, Status.POSTPONED, Action.POSTPONE, by, now, fields=["moved_to", "reason"], words=words)
        move_all(row, new)
        row.points.update(meeting=new)  # what was asked beforehand is asked on the new day
    return new


def cancel(meeting: Meeting, *, words: str, by: User, now: datetime) -> Meeting:
    """Cancel a meeting; one that was posted stays in the public calendar with the reason."""
    with transaction.atomic():
        row = _locked(meeting, Action.CANCEL, by, words=words)
        _refuse_received(row)
        row.reason = words
        drop_all(row, now)
        return _move(row, Status.CANCELLED, Action.CANCEL, by, now, fields=["reason"], words=words)


def hold(meeting: Meeting, *, found: Held, by: User, now: datetime) -> Meeting:
    """Record that a meeting took place and who presided; a day on which nobody came is a day held.

    Whoever does not hold the post on that day presides by delegation, which needs its document and does not
    count as the holder's day (Law 136/2025: heads receive themselves).
    """
    with transaction.atomic():
        row = _locked(meeting, Action.HOLD, by)
        if row.day > timezone.localdate(now):
            raise ValidationError(_("The day has not come yet."), code="early")
        holder = queries.holder_on(row.post_id, row.day) if row.post_id is not None else found.chair
        row.chair, row.by_delegation = found.chair, holder != found.chair
        row.delegation_doc = found.delegation_doc if row.by_delegation else ""
        if row.by_delegation and not row.delegation_doc:
            words = _("%(name)s did not hold the post on that day: write the document of delegation.")
            raise ValidationError({"delegation_doc": words % {"name": found.chair}}, code="delegation")
        if not found.somebody_came and row.turns.exists():
            raise ValidationError({"came": _("The register has people received on that day.")}, code="came")
        after = Status.HELD if found.somebody_came else Status.NOBODY_CAME
        is_counted = row.kind not in RECEPTIONS and found.somebody_came
        row.attendance = found.attendance if is_counted else None
        return _move(row, after, Action.HOLD, by, now, fields=[*AS_HELD, "attendance"])


def retract(meeting: Meeting, *, words: str, by: User, now: datetime) -> Meeting:
    """Take back a record made by mistake; the meeting stands as before it was recorded."""
    with transaction.atomic():
        row = _locked(meeting, Action.RETRACT, by, words=words)
        _refuse_followed(row)
        row.chair, row.by_delegation, row.delegation_doc, row.attendance = None, False, "", None
        after = Status.POSTED if row.posted_at is not None else Status.PLANNED
        fields = [*AS_HELD, "attendance"]
        return _move(row, after, Action.RETRACT, by, now, fields=fields, words=words)


def look(meeting: Meeting, *, words: str, by: User, now: datetime) -> list[Registration]:
    """Who registered, for those who keep the calendar; written down, and shown to each of them."""
    with transaction.atomic():
        row = _locked(meeting, Action.LOOK, by, words=words)
        found = list(queries.not_naming(row.registrations.select_related("person", "case"), by))
        changes = {"registrations": [each.pk for each in found]}
        put_down(row, Action.LOOK, before=row.status, by=by, now=now, words=words, changes=changes)
    return found


def read_at_desk(ticket: Ticket, *, by: User, now: datetime) -> None:
    """A number called to a desk shows its registration there: one look, however often the page is opened."""
    with transaction.atomic():
        row = (
            Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=ticket.meeting_id)
        )
        if not permissions.can_keep(by, row.organ):
            raise NotAllowed
        looks = row.events.filter(action=Action.LOOK, by=by, changes__ticket=ticket.pk)
        if ticket.registration_id is not None and not looks.exists():
            changes = {"registrations": [ticket.registration_id], "ticket": ticket.pk}
            with translation.override("vi"):  # its holder reads it, whatever the page of the desk
                words = _("Received at desk %(desk)s") % {"desk": ticket.desk}
            put_down(row, Action.LOOK, before=row.status, by=by, now=now, words=words, changes=changes)


def put_down(
    meeting: Meeting,
    action: Action,
    *,
    before: str,
    by: User | None,
    now: datetime,
    words: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Add what was done to the history of a meeting."""
    MeetingEvent.objects.create(
        meeting=meeting,
        action=action,
        from_status=before,
        to_status=meeting.status,
        at=now,
        by=by,
        words=words,
        changes=dict(changes or {}),
    )


def _locked(
    meeting: Meeting, action: Action, by: User, version: int | None = None, *, words: str = ""
) -> Meeting:
    """The row, if the table lets this be done to it by this account, with the words it asks for."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
    if not permissions.can_keep(by, row.organ):
        raise NotAllowed
    open_row = states.row(action, row.status, row.kind)
    if open_row is None or version not in (None, row.version):
        raise ValidationError(
            _("Somebody changed this meeting before you. Look at it again, then choose."), code="stale"
        )
    if open_row.needs_words and not words.strip():
        raise ValidationError({"words": _("Please write the reason.")}, code="silent")
    return row


def _move(
    row: Meeting,
    after: Status,
    action: Action,
    by: User,
    now: datetime,
    *,
    fields: list[str],
    words: str = "",
) -> Meeting:
    before, row.status = row.status, after
    row.version += 1
    row.save(update_fields=[*fields, "status", "version"])
    put_down(row, action, before=before, by=by, now=now, words=words)
    return row


def _save(row: Meeting) -> None:
    """Let the rules of the database speak in words before it refuses."""
    row.validate_constraints()
    row.save()


def _seat(row: Meeting, deputies: Collection[Official]) -> dict[str, Any]:
    """Write down which deputies meet the voters; return what that changes, as names before and after."""
    if deputies and row.kind != Kind.VOTERS:
        words = _("Only a voter meeting has deputies who meet voters.")
        raise ValidationError({"deputies": words}, code="kind")
    before, after = ({str(each) for each in group} for group in (row.deputies.all(), deputies))
    row.deputies.set(deputies)
    return {"deputies": [sorted(before), sorted(after)]} if before != after else {}


def _refuse_day(kind: str, day: date, today: date) -> None:
    if day < today:
        raise ValidationError({"day": _("This day is past.")}, code="past")
    if kind in BY_CALENDAR and not calendar.current().is_working_day(day):
        words = _("%(day)s is a day off: periodic receptions fall on working days.")
        raise ValidationError({"day": words % {"day": f"{day:%d/%m/%Y}"}}, code="day_off")


def _refuse_received(row: Meeting) -> None:
    """A day of which the register has turns took place."""
    if row.turns.exists():
        words = _("The register has people received on that day: record it as held instead.")
        raise ValidationError(words, code="received")


def _refuse_followed(row: Meeting) -> None:
    """What was signed or promised on the ground of the record keeps the record."""
    is_signed = Minutes.objects.filter(meeting=row, signed_on__isnull=False).exists()
    if is_signed or Notice.objects.filter(meeting=row).exists() or row.commitments.exists():
        words = _("Signed minutes, a notice or directives rest on this record: it stands.")
        raise ValidationError(words, code="followed")


def _code(value: Any) -> Any:
    return getattr(value, "pk", None) or str(value) if value is not None else None
