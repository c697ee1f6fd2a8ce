"""Meetings of the office with its people: rows and facts about one row."""

from sessions_app.models.duty import DutyRule, Schedule
from sessions_app.models.meeting import Meeting, MeetingEvent
from sessions_app.models.outcome import Commitment, CommitmentNote, Minutes, Notice
from sessions_app.models.registration import Registration, Seat
from sessions_app.models.said import Point, Raised
from sessions_app.models.ticket import Ticket, TicketEvent
from sessions_app.models.turn import RefusalGround, Turn, TurnBook, TurnRemark

__all__ = [
    "Commitment",
    "CommitmentNote",
    "DutyRule",
    "Meeting",
    "MeetingEvent",
    "Minutes",
    "Notice",
    "Point",
    "Raised",
    "RefusalGround",
    "Registration",
    "Schedule",
    "Seat",
    "Ticket",
    "TicketEvent",
    "Turn",
    "TurnBook",
    "TurnRemark",
]
