"""Places registered for beforehand: given in order, given on when one is given up, moved with the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import naming
from feedback.models import Submission
from feedback.states import Topic
from portal.clocks import calendar
from portal.identity import workflow as identity
from portal.outbox import queue
from sessions_app import emails
from sessions_app.models import Meeting, Registration, Seat
from sessions_app.states import ENDED, MOST_PEOPLE, Booking, Status


@dataclass(frozen=True)
class Wish:
    """What somebody asks for who wants to come; `contact` has full_name, phone (E.164), email."""

    people: int
    matter: str
    needs: str
    contact: Mapping[str, str]
    language: str = "vi"
    case: Submission | None = None


def offer_places(meeting: Meeting) -> None:
    """The places of a meeting that is posted now."""
    Seat.objects.bulk_create(Seat(meeting=meeting, number=n) for n in range(1, meeting.capacity + 1))


def register(*, meeting: Meeting, wish: Wish, form_key: str, now: datetime) -> Registration:
    """Give a place, or a number on the waiting list where all are taken; once for one form.

    The meeting's row is locked, so that numbers and places are given one after another; the rows of places
    hold the number of them even where that fails. Raises ValidationError with words for the form.
    """
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        known = Registration.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        refuse_closed(row, now)
        _refuse_people(wish.people)
        person = identity.person(**wish.contact)
        person.save(force_insert=True)
        last = row.registrations.aggregate(last=Max("number"))["last"] or 0
        seat = row.seats.filter(registration=None).order_by("number").first()
        made = Registration.objects.create(
            meeting=row,
            number=last + 1,
            seat=seat,
            state=Booking.WAITING if seat is None else Booking.CONFIRMED,
            person=person,
            people=wish.people,
            matter=wish.matter,
            needs=wish.needs,
            case=wish.case,
            may_name_ids=_named_in(wish.matter),
            language=wish.language,
            form_key=form_key,
            created_at=now,
        )
        _tell(made, "registered")
    return made


def change(
    registration: Registration, *, people: int, matter: str, needs: str, now: datetime
) -> Registration:
    """Change how many come and what for; the place stays."""
    with transaction.atomic():
        row, meeting = _locked(registration)
        refuse_closed(meeting, now)
        _refuse_people(people)
        row.people, row.matter, row.needs = people, matter, needs
        row.may_name_ids = _named_in(matter)
        row.save(update_fields=["people", "matter", "needs", "may_name_ids"])
    return row


def give_up(registration: Registration, *, now: datetime) -> Registration:
    """Give a place or a number up; the first who waits gets the place, and is told."""
    with transaction.atomic():
        row, meeting = _locked(registration)
        if meeting.day < timezone.localdate(now):
            raise ValidationError(_("This day is past."), code="past")
        seat, row.seat = row.seat, None
        row.state, row.ended_at = Booking.CANCELLED, now
        row.save(update_fields=["seat", "state", "ended_at"])
        queue.cancel_unsent(**emails.about(row))
        _tell(row, "registration_cancelled")
        waiting = meeting.registrations.filter(state=Booking.WAITING).select_for_update(of=("self",))
        first = waiting.select_related("person").order_by("number").first()
        if seat is not None and first is not None and meeting.status == Status.POSTED:
            first.seat, first.state = seat, Booking.CONFIRMED
            first.save(update_fields=["seat", "state"])
            _tell(first, "promoted")
    return row


def move_all(old: Meeting, new: Meeting) -> None:
    """A meeting put off takes along whoever registered, each in the place they had."""
    old.tickets.update(registration=None)  # a number is of its day; who comes on the new one gets another
    seats = {seat.number: seat for seat in new.seats.all()}
    for row in _live(old):
        row.meeting = new
        row.seat = seats[row.seat.number] if row.seat is not None else None
        row.save(update_fields=["meeting", "seat"])
        _tell(row, "registration_moved", old=old)


def drop_all(meeting: Meeting, now: datetime) -> None:
    """A meeting cancelled ends every registration; each is told why."""
    for row in _live(meeting):
        row.seat, row.state, row.ended_at = None, Booking.DROPPED, now
        row.save(update_fields=["seat", "state", "ended_at"])
        queue.cancel_unsent(**emails.about(row))
        _tell(row, "registration_dropped", reason=meeting.reason)


def remind(now: datetime) -> int:
    """Remind on the last working day before a meeting those with a place; returns how many letters."""
    days, today = calendar.current(), timezone.localdate(now)
    if not days.is_working_day(today):
        return 0
    until = days.add_working_days(today, 1)
    rows = Registration.objects.filter(
        state=Booking.CONFIRMED,
        meeting__status=Status.POSTED,
        meeting__day__gt=today,
        meeting__day__lte=until,
        created_at__date__lt=today,
    )
    count = 0
    for row in rows.select_related("person", "meeting__organ", "seat"):
        with transaction.atomic():
            count += _tell(row, "registration_reminder")
    return count


def refuse_closed(meeting: Meeting, now: datetime) -> None:
    """Raise ValidationError, in words for whoever wants to come, where a meeting takes no registrations."""
    if meeting.status == Status.CANCELLED:
        raise ValidationError(_("This meeting was cancelled."), code="cancelled")
    if meeting.status == Status.POSTPONED:
        raise ValidationError(
            _("This meeting was put off. Please register for the new day."), code="postponed"
        )
    if meeting.status != Status.POSTED or meeting.day <= timezone.localdate(now):
        words = _("Registering has ended. You can still come: whoever comes is received in turn.")
        raise ValidationError(words, code="closed")
    if not meeting.capacity:
        raise ValidationError(_("No need to register: whoever comes is received in turn."), code="free")


def _named_in(matter: str) -> list[int]:
    return naming.officials_in(words=[matter], topic=Topic.KHONG_RO, field="")


def _refuse_people(people: int) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        words = _("Write a number from 1 to %(most)s.") % {"most": MOST_PEOPLE}
        raise ValidationError({"people": words}, code="people")


def _locked(registration: Registration) -> tuple[Registration, Meeting]:
    """The registration and its meeting, the meeting locked first, as whoever registers locks it."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=registration.meeting_id)
    row = Registration.objects.select_related("person", "seat").get(pk=registration.pk)
    if row.meeting_id != meeting.pk:
        raise ValidationError(
            _("The meeting was put off just now. Please open the page again."), code="moved"
        )
    if row.state in ENDED:
        raise ValidationError(_("This registration was cancelled already."), code="ended")
    row.meeting = meeting
    return row, meeting


def _live(meeting: Meeting) -> list[Registration]:
    rows = meeting.registrations.exclude(state__in=ENDED).select_related("person", "seat")
    return list(rows.order_by("number"))


def _tell(row: Registration, kind: str, **facts: Any) -> bool:
    """Write the letter, if there is an address; its key names the meeting, so that each is written once."""
    draft = emails.letter(row, kind, **facts)
    if draft is None:
        return False
    queue.enqueue(draft, key=f"{kind}:{row.pk}:{row.meeting_id}", **emails.about(row))
    return True
