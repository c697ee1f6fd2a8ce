"""A small commune for the leader's pages: two organs, two departments, and cases walked by the workflow."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from feedback import workflow
from feedback.models import Submission
from feedback.states import Action, Channel, Field, LegalKind, Outcome
from officials.models import Area, RoleGrant, Unit, User
from officials.roles import Role

LONG_AGO = date(2016, 1, 1)
PASSWORD = "hàm-yên-2026"


@dataclass
class Office:
    committee: Unit
    land: Unit
    culture: Unit
    party: Unit
    clerk: User
    officer: User
    leader: User
    party_leader: User
    received: list[Submission] = field(default_factory=list)

    @property
    def last(self) -> Submission:
        return self.received[-1]

    def receive(
        self, now: datetime, *, unit: Unit | None = None, email: str = "", **words: Any
    ) -> Submission:
        number = len(self.received) + 1
        intake = workflow.Intake(
            words={"title": f"Việc thứ {number}", "body": "Cầu hỏng, xe không qua được.", **words},
            contact={"email": email} if email else {},
            unit=unit or self.committee,
            channel=Channel.CONG_TRUC_TUYEN,
        )
        self.received.append(workflow.submit(intake=intake, form_key=f"key-{number}", now=now).submission)
        return self.last

    def classify(self, case: Submission, now: datetime, kind: str = LegalKind.GOP_Y) -> Submission:
        facts = {"legal_kind": kind, "field": Field.HA_TANG}
        return workflow.act(case, Action.CLASSIFY, by=self.clerk, now=now, **facts)

    def accept(self, case: Submission, now: datetime, *, kind: str = LegalKind.GOP_Y) -> Submission:
        """Classify, assign to the land department and accept."""
        self.classify(case, now, kind)
        workflow.act(case, Action.ROUTE, by=self.clerk, now=now, responsible=self.land)
        return workflow.act(case, Action.ACCEPT, by=self.officer, now=now)

    def draft(self, case: Submission, now: datetime, text: str = "Xã đã giao sửa cầu.") -> None:
        workflow.draft_answer(
            case, by=self.officer, now=now, outcome=Outcome.TIEP_THU, summary="Cầu hỏng", text=text
        )

    def submit_answer(self, case: Submission, now: datetime, text: str = "Xã đã giao sửa cầu.") -> Submission:
        self.accept(case, now)
        self.draft(case, now, text)
        return workflow.act(case, Action.SUBMIT_ANSWER, by=self.officer, now=now)

    def answer(self, case: Submission, now: datetime) -> Submission:
        self.submit_answer(case, now)
        return workflow.act(case, Action.APPROVE, by=self.leader, now=now)


def found() -> Office:
    area = Area.objects.create(level="commune", name="xã Thử", valid_from=LONG_AGO)
    organ = {"area": area, "valid_from": LONG_AGO, "is_organ": True}
    committee = Unit.objects.create(
        code="ubnd-thu",
        kind="peoples_committee",
        name="UBND xã Thử",
        name_en="Thử People's Committee",
        is_root=True,
        needs_approval=True,
        **organ,
    )
    party = Unit.objects.create(code="dang-uy-thu", kind="party_committee", name="Đảng ủy xã Thử", **organ)
    inside = {"area": area, "valid_from": LONG_AGO, "kind": "department", "organ": committee}
    land = Unit.objects.create(code="kinh-te-thu", name="Phòng Kinh tế", email="kt@example.vn", **inside)
    culture = Unit.objects.create(code="van-hoa-thu", name="Phòng Văn hóa - Xã hội", **inside)
    return Office(
        committee,
        land,
        culture,
        party,
        clerk=account("thu.vanthu", Role.CLERK, committee),
        officer=account("thu.chuyenvien", Role.OFFICER, land),
        leader=account("thu.lanhdao", Role.LEADER, committee),
        party_leader=account("thu.bithu", Role.LEADER, party),
    )


def account(username: str, role: Role, unit: Unit | None) -> User:
    user = User.objects.create_user(username, PASSWORD, full_name=f"Nguyễn {username.title()}")
    RoleGrant.objects.create(user=user, role=role, unit=unit, valid_from=LONG_AGO)
    return user


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, month, day), time(hour)))
