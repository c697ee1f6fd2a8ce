"""One invented opinion as rows of the tables it stands in; how they get there is in copying.py."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any

from feedback import states
from feedback.filling import stories
from feedback.filling.stories import DAY, Step
from feedback.filling.words import BODIES_OUTSIDE, Words
from feedback.models import Answer, Message
from feedback.states import Action, Status
from feedback.workflow import clocks
from officials.models import Unit
from portal.clocks import rules
from portal.clocks.models import Rule
from portal.identity import crypto
from portal.identity.models import Person

YEARS = 5
DAYS = YEARS * 365
REFERENCES = 10**8
STRIDE = 61_803_399  # shares no factor with REFERENCES, so that every number comes up once
PEOPLE = 200
CHANNELS, KINDS, OUTCOMES = states.Channel.values, states.Kind.values, states.Outcome.values
RESTRICTED_KINDS = list(states.PATH_OF_KIND)

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Desk:
    """A book, a unit that answers for it, and the accounts that work there."""

    organ: Unit
    unit: Unit
    clerk: int
    officer: int


@dataclass(frozen=True)
class Sender:
    """A person's ciphertext and blind indexes, made once and used for many."""

    data: str
    phone: str
    email: str
    name: str


def senders(random: Random) -> list[Sender]:
    family, given = ("Nguyễn", "Lý", "Giàng", "Hoàng", "Ma", "Triệu"), ("Mẩy", "Páo", "Lan", "Hùng", "Tâm")
    people = []
    for number in range(PEOPLE):
        name = f"{random.choice(family)} {random.choice(('Văn', 'Thị'))} {random.choice(given)}"
        phone, email = f"+8490{number:07d}", f"nguoi.gui.{number}@example.vn"
        field = Person._meta.get_field("data")
        data = {"full_name": name, "phone": phone, "email": email}
        people.append(
            Sender(
                field.get_db_prep_save(data, None),  # type: ignore[arg-type]
                crypto.blind(phone, domain="phone"),
                crypto.blind(email, domain="email"),
                crypto.blind(name, domain="name"),
            )
        )
    return people


@cache
def due_on(code: str, day: date) -> tuple[Rule, date] | None:
    rule = rules.find(code, day)
    return None if rule is None else (rule, rules.due_on(rule, day))


class Filler:
    """Makes opinions one after another; the same seed, units and day make the same ones."""

    def __init__(self, seed: int, desks: list[Desk], today: date, first_id: int, taken: set[str]) -> None:
        self.random = Random(seed)  # noqa: S311 – invented words, no secrets
        self.seed, self.desks, self.today = seed, desks, today
        self.words = Words(self.random)
        self.senders = senders(self.random)
        self.ids, self.taken = count(first_id), taken
        self.numbers = count(self.random.randrange(REFERENCES))
        self.sealed = crypto.encrypt('{"title": "", "body": "Đơn có tên người bị nêu.", "messages": []}')
        first = today - timedelta(days=DAYS)
        self.first = first
        self.days = [f"{first + timedelta(days=n)}" for n in range(DAYS + 120)]

    def moment(self, second: int) -> str:
        """A second of the filled years as PostgreSQL reads it, on the clock of Việt Nam."""
        day, rest = divmod(second, DAY)
        return f"{self.days[day]} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}+07"

    def opinion(self, key: int) -> Rows:
        random = self.random
        desk = random.choice(self.desks)
        received = random.randrange(DAYS) * DAY + random.randrange(7 * 3600, 21 * 3600)
        taken = stories.draw(random, received, DAYS * DAY, desk.organ.needs_approval)
        return Opinion(self, desk, received, taken).rows(f"fill-{self.seed}-{key}")

    def reference(self) -> str:
        """A number nobody has."""
        while True:
            number = next(self.numbers) * STRIDE % REFERENCES
            reference = f"{number // 10_000:04}-{number % 10_000:04}"
            if reference not in self.taken:
                self.taken.add(reference)
                return reference


