"""Every write to the calendar of meetings: planned, posted, put off, cancelled, recorded as held."""

from sessions_app.workflow.calendar import Planned, plan_year
from sessions_app.workflow.line import call_next, check_in, move
from sessions_app.workflow.meeting import (
    Held,
    cancel,
    edit,
    enter,
    hold,
    look,
    post,
    postpone,
    read_at_desk,
    retract,
)
from sessions_app.workflow.outcome import (
    Promised,
    end,
    promise,
    record_notice,
    remind_promises,
    report,
    sign_minutes,
    write_minutes,
)
from sessions_app.workflow.places import Wish, change, give_up, offer_places, refuse_closed, register, remind
from sessions_app.workflow.said import add_point, change_point, raise_point, raise_turn
from sessions_app.workflow.turns import Received, receive, remark

__all__ = [
    "Held",
    "Planned",
    "Promised",
    "Received",
    "Wish",
    "add_point",
    "call_next",
    "cancel",
    "change",
    "change_point",
    "check_in",
    "edit",
    "end",
    "enter",
    "give_up",
    "hold",
    "look",
    "move",
    "offer_places",
    "plan_year",
    "post",
    "postpone",
    "promise",
    "raise_point",
    "raise_turn",
    "read_at_desk",
    "receive",
    "record_notice",
    "refuse_closed",
    "register",
    "remark",
    "remind",
    "remind_promises",
    "report",
    "retract",
    "sign_minutes",
    "write_minutes",
]
