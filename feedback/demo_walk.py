"""How one demo opinion travels: the steps of each story, taken through workflow as staff and sender would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from feedback import matching, states, workflow
from feedback.models import Submission
from feedback.papers.words import proposed
from officials.models import RoleGrant, Unit, User
from officials.roles import Role
from portal.clocks import calendar

A = states.Action
Row = dict[str, Any]
Step = tuple[str, int]

_READ: tuple[Step, ...] = (("classify", 1),)
_GIVEN: tuple[Step, ...] = (*_READ, ("route", 0))
_TAKEN: tuple[Step, ...] = (*_GIVEN, ("accept", 1))
_TOLD: tuple[Step, ...] = (("rate", 2), ("close", 5))

# Each story is its steps, each with the working days since the step before.
STORIES: dict[str, tuple[Step, ...]] = {
    "new": (),
    "late_new": (),
    "suspected": (),
    "classified": _READ,
    "routed": _GIVEN,
    "returned": (*_GIVEN, ("hand_back", 1)),
    "accepted": (*_TAKEN, ("add_words", 1)),
    "late_accepted": _TAKEN,
    "urged": (*_TAKEN, ("remind", 17), ("remind", 3)),
    "passed_on": (*_TAKEN, ("pass_on", 1), ("accept", 1)),
    "extension_asked": (*_TAKEN, ("extend", 3)),
    "extended": (*_TAKEN, ("extend", 3), ("grant_extension", 1)),
    "needs_more": (*_TAKEN, ("ask", 1)),
    "awaiting_approval": (*_TAKEN, ("draft", 2), ("submit_answer", 0)),
    "answered": (*_TAKEN, ("draft", 4), ("send", 0)),
    "answered_late": (*_GIVEN, ("accept", 7), ("draft", 15), ("send", 0), *_TOLD),
    "done": (*_TAKEN, ("draft", 4), ("send", 0), *_TOLD),
    "slow": (*_TAKEN, ("draft", 8), ("send", 1), *_TOLD),
    "supplied": (*_TAKEN, ("ask", 1), ("supply", 2), ("draft", 3), ("send", 0), *_TOLD),
    "handed_back": (*_GIVEN, ("hand_back", 1), ("route_again", 1), ("accept", 1), ("draft", 3), ("send", 0)),
    "sent_back": (
        *_TAKEN,
        ("draft", 2),
        ("submit_answer", 0),
        ("send_back", 1),
        ("draft", 1),
        ("send", 1),
        *_TOLD,
    ),
    "reopened": (*_TAKEN, ("draft", 3), ("send", 0), ("rate", 2), ("add_words", 0), ("reopen", 1)),
    "transferred": (*_READ, ("transfer", 2)),
    "declined_not_ours": (*_READ, ("decline", 1)),
    "declined_before": (*_READ, ("decline", 2)),
    "declined_other": (*_READ, ("decline", 1), ("close", 6)),
    "withdrawn": (*_READ, ("withdraw", 1)),
    "restricted": (("restrict", 1),),
}


def days_of(story: str) -> int:
    """Working days from the receipt to the last step."""
    return sum(days for _step, days in STORIES[story])


class Staff:
    """Who does what where: the first demo account that holds the role in the unit or its organ."""

    def __init__(self) -> None:
        self.units = {unit.code: unit for unit in Unit.objects.select_related("organ")}
        self._holders: dict[tuple[str, int], User] = {}
        for grant in RoleGrant.objects.filter(user__is_demo=True, unit__isnull=False).select_related("user"):
            self._holders.setdefault((grant.role, grant.unit_id or 0), grant.user)

    def holder(self, role: Role, unit: Unit) -> User:
        own = self._holders.get((role, unit.pk))
        return own or self._holders[(role, unit.organ_pk)]


@dataclass
class Walk:
    """One case on its way, with its own clock; every method named in STORIES takes one step."""

    row: Row
    case: Submission
    staff: Staff
    at: datetime
    random: Random

    def go(self, story: str) -> None:
        for name, days in STORIES[story]:
            step: Callable[[], Submission | None] = getattr(self, f"_{name}")
            self._wait(days)
            self.case = step() or self.case

    def _wait(self, days: int) -> None:
        """Move the clock to office hours some working days on, or an hour or two on within the day."""
        if days == 0:
            self.at += timedelta(minutes=self.random.randint(20, 110))
            return
        day = calendar.current().add_working_days(timezone.localdate(self.at), days)
        hour, minute = self.random.choice((8, 9, 10, 14)), self.random.randint(0, 59)
        self.at = timezone.make_aware(datetime.combine(day, time(hour, minute)))

    @property
    def _unit(self) -> Unit:
        return self.case.responsible or self.case.organ

    def _desk(self, action: str, **facts: Any) -> Submission:
        by = self.staff.holder(Role.CLERK, self.case.organ)
        return workflow.act(self.case, action, by=by, now=self.at, **facts)

    def _office(self, action: str, **facts: Any) -> Submission:
        by = self.staff.holder(Role.OFFICER, self._unit)
        return workflow.act(self.case, action, by=by, now=self.at, **facts)

    def _classify(self) -> Submission:
        kind = self.row.get("legal") or self.row["kind"]
        return self._desk(
            A.CLASSIFY, legal_kind=kind, field=self.row["field"], topic=self.row.get("topic", "")
        )

    def _route(self) -> Submission:
        rule = None if "by_hand" in self.row else matching.proposal(self.case).rule
        by_hand = self.staff.units.get(self.row.get("by_hand", ""), self.case.organ)
        return self._desk(A.ROUTE, responsible=rule.responsible if rule else by_hand, rule=rule)

    def _route_again(self) -> Submission:
        return self._desk(A.ROUTE, responsible=self.staff.units[self.row["second_unit"]])

    def _accept(self) -> Submission:
        return self._office(A.ACCEPT)

    def _hand_back(self) -> Submission:
        return self._office(A.HAND_BACK, words=self.row["why_back"])

    def _pass_on(self) -> Submission:
        unit = self.staff.units[self.row["second_unit"]]
        return self._office(A.PASS_ON, words=self.row["why_on"], responsible=unit)

    def _remind(self) -> Submission:
        return self._desk(A.REMIND)

    def _extend(self) -> Submission:
        due_on = self.case.deadlines.get(rule__code="answer_target").due_on
        new_due = calendar.current().add_working_days(due_on or timezone.localdate(self.at), 8)
        return self._office(A.EXTEND, new_due=new_due, reason=self.row["why_later"])

    def _grant_extension(self) -> Submission:
        by = self.staff.holder(Role.LEADER, self._unit)
        return workflow.act(self.case, A.GRANT_EXTENSION, by=by, now=self.at)

    def _ask(self) -> Submission:
        return self._office(A.ASK, words=self.row["question"])

    def _supply(self) -> Submission:
        return workflow.add_words(self.case, text=self.row["reply"], now=self.at)

    def _add_words(self) -> Submission | None:
        added = self.row.get("added")
        return workflow.add_words(self.case, text=added, now=self.at) if added else None

    def _draft(self) -> None:
        fields = {"outcome": self.row["outcome"], "summary": self.row["gist"], "text": self.row["answer"]}
        if "promise" in self.row:
            by_day = timezone.localdate(self.at) + timedelta(days=90)
            fields |= {"promise": self.row["promise"], "promise_unit": self._unit, "promise_on": by_day}
        by = self.staff.holder(Role.OFFICER, self._unit)
        workflow.draft_answer(self.case, by=by, now=self.at, **fields)

    def _submit_answer(self) -> Submission:
        return self._office(A.SUBMIT_ANSWER)

    def _send_back(self) -> Submission:
        by = self.staff.holder(Role.LEADER, self._unit)
        words = "Nói rõ hơn cách làm và thời gian, bớt câu chung chung."
        return workflow.act(self.case, A.SEND_BACK, by=by, now=self.at, words=words)

    def _send(self) -> Submission:
        """Send the answer, with the leader's yes where the organ asks for it."""
        if not self.case.answer_needs_approval:
            return self._office(A.ANSWER)
        self.case = self._office(A.SUBMIT_ANSWER)
        self._wait(0)
        by = self.staff.holder(Role.LEADER, self._unit)
        return workflow.act(self.case, A.APPROVE, by=by, now=self.at)

    def _rate(self) -> Submission | None:
        helpful = self.row.get("helpful")
        return workflow.rate(self.case, helpful=helpful, now=self.at) if helpful else None

    def _close(self) -> Submission:
        return self._desk(A.CLOSE)

    def _reopen(self) -> Submission:
        return self._desk(A.REOPEN, words=self.row["why_reopened"])

    def publish(self) -> None:
        """The words somebody redacted by hand, and the leader's yes where the organ asks for it."""
        self._wait(1)
        clerk = self.staff.holder(Role.CLERK, self.case.organ)
        words = {name: self.row["public"][name] for name in ("title", "question", "answer")}
        workflow.prepare_publication(self.case, by=clerk, now=self.at, words=words)
        if self.case.organ.needs_approval:
            self.case = self._desk(A.PROPOSE)
            leader = self.staff.holder(Role.LEADER, self.case.organ)
            self.case = workflow.act(self.case, A.PUBLISH, by=leader, now=self.at + timedelta(hours=1))
        else:
            self.case = self._desk(A.PUBLISH)

    def _transfer(self) -> Submission:
        number = f"{self.random.randint(100, 999)}/PC-UBND"
        on = timezone.localdate(self.at)
        facts = {"transferred_to": self.row["to"], "contact": self.row["contact"]}
        case = self._desk(A.TRANSFER, document_number=number, document_on=on, **facts)
        self._paper(case, states.Paper.PHIEU_CHUYEN_DON, number)
        return case

    def _paper(self, case: Submission, kind: states.Paper, number: str) -> None:
        """The desk makes a paper, and records the number it got after signature."""
        by = self.staff.holder(Role.CLERK, case.organ)
        typed = proposed(case, kind, case.organ)
        document = workflow.make_paper(case, kind, by=by, typed=typed, now=self.at)
        today = timezone.localdate(self.at)
        workflow.record_number(document, by=by, number=number, issued_on=today, now=self.at)

    def _decline(self) -> Submission:
        ground = self.row["story"].removeprefix("declined_")
        ground = {"before": states.Ground.ANSWERED_BEFORE}.get(ground, ground)
        return self._desk(
            A.DECLINE, words=self.row["why"], ground=ground, transferred_to=self.row.get("to", "")
        )

    def _withdraw(self) -> Submission:
        return workflow.withdraw(self.case, now=self.at)

    def _restrict(self) -> Submission:
        words = "Nội dung nêu đích danh hoặc không đồng ý với một quyết định, phải xem ở nơi hạn chế."
        return self._desk(A.RESTRICT, legal_kind=self.row["legal"], words=words)
