"""Meetings of the office with its people: rows and facts about one row."""

from sessions_app.models.duty import DutyRule, Schedule
from sessions_app.models.meeting import Meeting, MeetingEvent
from sessions_app.models.registration import Registration, Seat

__all__ = ["DutyRule", "Meeting", "MeetingEvent", "Registration", "Schedule", "Seat"]
