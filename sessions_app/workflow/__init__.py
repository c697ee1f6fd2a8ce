"""Every write to the calendar of meetings: planned, posted, put off, cancelled, recorded as held."""

from sessions_app.workflow.calendar import Planned, plan_year
from sessions_app.workflow.meeting import Held, cancel, edit, enter, hold, look, post, postpone, retract
from sessions_app.workflow.places import Wish, change, give_up, offer_places, refuse_closed, register, remind
from sessions_app.workflow.turns import Received, receive, remark

__all__ = [
    "Held",
    "Planned",
    "Received",
    "Wish",
    "cancel",
    "change",
    "edit",
    "enter",
    "give_up",
    "hold",
    "look",
    "offer_places",
    "plan_year",
    "post",
    "postpone",
    "receive",
    "refuse_closed",
    "register",
    "remark",
    "remind",
    "retract",
]
