"""Writes of this app that keep a rule beside the row's own constraints."""

from officials.workflow.access import end_sessions, logged_in, note, refused
from officials.workflow.people import save_official
from officials.workflow.second_factor import enrol, renew_recovery_codes, reset_second_factor, take_code

__all__ = [
    "end_sessions",
    "enrol",
    "logged_in",
    "note",
    "refused",
    "renew_recovery_codes",
    "reset_second_factor",
    "save_official",
    "take_code",
]