class Opinion:
    """One opinion being told from its first step to its last."""

    def __init__(self, filler: Filler, desk: Desk, received: int, taken: list[tuple[Step, int]]) -> None:
        self.filler, self.desk, self.received, self.taken = filler, desk, received, taken
        self.random = filler.random
        self.pk = next(filler.ids)
        self.field = self.random.choice(filler.words.fields)
        self.kind = self.random.choice(states.ORDINARY_KINDS)
        self.made: Rows = defaultdict(list)
        self.case: Row = {}
        self.clocks: dict[str, Row] = {}

    def rows(self, form_key: str) -> Rows:
        title, body, place = self.filler.words.opinion(self.field)
        at = self.filler.moment(self.received)
        self.case = {
            "id": self.pk,
            "reference": self.filler.reference(),
            "channel": self.random.choice(CHANNELS),
            "declared_kind": self.random.choice(KINDS),
            "title": title,
            "body": body,
            "place": place,
            "organ_id": self.desk.organ.pk,
            "addressed_to_id": self.desk.organ.pk,
            "received_at": at,
            "recorded_at": at,
            "form_key": form_key,
            "suspected": not self.taken and self.random.random() < 0.05,
        }
        self._keep_sender(at)
        self._start(clocks.ON_RECEIPT)
        self._log(Action.SUBMIT, "", Status.RECEIVED, at, None, {})
        for step, second in self.taken:
            self._take(step, second)
        self._close_books()
        return self.made

    def _keep_sender(self, at: str) -> None:
        if self.random.random() < 0.6:
            sender = self.random.choice(self.filler.senders)
            person = {"id": f"{self.random.getrandbits(128):032x}", "data": sender.data, "created_at": at}
            indexes = {"phone_index": sender.phone, "email_index": sender.email, "name_index": sender.name}
            self.made["person"].append(person | indexes)
            self.case["person_id"] = person["id"]

    def _next_days(self) -> Row:
        days: dict[str, list[date]] = {"law_due_on": [], "target_due_on": [], "due_on": []}
        for code, clock in self.clocks.items():
            if clock["met_on"] is None and clock["due_on"]:
                whose = "target_due_on" if code in clocks.ON_RECEIPT else "law_due_on"
                days[whose].append(clock["due_on"])
                days["due_on"].append(clock["due_on"])
        return {name: min(unmet, default=None) for name, unmet in days.items()}

    def _start(self, codes: tuple[str, ...]) -> None:
        day = self.filler.first + timedelta(days=self.received // DAY)
        for code in codes:
            if found := due_on(code, day):
                rule, due = found
                self.clocks[code] = {"rule_id": rule.pk, "started_on": day, "due_on": due, "met_on": None}

    def _take(self, step: Step, second: int) -> None:
        at = self.filler.moment(second)
        day = self.filler.first + timedelta(days=second // DAY)
        effect = getattr(self, f"_{step.action}", None)
        changes = effect(at) if effect is not None else {}
        by = None if step.action in (Action.SUPPLY, Action.WITHDRAW) else self.desk.officer
        self._log(step.action, step.before, step.after, at, by, changes or {})
        for code in step.meets:
            clock = self.clocks.get(code)
            if clock is not None and clock["met_on"] is None:
                clock["met_on"] = day
        self.case["status"] = step.after
        self.case["asked_from"] = step.before if step.after == Status.NEEDS_MORE else ""
        if step.after in states.ENDED:
            self.case["closed_at"] = at

    def _log(
        self, action: str, before: str, after: str, at: str, by: int | None, changes: dict[str, Any]
    ) -> None:
        event = {"submission_id": self.pk, "action": action, "from_status": before, "to_status": after}
        self.made["event"].append(event | {"at": at, "by_id": by, "changes": changes})

    def _classify(self, at: str) -> dict[str, Any]:
        self.case |= {"legal_kind": self.kind, "legal_kind_by_id": self.desk.clerk, "legal_kind_at": at}
        self.case["field"] = self.field
        if self.kind in states.KINDS_WITH_NOTICE:
            self._start(clocks.ON_NOTICE_KIND)
        return {"legal_kind": ["", self.kind], "field": ["", self.field]}

    def _route(self, at: str) -> dict[str, Any]:
        self.case |= {"responsible_id": self.desk.unit.pk, "routed_at": at}
        return {"responsible": [None, self.desk.unit.pk]}

    def _ask(self, at: str) -> None:
        self._say(Message.Kind.QUESTION, "Ông/Bà cho biết rõ hơn: đoạn nào, từ bao giờ?", at)

    def _supply(self, at: str) -> None:
        self._say(Message.Kind.REPLY, "Đoạn ở đầu thôn, từ tháng trước.", at, by_staff=False)

    def _submit_answer(self, at: str) -> None:
        self.made["answer"].append(self._draft(at) | {"state": Answer.State.SUBMITTED})

    def _answer(self, at: str) -> dict[str, Any]:
        answer = self._draft(at)
        return self._sent(answer, at)

    def _approve(self, at: str) -> dict[str, Any]:
        return self._sent(self.made["answer"].pop(), at)

    def _draft(self, at: str) -> Row:
        outcome = self.random.choice(OUTCOMES)
        words = {"summary": self.case["title"], "text": self.filler.words.answer(self.field)}
        author = {"drafted_by_id": self.desk.officer, "drafted_at": at}
        return {"submission_id": self.pk, "outcome": outcome, **words, **author}

    def _sent(self, answer: Row, at: str) -> dict[str, Any]:
        sent = {"state": Answer.State.SENT, "decided_by_id": self.desk.officer, "sent_at": at}
        self.made["answer"].append(answer | sent)
        self._say(Message.Kind.ANSWER, answer["text"], at)
        self.case |= {"outcome": answer["outcome"], "answered_at": at}
        return {"outcome": ["", answer["outcome"]]}

    def _reopen(self, at: str) -> None:
        for code in ("answer_target", "alarm_45"):
            if code in self.clocks:
                self.clocks[code]["met_on"] = None
        self.case |= {"answered_at": None, "outcome": ""}

    def _transfer(self, at: str) -> dict[str, Any]:
        body = self.random.choice(BODIES_OUTSIDE)
        self._say(Message.Kind.TRANSFER, body, at)
        self.case["transferred_to"] = body
        return {"transferred_to": ["", body]}

    def _decline(self, at: str) -> dict[str, Any]:
        self._say(Message.Kind.DECLINE, "Việc này đã được trả lời trước đây.", at)
        self.case["ground"] = states.Ground.ANSWERED_BEFORE
        return {"ground": ["", states.Ground.ANSWERED_BEFORE]}

    def _restrict(self, at: str) -> dict[str, Any]:
        kind = self.random.choice(RESTRICTED_KINDS)
        path = states.PATH_OF_KIND[kind]
        self.case |= {"path": path, "legal_kind": kind, "legal_kind_at": at}
        self.case |= {"legal_kind_by_id": self.desk.clerk, "sealed": self.filler.sealed}
        self.case |= {"title": "", "body": "", "place": ""}
        self.clocks.clear()
        return {"path": ["ordinary", path], "legal_kind": ["", kind]}

    def _say(self, kind: str, text: str, at: str, *, by_staff: bool = True) -> None:
        by, unit = (self.desk.officer, self.desk.unit.pk) if by_staff else (None, None)
        message = {"submission_id": self.pk, "kind": kind, "text": text, "at": at, "by_id": by}
        self.made["message"].append(message | {"unit_id": unit})

    def _close_books(self) -> None:
        """A waiting case's unmet targets stand still; an open one is due by its earliest unmet day."""
        status = self.case.setdefault("status", Status.RECEIVED)
        for code, clock in self.clocks.items():
            if status == Status.NEEDS_MORE and code in clocks.ON_RECEIPT and clock["met_on"] is None:
                clock["due_on"] = None
            self.made["deadline"].append({"submission_id": self.pk, **clock})
        if status in states.OPEN:
            self.case |= self._next_days()
        self.made["submission"].append(self.case)
