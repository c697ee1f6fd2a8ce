"""Meetings of the office with its people: rows and facts about one row."""

from sessions_app.models.duty import DutyRule, Schedule
from sessions_app.models.meeting import Meeting, MeetingEvent
from sessions_app.models.registration import Registration, Seat
from sessions_app.models.turn import RefusalGround, Turn, TurnBook, TurnRemark

__all__ = [
    "DutyRule",
    "Meeting",
    "MeetingEvent",
    "RefusalGround",
    "Registration",
    "Schedule",
    "Seat",
    "Turn",
    "TurnBook",
    "TurnRemark",
]
