"""Meetings of the office with its people: rows and facts about one row."""

from sessions_app.models.duty import DutyRule, Schedule
from sessions_app.models.meeting import Meeting, MeetingEvent

__all__ = ["DutyRule", "Meeting", "MeetingEvent", "Schedule"]
