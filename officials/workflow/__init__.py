"""Writes of this app that keep a rule beside the row's own constraints."""

from officials.workflow.access import end_sessions, logged_in, note, refused
from officials.workflow.people import save_official

__all__ = ["end_sessions", "logged_in", "note", "refused", "save_official"]
