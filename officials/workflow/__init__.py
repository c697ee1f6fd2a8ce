"""Writes of this app that keep a rule beside the row's own constraints."""

from officials.workflow.access import end_sessions, logged_in, note, refused
from officials.workflow.grants import save_account, save_grant, take_grant
from officials.workflow.people import save_official
from officials.workflow.second_factor import enrol, renew_recovery_codes, reset_second_factor, take_code
from officials.workflow.units import name_readers, save_unit

__all__ = [
    "end_sessions",
    "enrol",
    "logged_in",
    "name_readers",
    "note",
    "refused",
    "renew_recovery_codes",
    "reset_second_factor",
    "save_account",
    "save_grant",
    "save_official",
    "save_unit",
    "take_code",
    "take_grant",
]
