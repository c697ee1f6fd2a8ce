"""A small commune with its desks, and opinions in any state; plain rows, good until a test spoils them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from feedback import states, workflow
from feedback.models import Submission
from feedback.workflow import Intake
from feedback.workflow.splitting import Part
from officials.models import Area, RoleGrant, Unit, User
from officials.roles import Role

SINCE = date(2020, 1, 1)
BODY = "Cầu tràn thôn Tân Tiến hỏng từ tháng trước, trẻ em đi học phải lội. Đề nghị sửa."
LIGHT = Part("Đèn hỏng", BODY, "kien_nghi", "ha_tang")
A, S = states.Action, states.Status


def user(name: str, role: str = "", unit: Unit | None = None) -> User:
    account = User.objects.create_user(name, "mat-khau-rat-dai", full_name=f"Nguyễn Văn {name.title()}")
    if role:
        RoleGrant.objects.create(user=account, role=role, unit=unit, valid_from=SINCE)
    return account


def unit(code: str, name: str, organ: Unit | None = None, **fields: Any) -> Unit:
    area = Area.objects.filter(code="02374").first() or Area.objects.create(
        code="02374", level=Area.Level.COMMUNE, name="xã Hàm Yên", valid_from=SINCE
    )
    kind = Unit.Kind.DEPARTMENT if organ else Unit.Kind.PEOPLES_COMMITTEE
    kept = {"kind": kind, "name": name, "area": area, "valid_from": SINCE, "is_organ": organ is None}
    return Unit.objects.create(code=code, organ=organ, **kept | fields)


@dataclass
class Desk:
    organ: Unit
    economy: Unit
    culture: Unit
    other: Unit
    clerk: User
    officer: User
    leader: User
    colleague: User
    stranger: User
    admin: User
    reader: User

    @classmethod
    def opened(cls, *, needs_approval: bool = False) -> "Desk":
        """One organ with two departments, and another organ with staff of its own."""
        facts = {"phone": "0207 384 2222", "address": "Trung tâm xã", "needs_approval": needs_approval}
        organ = unit("ubnd", "UBND xã Hàm Yên", is_root=True, is_addressable=True, position=1, **facts)
        economy = unit("kinh-te", "Phòng Kinh tế", organ, email="kinhte@hamyen.example")
        culture = unit("van-hoa", "Phòng Văn hóa - Xã hội", organ)
        reader = user("doc", Role.RECEPTION, organ)
        organ.restricted_readers.add(reader)
        other = unit("dang-uy", "Đảng ủy xã Hàm Yên", kind=Unit.Kind.PARTY_COMMITTEE, position=2)
        return cls(
            organ=organ,
            economy=economy,
            culture=culture,
            other=other,
            clerk=user("thu", Role.CLERK, organ),
            officer=user("vien", Role.OFFICER, economy),
            leader=user("dao", Role.LEADER, organ),
            colleague=user("hoa", Role.OFFICER, culture),
            stranger=user("la", Role.CLERK, other),
            admin=user("tri", Role.ADMINISTRATOR),
            reader=reader,
        )

    def opinion(self, status: str = S.RECEIVED, **fields: Any) -> Submission:
        """One opinion led to a status by the steps that lead there."""
        case = submit(**fields)
        for step in STEPS[S(status)]:
            case = getattr(self, f"_{step}")(case)
        return case

    def restricted(self, kind: str = states.LegalKind.TO_CAO, **fields: Any) -> Submission:
        case = submit(**fields)
        return workflow.act(case, A.RESTRICT, by=self.clerk, words="Nêu đích danh", legal_kind=kind)

    def _classify(self, case: Submission) -> Submission:
        return workflow.act(case, A.CLASSIFY, by=self.clerk, legal_kind="phan_anh", field="ha_tang")

    def _route(self, case: Submission) -> Submission:
        return workflow.act(case, A.ROUTE, by=self.clerk, responsible=self.economy)

    def _accept(self, case: Submission) -> Submission:
        return workflow.act(case, A.ACCEPT, by=self.officer)

    def _hand_back(self, case: Submission) -> Submission:
        return workflow.act(case, A.HAND_BACK, by=self.officer, words="Không thuộc phòng")

    def _ask(self, case: Submission) -> Submission:
        return workflow.act(case, A.ASK, by=self.officer, words="Đoạn nào?")

    def draft(self, case: Submission, **fields: Any) -> Submission:
        kept = {"outcome": "tiep_thu", "summary": "Cầu tràn hỏng", "text": "Xã sửa cầu trong tháng này."}
        workflow.draft_answer(case, by=self.officer, **kept | fields)
        return Submission.objects.get(pk=case.pk)

    def ask_for_approval(self, needed: bool) -> None:
        Unit.objects.filter(pk=self.organ.pk).update(needs_approval=needed)

    def _answer(self, case: Submission) -> Submission:
        self.ask_for_approval(False)
        self.draft(case)
        return workflow.act(case, A.ANSWER, by=self.officer)

    def _submit_answer(self, case: Submission) -> Submission:
        self.ask_for_approval(True)
        self.draft(case)
        return workflow.act(case, A.SUBMIT_ANSWER, by=self.officer)

    def _transfer(self, case: Submission) -> Submission:
        return workflow.act(case, A.TRANSFER, by=self.clerk, transferred_to="Sở Xây dựng")

    def _decline(self, case: Submission) -> Submission:
        return workflow.act(case, A.DECLINE, by=self.clerk, words="Đã trả lời", ground="answered_before")

    def _close(self, case: Submission) -> Submission:
        return workflow.act(case, A.CLOSE, by=self.clerk)

    def _reopen(self, case: Submission) -> Submission:
        return workflow.act(case, A.REOPEN, by=self.clerk, words="Người gửi chưa đồng ý")

    def _merge(self, case: Submission) -> Submission:
        """Cut a matter out of the letter and merge it with it again; the matter is what goes on."""
        workflow.act(case, A.SPLIT, by=self.clerk, parts=[LIGHT])
        return workflow.act(case.parts.get(), A.MERGE, by=self.clerk)

    def _withdraw(self, case: Submission) -> Submission:
        return workflow.withdraw(case, now=timezone.now())


IN_WORK = ("classify", "route", "accept")
STEPS: dict[S, tuple[str, ...]] = {
    S.RECEIVED: (),
    S.CLASSIFIED: ("classify",),
    S.ROUTED: ("classify", "route"),
    S.RETURNED: ("classify", "route", "hand_back"),
    S.ACCEPTED: IN_WORK,
    S.NEEDS_MORE: (*IN_WORK, "ask"),
    S.AWAITING_APPROVAL: (*IN_WORK, "submit_answer"),
    S.ANSWERED: (*IN_WORK, "answer"),
    S.TRANSFERRED: ("classify", "transfer"),
    S.DECLINED: ("decline",),
    S.REOPENED: (*IN_WORK, "answer", "reopen"),
    S.WITHDRAWN: ("withdraw",),
    S.MERGED: ("classify", "merge"),
    S.CLOSED: (*IN_WORK, "answer", "close"),
}


def submit(
    *,
    received: datetime | None = None,
    contact: dict[str, str] | None = None,
    unit: Unit | None = None,
    **fields: Any,
) -> Submission:
    """An opinion as the public form leaves it; `received` days ago, when given, in the past."""
    flags = {name: fields.pop(name) for name in ("anonymous", "suspected", "hold_letter") if name in fields}
    words = {"body": BODY, "title": "Cầu tràn thôn Tân Tiến hỏng", "place": "Thôn Tân Tiến"} | fields
    intake = Intake(words=words, contact=contact or {}, unit=unit, **flags)
    return workflow.submit(
        intake=intake, form_key=secrets.token_hex(16), now=received or timezone.now()
    ).submission


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
