"""What a step did, in plain words, for the line above the next page."""

from django.utils.translation import gettext as _

from feedback import states
from feedback.models import Submission
from portal.outbox.models import Letter

A = states.Action


def after(case: Submission, row: states.Transition) -> str:
    """What happened to the case, and whether a letter left about it."""
    if row.action == A.CONCERN:
        return _named(case)
    unit = case.responsible.label if case.responsible is not None else ""
    said = _said()[A(row.action)] % {
        "unit": unit,
        "body": case.transferred_to,
        "number": case.reference,
        "register": case.register_entry or "",
    }
    return f"{said} {_letter(case, row)}".strip()


def _named(case: Submission) -> str:
    changes = case.events.order_by("-pk").values_list("changes", flat=True)[:1].get()
    if "organ" not in changes:
        return _("Kept who is concerned. A person named no longer sees the opinion.")
    words = _("Kept who is concerned. The opinion is now in the book of %(organ)s.")
    return words % {"organ": case.organ.label}


def _letter(case: Submission, row: states.Transition) -> str:
    if not row.letter:
        return ""
    written = Letter.objects.filter(key=f"{row.letter}:{case.pk}:{case.version}").exists()
    if row.action in (A.ROUTE, A.PASS_ON, A.REMIND, A.ASK_HELP):
        if written:
            return _("A letter tells the unit; it holds neither words nor sender.")
        return _("The unit has no mail address here: please tell it another way.")
    if written:
        return _("A letter to the sender is on its way.")
    return _("The sender left no mail address: it shows on the tracking page only.")


def _said() -> dict[A, str]:
    return {
        A.CLASSIFY: _("Classified."),
        A.ROUTE: _("Assigned to %(unit)s."),
        A.ACCEPT: _("%(unit)s has accepted the work."),
        A.HAND_BACK: _("Handed back to the intake desk."),
        A.ASK: _("The question is with the sender; the office's own targets stand still until the reply."),
        A.RESUME: _("Work goes on; the office's own targets run again."),
        A.SUBMIT_ANSWER: _("The draft is with the leader. Nothing was sent yet."),
        A.ANSWER: _("Answered: the answer stands on the tracking page."),
        A.TRANSFER: _("The opinion was passed on to %(body)s."),
        A.DECLINE: _("The sender is told why, or where to turn."),
        A.CLOSE: _("Closed."),
        A.REOPEN: _("Reopened: it must be assigned and answered again."),
        A.RESTRICT: _(
            "Opinion %(number)s was moved to restricted handling. Its words are sealed and its unsent "
            "letters taken back."
        ),
        A.TELL: _("Recorded: the sender has been told."),
        A.PROPOSE: _("The public version is with the leader. Nothing is public yet."),
        A.PUBLISH: _("Published. It stands among the answers, without the sender's name."),
        A.TAKE_DOWN: _("Taken down: nothing of it is public any more."),
        A.TRANSCRIBE: _("The text is kept. The opinion can be classified now."),
        A.REGISTER: _("Entered in the register as number %(register)s."),
        A.REMARK: _("The remark stands beside the register number."),
        A.CORRECT_RECEIVED: _("The received date is corrected; the deadlines were counted anew."),
        A.SPLIT: _("Split. Each matter now goes its own way; the sender follows all by the same code."),
        A.MERGE: _("Merged with the letter it was part of. It can be taken apart again."),
        A.UNMERGE: _("A matter of its own again."),
        A.NOT_NAMED: _("Kept: this person is not meant."),
        A.UNCONCERN: _("Taken back. The opinion stays with the desk that has it now."),
        A.PASS_ON: _("Passed on to %(unit)s; the desk is told."),
        A.REMIND: _("%(unit)s was urged."),
        A.ASK_HELP: _("The unit is asked; it sees the opinion until you end its help."),
        A.EXTEND: _("The request is with the leader. The day stays until then."),
        A.GRANT_EXTENSION: _("The day of the answer was moved."),
        A.REFUSE_EXTENSION: _("Refused: the day stays."),
        A.MARK_SPAM: _("Marked as suspected spam. Letters about it wait."),
        A.CLEAR_SUSPICION: _("No longer suspected. Letters held back are on their way."),
    }
