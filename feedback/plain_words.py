"""What a citizen reads about a state and about a step; which of them a page shows is in tracking.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import states
from feedback.models import Answer, Message, Submission, SubmissionEvent
from officials.models import Unit
from portal.days import long_day

S = states.Status
A = states.Action


@dataclass(frozen=True)
class State:
    """The badge, and the sentence; where staff wrote words they stand between `sentence` and `ending`."""

    badge: str
    tone: str
    sentence: str
    words: str = ""
    ending: str = ""


@dataclass(frozen=True)
class Facts:
    """What the sentences need to know about one case."""

    case: Submission
    since: datetime
    question: Message | None = None
    refusal: Message | None = None
    answer: Answer | None = None
    asked_again: bool = False

    @property
    def day(self) -> str:
        return long_day(timezone.localdate(self.since))

    @property
    def unit(self) -> str:
        """Who holds the case, by name."""
        return holder(self.case).label


def holder(case: Submission) -> Unit:
    """The unit that has the case in hand now: the responsible one, else the organ whose book it is in."""
    status = case.asked_from or case.status
    with_unit = status in (S.ROUTED, S.ACCEPTED, S.AWAITING_APPROVAL, S.ANSWERED)
    return case.responsible if with_unit and case.responsible is not None else case.organ


def restricted() -> State:
    return State(
        _("Being looked into"),
        "progress",
        _("This matter is looked into in a restricted place. The office's papers are sent to you apart."),
    )


def of(facts: Facts) -> State:
    """The state of an ordinary case in the words of its sender's page."""
    return _STATES[S(facts.case.status)](facts)


def _received(facts: Facts) -> State:
    return State(_("Received at the desk"), "waiting", _("An official has not finished reading it."))


def _classified(facts: Facts) -> State:
    return State(_("Read"), "progress", _("We are choosing who handles it."))


def _routed(facts: Facts) -> State:
    sentence = _("Given to %(unit)s on %(day)s, waiting to be taken up.")
    return State(_("Assigned to a unit"), "progress", sentence % {"unit": facts.unit, "day": facts.day})


def _accepted(facts: Facts) -> State:
    by_law = facts.case.legal_kind in states.KINDS_WITH_NOTICE
    badge = _("Formally accepted") if by_law else _("Being handled")
    sentence = _("%(unit)s has been handling it since %(day)s.")
    return State(badge, "progress", sentence % {"unit": facts.unit, "day": facts.day})


def _returned(facts: Facts) -> State:
    sentence = _("Since %(day)s the intake desk has been choosing another unit.")
    return State(_("Choosing another unit"), "progress", sentence % {"day": facts.day})


def _needs_more(facts: Facts) -> State:
    question, until = facts.question, facts.question.reply_until if facts.question else None
    ending = _("Please answer before %(day)s.") % {"day": long_day(until)} if until else ""
    lead = _("%(unit)s asks:") % {"unit": facts.unit}
    return State(_("We need more from you"), "waiting", lead, question.text if question else "", ending)


def _answered(facts: Facts) -> State:
    return State(_("Has been answered"), "done", _("The answer stands below."))


def _transferred(facts: Facts) -> State:
    known = {"body": facts.case.transferred_to, "day": facts.day, "number": facts.case.document_number}
    if facts.case.document_number:
        sentence = _("Passed on to %(body)s on %(day)s by paper no. %(number)s. Waiting for its answer.")
    else:
        sentence = _("Passed on to %(body)s on %(day)s. Waiting for its answer.")
    return State(_("Passed on to another body"), "progress", sentence % known)


def _declined(facts: Facts) -> State:
    words = facts.refusal.text if facts.refusal else ""
    if facts.case.ground == states.Ground.NOT_OURS:
        lead = _("This matter is for %(body)s to settle. How to send it:") % {
            "body": facts.case.transferred_to
        }
        return State(_("Guided"), "done", lead, words)
    if facts.case.ground == states.Ground.ANSWERED_BEFORE:
        ending = _("If there are new facts, please send them here.")
        return State(_("Answered earlier"), "done", _("This matter has been answered before."), words, ending)
    return State(_("Not taken further"), "stopped", _("Reason:"), words)


def _withdrawn(facts: Facts) -> State:
    return State(_("You have withdrawn it"), "stopped", _("Withdrawn on %(day)s.") % {"day": facts.day})


