"""Who keeps the calendar of an organ's meetings, and what may be done to a meeting as it stands."""

from datetime import date

from officials import permissions as office
from officials.models import Unit, User
from officials.roles import Permission
from sessions_app import states
from sessions_app.models import Commitment, Meeting, Point


def can_keep(user: User, organ: Unit) -> bool:
    """Whether the account enters, posts and records the meetings of the organ."""
    return office.holds(user, Permission.MEET, organ)


def can_receive(user: User, meeting: Meeting, today: date) -> bool:
    """Whether turns are written down of it now: a reception on or after its day, not called off."""
    is_due = meeting.kind in states.RECEPTIONS and meeting.day <= today
    return is_due and states.has_turns(meeting.status, meeting.kind) and can_keep(user, meeting.organ)


def can_line_up(user: User, meeting: Meeting, today: date) -> bool:
    """Whether numbers are given and called: on the day of a reception that takes place."""
    return meeting.day == today and can_receive(user, meeting, today)


def can_report(user: User, commitment: Commitment) -> bool:
    """Whether the account says how far a commitment is: the unit responsible, or who keeps the calendar."""
    handles = office.holds(user, Permission.HANDLE, commitment.unit)
    return commitment.is_open and (handles or can_keep(user, commitment.organ))


def can_reply(user: User, point: Point) -> bool:
    """Whether the account answers a question: for the unit it was given to, or who keeps the calendar."""
    handles = point.unit is not None and office.holds(user, Permission.HANDLE, point.unit)
    return handles or can_keep(user, point.meeting.organ)


def can_end(user: User, commitment: Commitment) -> bool:
    """Whether the account ends a commitment: a leader of the organ that promised."""
    return commitment.is_open and office.holds(user, Permission.LEAD, commitment.organ)


def can_act(user: User, meeting: Meeting, action: str) -> bool:
    return states.row(action, meeting.status, meeting.kind) is not None and can_keep(user, meeting.organ)
