"""Meetings of the office with its people: rows and facts about one row."""

from sessions_app.models.council import CouncilSession
from sessions_app.models.duty import DutyRule, Schedule
from sessions_app.models.meeting import Meeting, MeetingEvent
from sessions_app.models.outcome import Commitment, CommitmentNote, Minutes, Notice
from sessions_app.models.registration import Registration, Seat
from sessions_app.models.said import Point, PointChange, Raised
from sessions_app.models.ticket import Ticket, TicketEvent
from sessions_app.models.turn import RefusalGround, Turn, TurnBook, TurnRemark

__all__ = [
    "Commitment",
    "CommitmentNote",
    "CouncilSession",
    "DutyRule",
    "Meeting",
    "MeetingEvent",
    "Minutes",
    "Notice",
    "Point",
    "PointChange",
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