def _reopened(facts: Facts) -> State:
    if facts.asked_again:
        sentence = _("As you asked on %(day)s.") % {"day": facts.day}
        return State(_("Opened again"), "progress", sentence)
    return State(
        _("Opened again"), "progress", _("Opened again on %(day)s; work goes on.") % {"day": facts.day}
    )


def _closed(facts: Facts) -> State:
    badge, answer = _("Ended"), facts.answer
    if answer is not None and answer.promise and answer.promise_on:
        sentence = _("Promised: %(promise)s, before %(day)s.")
        known = {"promise": answer.promise, "day": long_day(answer.promise_on)}
        return State(badge, "done", sentence % known)
    return State(badge, "done", _("The matter was closed on %(day)s.") % {"day": facts.day})


def _merged(facts: Facts) -> State:
    sentence = _("Handled together with the letter it was part of; the answer will appear there.")
    return State(_("Answered together"), "progress", sentence)


_STATES: dict[S, Callable[[Facts], State]] = {
    S.RECEIVED: _received,
    S.CLASSIFIED: _classified,
    S.ROUTED: _routed,
    S.RETURNED: _returned,
    S.ACCEPTED: _accepted,
    S.AWAITING_APPROVAL: _accepted,
    S.NEEDS_MORE: _needs_more,
    S.ANSWERED: _answered,
    S.TRANSFERRED: _transferred,
    S.DECLINED: _declined,
    S.WITHDRAWN: _withdrawn,
    S.REOPENED: _reopened,
    S.CLOSED: _closed,
    S.MERGED: _merged,
}


def step(event: SubmissionEvent, units: Mapping[int, Unit]) -> str:
    """One line of the timeline; empty for steps that stay inside the office."""
    if event.action in (A.ROUTE, A.PASS_ON):
        unit = units.get(_new(event, "responsible") or 0)
        return _("Given to %(unit)s to handle.") % {"unit": unit.label} if unit else ""
    if event.action == A.GRANT_EXTENSION and (day := _new(event, "answer_target")):
        return _("The answer was moved to a later day: %(day)s.") % {"day": long_day(date.fromisoformat(day))}
    if event.action == A.CONCERN:
        organ = units.get(_new(event, "organ") or 0)
        return _("%(unit)s now looks after it.") % {"unit": organ.label} if organ else ""
    if event.action == A.DECLINE and _new(event, "ground") == states.Ground.NOT_OURS:
        return _("Told you where to send it.")
    words = _steps().get(A(event.action), "")
    return words % {"unit": event.unit.label if event.unit else ""}


def _new(event: SubmissionEvent, name: str) -> Any:
    """The value a field got in this step, if the step set it."""
    change = event.changes.get(name)
    return change[1] if change else None


def _steps() -> dict[A, str]:
    """Hand-back, drafts and notes are absent: the reasons of a unit stay inside."""
    return {
        A.SUBMIT: _("The opinion was received."),
        A.CLASSIFY: _("An official read and classified it."),
        A.ACCEPT: _("%(unit)s took it up."),
        A.HAND_BACK: _("The intake desk chooses another unit."),
        A.ASK: _("%(unit)s asked you for more."),
        A.RESUME: _("Work went on with what there is."),
        A.WAIT_ENDED: _("The days to reply were over; work went on with what there is."),
        A.SUPPLY: _("You answered the question."),
        A.ADD_WORDS: _("You added words."),
        A.APPROVE: _("%(unit)s answered you."),
        A.ANSWER: _("%(unit)s answered you."),
        A.TRANSFER: _("Passed on to the competent body."),
        A.DECLINE: _("Told you why it is not taken further."),
        A.CLOSE: _("The matter was closed."),
        A.REOPEN: _("The matter was opened again."),
        A.REOPEN_BY_SENDER: _("You asked for another look."),
        A.TELL: _("The office told you what came of it."),
        A.SPLIT: _("It holds several matters; each is handled on its own."),
        A.MERGE: _("Handled together with the letter again."),
        A.UNMERGE: _("Handled on its own again."),
        A.WITHDRAW: _("You withdrew the opinion."),
        A.PUBLISH: _("Published without your name."),
        A.TAKE_DOWN: _("The public version was taken down."),
        A.GIVE_CONSENT: _("You agreed to publication."),
        A.WITHDRAW_CONSENT: _("You took back your consent to publication."),
        A.CORRECT_RECEIVED: _("The day it was received was corrected."),
        A.REPLACE_CODE: _("%(unit)s gave a new tracking code."),
        A.UNDO: _("The last step was taken back."),
        A.RATE: _("You told us whether the answer helped."),
    }
