"""Every write of the register that has a rule, a status, a letter or an event."""

from feedback.workflow.answer import draft_answer
from feedback.workflow.citizen import add_words, rate, replace_code, withdraw
from feedback.workflow.digest import send_overdue_digests
from feedback.workflow.intake import Intake, Receipt, submit
from feedback.workflow.recount import recompute_deadlines
from feedback.workflow.staff import act, add_note, reveal
from feedback.workflow.tally import fold as fold_tally

__all__ = [
    "Intake",
    "Receipt",
    "act",
    "add_note",
    "add_words",
    "draft_answer",
    "fold_tally",
    "rate",
    "recompute_deadlines",
    "replace_code",
    "reveal",
    "send_overdue_digests",
    "submit",
    "withdraw",
]
