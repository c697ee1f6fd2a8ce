"""Every write to the calendar of meetings: planned, posted, put off, cancelled, recorded as held."""

from sessions_app.workflow.calendar import Planned, plan_year
from sessions_app.workflow.meeting import Held, cancel, edit, enter, hold, post, postpone, retract

__all__ = [
    "Held",
    "Planned",
    "cancel",
    "edit",
    "enter",
    "hold",
    "plan_year",
    "post",
    "postpone",
    "retract",
]
