"""Every write to the calendar of meetings: planned, posted, put off, cancelled, recorded as held."""

from sessions_app.workflow.answers import reply, send_answer
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
from sessions_app.workflow.outcome import record_notice, remind_papers, sign_minutes, write_minutes
from sessions_app.workflow.places import Wish, change, give_up, offer_places, refuse_closed, register, remind
from sessions_app.workflow.promises import Promised, adopt_promises, end, promise, remind_promises, report
from sessions_app.workflow.said import (
    Question,
    add_point,
    ask,
    change_point,
    raise_point,
    raise_turn,
    refuse_question,
)
from sessions_app.workflow.turns import Received, receive, remark

__all__ = [
    "Held",
    "Planned",
    "Promised",
    "Question",
    "Received",
    "Wish",
    "add_point",
    "adopt_promises",
    "ask",
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
    "refuse_question",
    "register",
    "remark",
    "remind",
    "remind_papers",
    "remind_promises",
    "reply",
    "report",
    "retract",
    "send_answer",
    "sign_minutes",
    "write_minutes",
]
