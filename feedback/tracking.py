"""What the holder of a tracking code sees of a case; the sentences are in plain_words.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from feedback import files, permissions, plain_words, states
from feedback.dues import Due, counted
from feedback.models import Answer, Message, Reveal, Submission, SubmissionEvent
from officials.models import Unit
from portal.identity import queries as identity
from portal.uploads.models import Upload

A = states.Action
OFFERED = (
    A.ADD_WORDS,
    A.SUPPLY,
    A.REOPEN_BY_SENDER,
    A.WITHDRAW,
    A.RATE,
    A.GIVE_CONSENT,
    A.WITHDRAW_CONSENT,
)
BEGINS = {
    states.Status.ROUTED: (A.ROUTE, A.PASS_ON),
    states.Status.ACCEPTED: (A.ACCEPT,),
    states.Status.AWAITING_APPROVAL: (A.ACCEPT,),
    states.Status.RETURNED: (A.HAND_BACK, A.CONCERN),
    states.Status.TRANSFERRED: (A.TRANSFER,),
    states.Status.WITHDRAWN: (A.WITHDRAW,),
    states.Status.REOPENED: (A.REOPEN, A.REOPEN_BY_SENDER),
    states.Status.CLOSED: (A.CLOSE,),
}


@dataclass(frozen=True)
class Step:
    on: date
    words: str


@dataclass(frozen=True)
class Matter:
    """One matter of a letter that holds several, as a line that opens it."""

    reference: str
    heading: str
    badge: str
    tone: str
    is_here: bool


@dataclass(frozen=True)
class CasePage:
    """One case as its sender sees it; of a restricted one everything but `state` is empty."""

    case: Submission
    state: plain_words.State
    holder: Unit | None = None
    holder_since: date | None = None
    dues: Sequence[Due] = ()
    timeline: Sequence[Step] = ()
    reveals: Sequence[Reveal] = ()
    messages: Sequence[Message] = ()
    answers: Sequence[Answer] = ()
    files: Sequence[Upload] = ()
    enclosures: Sequence[Upload] = ()
    may: frozenset[str] = field(default_factory=frozenset)
    public_at: str = ""
    matters: Sequence["Matter"] = ()

    @property
    def may_add(self) -> bool:
        return bool(self.may & {A.ADD_WORDS, A.SUPPLY})

    @property
    def may_reopen(self) -> bool:
        return A.REOPEN_BY_SENDER in self.may

    @property
    def takes_words(self) -> bool:
        return self.may_add or self.may_reopen

    @property
    def may_withdraw(self) -> bool:
        return A.WITHDRAW in self.may

    @property
    def may_rate(self) -> bool:
        return A.RATE in self.may

    @property
    def may_agree(self) -> bool:
        """Asked once there is an answer that could be published."""
        return A.GIVE_CONSENT in self.may and self.case.is_answered

    @property
    def may_disagree(self) -> bool:
        return A.WITHDRAW_CONSENT in self.may and self.case.is_answered

    @property
    def is_asked(self) -> bool:
        return A.SUPPLY in self.may


def find(code: str, part: str = "") -> Submission | None:
    """The case a live code opens, or the part of it with this number; None is the answer to every other."""
    row = identity.find_code(code)
    if row is None or row.about_type != "feedback.submission":
        return None
    parts = Submission.objects.filter(split_from=OuterRef("pk"))
    cases = Submission.objects.select_related("organ__conflict_desk", "responsible__organ")
    cases = cases.annotate(any_part=Exists(parts))
    letter = cases.defer("search", "toned", "sealed").filter(pk=row.about_id).first()
    if letter is None or not part or part == letter.reference:
        return letter
    return cases.defer("search", "toned", "sealed").filter(split_from=letter, reference=part).first()


def page_of(case: Submission, today: date) -> CasePage:
    """Collect the page; a restricted case gives away neither words, nor units, nor what was done."""
    if not case.is_ordinary:
        return CasePage(case, plain_words.restricted(), matters=_matters(case))
    events = list(case.events.select_related("unit"))
    messages = list(case.messages.select_related("unit"))
    answers = list(
        case.answers.filter(state=Answer.State.SENT).select_related("promise_unit").order_by("-sent_at")
    )
    sorted_files = files.sort(files.readable_by_sender(case))
    facts = plain_words.Facts(
        case=case,
        since=_began(case, events, BEGINS.get(states.Status(case.status), ())),
        question=_last(messages, Message.Kind.QUESTION),
        refusal=_last(messages, Message.Kind.DECLINE),
        answer=answers[0] if answers else None,
        asked_again=any(event.action == A.REOPEN_BY_SENDER for event in events),
    )
    return CasePage(
        case,
        plain_words.of(facts),
        holder=plain_words.holder(case) if case.is_open else None,
        holder_since=_held_since(case, events),
        dues=_dues(case, today) if case.is_open else (),
        timeline=_timeline(events),
        reveals=list(case.reveals.select_related("unit")),
        messages=_talk(case, messages),
        answers=answers,
        files=sorted_files.from_sender,
        enclosures=sorted_files.to_sender,
        may=frozenset(a for a in OFFERED if _may(case, a, today)),
        public_at=_public_at(case),
        matters=_matters(case),
    )


def _public_at(case: Submission) -> str:
    row = case.publication if case.is_answered else None
    return row.get_absolute_url() if row is not None and row.is_public else ""


def _matters(case: Submission) -> list[Matter]:
    """The letter and the matters cut out of it, the one in view among them; none when it was never split."""
    if not case.is_part and not getattr(case, "any_part", True):
        return []
    letter = case.split_from_id or case.pk
    parts = Submission.objects.filter(split_from=letter).exclude(status=states.Status.MERGED).order_by("pk")
    rows = list(parts.select_related("organ", "responsible").defer("search", "toned", "sealed"))
    if not rows:
        return []
    first = (
        case if case.pk == letter else Submission.objects.defer("search", "toned", "sealed").get(pk=letter)
    )
    return [_matter(row, case) for row in (first, *rows)]


def _matter(row: Submission, case: Submission) -> Matter:
    if not row.is_ordinary:
        state = plain_words.restricted()
        return Matter(
            "" if row.pk == case.pk else row.reference, "", state.badge, state.tone, row.pk == case.pk
        )
    state = plain_words.of(plain_words.Facts(case=row, since=row.received_at))
    return Matter(row.reference, row.heading, state.badge, state.tone, row.pk == case.pk)


def _may(case: Submission, action: states.Action, today: date) -> bool:
    if action == A.REOPEN_BY_SENDER and (case.reopen_until is None or today > case.reopen_until):
        return False
    return permissions.citizen_row(case, action) is not None


def _began(case: Submission, events: Sequence[SubmissionEvent], actions: Sequence[str]) -> datetime:
    return next((e.at for e in reversed(events) if _begins(e, actions)), case.received_at)


def _begins(event: SubmissionEvent, actions: Sequence[str]) -> bool:
    """A naming begins something only where it moved the case."""
    moved = event.from_status != event.to_status or "organ" in event.changes
    return event.action in actions and (moved or event.action != A.CONCERN)


def _held_since(case: Submission, events: Sequence[SubmissionEvent]) -> date:
    at_desk = plain_words.holder(case).pk == case.organ_id
    at_the_desk = (A.SUBMIT, A.HAND_BACK, A.REOPEN, A.REOPEN_BY_SENDER, A.CONCERN)
    actions = at_the_desk if at_desk else (A.ROUTE, A.PASS_ON)
    return timezone.localdate(_began(case, events, actions))


def _last(messages: Sequence[Message], kind: str) -> Message | None:
    return next((m for m in reversed(messages) if m.kind == kind), None)


def _talk(case: Submission, messages: Sequence[Message]) -> list[Message]:
    """Questions, replies and added words; what the state or the answers already show is left out."""
    elsewhere = {Message.Kind.ANSWER, Message.Kind.TRANSFER}
    if case.is_open:
        elsewhere.add(Message.Kind.EXTENSION)  # beside the day it moved
    shown = [m for m in messages if m.kind not in elsewhere]
    told_above = {
        states.Status.NEEDS_MORE: _last(messages, Message.Kind.QUESTION),
        states.Status.DECLINED: _last(messages, Message.Kind.DECLINE),
    }.get(states.Status(case.status))
    return [m for m in shown if m != told_above]


def _dues(case: Submission, today: date) -> list[Due]:
    """Days of law and the office's own targets, apart; the 45-day alarm is for the office alone."""
    rows = counted(case).filter(met_on__isnull=True).exclude(rule__code="alarm_45")
    dues = [Due(row, today) for row in rows]
    has_notice_of_law = any(due.deadline.rule.code == "notice" for due in dues)
    return [due for due in dues if not (has_notice_of_law and due.deadline.rule.code == "notice_target")]


def _timeline(events: Sequence[SubmissionEvent]) -> list[Step]:
    pairs = ((A.ROUTE, "responsible"), (A.PASS_ON, "responsible"), (A.CONCERN, "organ"))
    ids = {
        e.changes[name][1]
        for e in events
        for action, name in pairs
        if e.action == action and name in e.changes
    }
    units = Unit.objects.in_bulk(ids) if ids else {}
    told = ((event, plain_words.step(event, units)) for event in events)
    return [Step(timezone.localdate(event.at), words) for event, words in told if words]
