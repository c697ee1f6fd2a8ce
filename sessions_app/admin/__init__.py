"""The calendar of meetings in the admin: pages of the desk, schedules to configure."""

from sessions_app.admin import commitments, meetings, points, schedules

__all__ = ["commitments", "meetings", "points", "schedules"]
