"""The waiting line of a reception day: numbers given, called by several desks at once, put back, left."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import User
from portal.errors import NotAllowed
from sessions_app import permissions, waiting
from sessions_app.models import Meeting, Registration, Ticket, TicketEvent
from sessions_app.states import ENDED, MOST_PEOPLE
from sessions_app.waiting import Action, Priority, Rank, Status


def check_in(
    *,
    meeting: Meeting,
    people: int,
    form_key: str,
    by: User,
    now: datetime,
    priority: str = "",
    registration: Registration | None = None,
) -> Ticket:
    """Give the next number of the day, once for one form and one registration.

    A `priority` (code of Priority) is called first, then those with a place registered for, then in turn.
    Raises NotAllowed and, in words, ValidationError.
    """
    with transaction.atomic():
        row = _open(meeting, by, now)
        known = Ticket.objects.filter(form_key=form_key).first()
        if known is None and registration is not None:
            registration = _registered(row, registration)
            known = Ticket.objects.filter(registration=registration).first()
        if known is not None:
            return known
        _refuse_nonsense(people, priority)
        has_place = registration is not None and registration.seat_id is not None
        ticket = Ticket.objects.create(
            meeting=row,
            number=(row.tickets.aggregate(last=Max("number"))["last"] or 0) + 1,
            registration=registration,
            people=people,
            priority=priority,
            rank=Rank.PRIORITY if priority else Rank.BOOKED if has_place else Rank.IN_TURN,
            came_at=now,
            lined_up_at=now,
            form_key=form_key,
        )
        _put_down(ticket, Action.CHECK_IN, by, now)
    return ticket


def call_next(*, meeting: Meeting, desk: int, by: User, now: datetime) -> Ticket | None:
    """Call whoever is next to a desk; None when nobody waits.

    Desks that call at the same time each get another number: a number somebody is taking is passed over.
    Raises ValidationError while the desk still has one before it.
    """
    if not permissions.can_line_up(by, meeting, timezone.localdate(now)):
        raise NotAllowed
    if not 1 <= desk <= waiting.MOST_DESKS:
        words = _("Desks are numbered from 1 to %(most)s.") % {"most": waiting.MOST_DESKS}
        raise ValidationError({"desk": words}, code="desk")
    _refuse_busy(meeting, desk)
    try:
        with transaction.atomic():
            line = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
            line = line.filter(meeting=meeting, status=Status.WAITING)
            ticket = line.order_by("rank", "lined_up_at", "number").first()
            if ticket is None:
                return None
            ticket.status, ticket.desk, ticket.called_at = Status.CALLED, desk, now
            ticket.save(update_fields=["status", "desk", "called_at"])
            _put_down(ticket, Action.CALL, by, now)
    except IntegrityError:
        _refuse_busy(meeting, desk)  # pressed twice at once: the other press has called
        raise
    return ticket


def move(ticket: Ticket, action: str, *, by: User, now: datetime) -> Ticket:
    """Put a number on hold, back in line, or down as gone; by the table.

    Raises ValidationError when somebody moved it meanwhile.
    """
    with transaction.atomic():
        meeting = Meeting.objects.select_related("organ").get(pk=ticket.meeting_id)
        if not permissions.can_line_up(by, meeting, timezone.localdate(now)):
            raise NotAllowed
        row = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        step = waiting.row(action, row.status) if action in waiting.BY_HAND else None
        if step is None:
            words = _("Number %(n)s stands elsewhere by now: %(status)s.")
            raise ValidationError(words % {"n": row, "status": row.get_status_display()}, code="stale")
        if step.action == Action.BACK and row.status in waiting.LOSES_PLACE:
            row.lined_up_at = now
        desk, row.status, row.desk = row.desk, step.after, None
        row.save(update_fields=["status", "desk", "lined_up_at"])
        _put_down(row, step.action, by, now, desk)
    return row


def received(ticket: Ticket, *, by: User, now: datetime) -> None:
    """The turn of a called number is in the register; inside the transaction that writes it."""
    row = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    step = waiting.row(Action.RECEIVE, row.status)
    if step is None:
        words = _("Number %(n)s stands elsewhere by now: %(status)s.")
        raise ValidationError(words % {"n": row, "status": row.get_status_display()}, code="stale")
    desk, row.status, row.desk = row.desk, step.after, None
    row.save(update_fields=["status", "desk"])
    _put_down(row, step.action, by, now, desk)


def _refuse_nonsense(people: int, priority: str) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        words = _("Write a number from 1 to %(most)s.") % {"most": MOST_PEOPLE}
        raise ValidationError({"people": words}, code="people")
    if priority and priority not in Priority.values:
        raise ValidationError({"priority": _("Choose a reason from the list.")}, code="priority")


def _open(meeting: Meeting, by: User, now: datetime) -> Meeting:
    """The meeting, locked, so that its numbers are given one after another."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
    if not permissions.can_keep(by, row.organ):
        raise NotAllowed
    if not permissions.can_line_up(by, row, timezone.localdate(now)):
        words = _("Numbers are given on the day of a reception that takes place.")
        raise ValidationError(words, code="not_today")
    return row


def _registered(meeting: Meeting, registration: Registration) -> Registration:
    row = Registration.objects.get(pk=registration.pk)
    if row.meeting_id != meeting.pk:
        raise ValidationError({"code": _("This registration is for another day.")}, code="registration")
    if row.state in ENDED:
        words = _("This registration was cancelled. Give a number as to anybody who comes without one.")
        raise ValidationError({"code": words}, code="ended")
    return row


def _refuse_busy(meeting: Meeting, desk: int) -> None:
    ticket = Ticket.objects.filter(meeting=meeting, desk=desk).first()
    if ticket is not None:
        words = _("Desk %(desk)s still has number %(n)s. Write the turn down, or say where it is.")
        raise ValidationError(words % {"desk": desk, "n": ticket}, code="busy")


def _put_down(ticket: Ticket, action: Action, by: User, now: datetime, desk: int | None = None) -> None:
    TicketEvent.objects.create(ticket=ticket, action=action, desk=desk or ticket.desk, at=now, by=by)
