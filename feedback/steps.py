"""The buttons of the case page: the rows of the table open to the reader, the likeliest first."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback import matching, permissions, states
from feedback.matching import Proposal
from feedback.models import Submission
from officials.models import User

A, S = states.Action, states.Status

# The step a reader most likely came for.
LIKELIEST = {
    S.RECEIVED: A.CLASSIFY,
    S.CLASSIFIED: A.ROUTE,
    S.RETURNED: A.ROUTE,
    S.REOPENED: A.ROUTE,
    S.ROUTED: A.ACCEPT,
    S.NEEDS_MORE: A.RESUME,
    S.AWAITING_APPROVAL: A.APPROVE,
    S.ANSWERED: A.CLOSE,
    S.TRANSFERRED: A.CLOSE,
    S.DECLINED: A.CLOSE,
}
KEYS = {
    A.CLASSIFY: "p",
    A.ROUTE: "g",
    A.ACCEPT: "n",
    A.HAND_BACK: "l",
    A.ASK: "b",
    A.ANSWER: "t",
    A.SUBMIT_ANSWER: "t",
    A.CLOSE: "x",
    A.TRANSCRIBE: "c",
    A.REGISTER: "s",
}
# Steps of the leader, or of the unit on a bad day: never the first.
LATER = (A.ASK_HELP, A.PASS_ON, A.REMIND, A.EXTEND)
# Set down beside the work: where nothing else can be done, no button is the likeliest.
BESIDE = (*LATER, A.CONCERN, A.REGISTER)
WRITING = (A.ANSWER, A.SUBMIT_ANSWER)
# The leader's yes and no stand on one page, beside the letter.
DECIDING = (A.APPROVE, A.SEND_BACK)
AT_ONCE = (A.ACCEPT,)
# Read as it will stand, then let out.
LETTING_OUT = (A.PROPOSE, A.PUBLISH)
# Putting the book right is nobody's next step: it stands in the box of the register.
OF_BOOK = (A.REMARK, A.CORRECT_RECEIVED, A.TRANSCRIBE)


@dataclass(frozen=True)
class Step:
    """One button; `posts` says that a press is the whole step, without a page in between."""

    label: str
    url: str
    css: str = "btn-secondary"
    key: str = ""
    posts: bool = False


def of_case(user: User, case: Submission, proposal: Proposal | None = None) -> list[Step]:
    rows = [row for row in permissions.allowed_rows(user, case) if not _stands_elsewhere(case, row)]
    first = LIKELIEST.get(states.Status(case.status)) if case.is_transcribed else A.TRANSCRIBE
    rank = {A.RESTRICT: 2} | dict.fromkeys(LATER, 1) | dict.fromkeys((first, *WRITING), -1)
    rows.sort(key=lambda row: rank.get(row.action, 0))
    steps = [_step(case, row) for row in rows]
    if permissions.can_prepare(user, case):
        steps.insert(min(1, len(steps)), Step(str(A.PREPARE.label), _url(case, "publication")))
    rule = proposal.rule if proposal is not None else None
    if rule is not None:
        label = _("Assign by rule %(n)s: %(unit)s") % {"n": rule.position, "unit": rule.responsible.label}
        steps.insert(0, Step(label, _url(case, "rule"), posts=True))
    # What was just assigned waits for the unit: to take it away again is nobody's first step.
    waits = bool(rows) and (
        rows[0].action in BESIDE or (case.status == S.ROUTED and rows[0].action == A.ROUTE)
    )
    if steps and steps[0].css == "btn-secondary" and not waits:
        top = steps[0]
        steps[0] = Step(top.label, top.url, "btn", top.key, top.posts)
    return steps


def of_book(user: User, case: Submission) -> list[Step]:
    """What puts the register right, for its box on the page."""
    rows = (permissions.row_for(user, case, action) for action in OF_BOOK)
    found = [_step(case, row) for row in rows if row is not None and _is_of_book(case, row)]
    if permissions.can_replace_code(user, case):
        found.append(Step(_("The sender lost the code"), _url(case, "new_code")))
    return found


def _stands_elsewhere(case: Submission, row: states.Transition) -> bool:
    """In the box of the register, or beside the names it is about."""
    return row.action == A.NOT_NAMED or _is_of_book(case, row)


def _is_of_book(case: Submission, row: states.Transition) -> bool:
    waits_for_its_text = row.action == A.TRANSCRIBE and not case.is_transcribed
    return row.action in OF_BOOK and not waits_for_its_text


def proposal_for(user: User, case: Submission) -> Proposal:
    """The rule by which this account may assign the case at once, or why it cannot be used."""
    if case.status == S.ROUTED or not permissions.can_act(user, case, A.ROUTE):
        return Proposal()
    return matching.proposal(case)


def _step(case: Submission, row: states.Transition) -> Step:
    if row.action in WRITING:
        return Step(_("Write the answer"), _url(case, "answer"), key=KEYS[row.action])
    if row.action in LETTING_OUT:
        return Step(str(row.action.label), _url(case, "public"))
    if row.action in DECIDING:
        return Step(str(row.action.label), reverse("feedback:approve", args=[case.reference]))
    css = "btn-danger" if row.action == A.RESTRICT else "btn-secondary"
    again = row.action == A.ROUTE and case.status == S.ROUTED
    return Step(
        _("Assign to another unit") if again else str(row.action.label),
        reverse("admin:feedback_submission_act", args=[case.reference, row.action.value]),
        css,
        KEYS.get(row.action, ""),
        row.action in AT_ONCE,
    )


def _url(case: Submission, name: str) -> str:
    return reverse(f"admin:feedback_submission_{name}", args=[case.reference])
