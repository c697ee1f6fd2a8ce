"""Every write of the register that has a rule, a status, a letter or an event."""

from feedback.workflow.alarms import send_alarms
from feedback.workflow.answer import draft_answer
from feedback.workflow.box import (
    Found,
    correct_opening,
    enter_from_box,
    finish_opening,
    open_box,
    remark_on_opening,
)
from feedback.workflow.box_scan import keep_minutes, split_scan
from feedback.workflow.bulk import act_on_many, rehearse
from feedback.workflow.bulk import undo as undo_many
from feedback.workflow.bulk_answer import send_prepared
from feedback.workflow.citizen import add_words, rate, reopen_by_sender, replace_code, withdraw
from feedback.workflow.digest import send_overdue_digests
from feedback.workflow.doors import DeskEntry, enter
from feedback.workflow.helping import end_help, reply_as_helper
from feedback.workflow.intake import Intake, Receipt, submit
from feedback.workflow.lost_code import replace_at_desk
from feedback.workflow.next_case import take_next
from feedback.workflow.papers import keep_template, make_paper, open_paper, record_number
from feedback.workflow.publishing import Prepared, set_consent
from feedback.workflow.publishing import prepare as prepare_publication
from feedback.workflow.reading import record_bundle, record_inspection
from feedback.workflow.recount import recompute_deadlines
from feedback.workflow.register import close_book
from feedback.workflow.routing import Trial, report_faulty_rules, save_rule, try_rule
from feedback.workflow.sender_search import search_sender
from feedback.workflow.slips import print_sheet, void_sheet
from feedback.workflow.staff import act, add_note, reveal
from feedback.workflow.suspected import note_suspected_read
from feedback.workflow.tally import fold as fold_tally
from feedback.workflow.waiting import end_waits

__all__ = [
    "DeskEntry",
    "Found",
    "Intake",
    "Prepared",
    "Receipt",
    "Trial",
    "act",
    "act_on_many",
    "add_note",
    "add_words",
    "close_book",
    "correct_opening",
    "draft_answer",
    "end_help",
    "end_waits",
    "enter",
    "enter_from_box",
    "finish_opening",
    "fold_tally",
    "keep_minutes",
    "keep_template",
    "make_paper",
    "note_suspected_read",
    "open_box",
    "open_paper",
    "prepare_publication",
    "print_sheet",
    "rate",
    "recompute_deadlines",
    "record_bundle",
    "record_inspection",
    "record_number",
    "rehearse",
    "remark_on_opening",
    "reopen_by_sender",
    "replace_at_desk",
    "replace_code",
    "reply_as_helper",
    "report_faulty_rules",
    "reveal",
    "save_rule",
    "search_sender",
    "send_alarms",
    "send_overdue_digests",
    "send_prepared",
    "set_consent",
    "split_scan",
    "submit",
    "take_next",
    "try_rule",
    "undo_many",
    "void_sheet",
    "withdraw",
]
