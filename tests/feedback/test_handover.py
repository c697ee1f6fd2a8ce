"""Hand-over: passed on by the unit that has it, urged from above once a day, the chain with its days."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import queries, tracking, workflow
from feedback.models import Note, Submission
from officials.models import Official, Post, Tenure, Unit
from portal.outbox.models import Letter
from tests.feedback.desk import SINCE, A, Desk, S

CONTACT = {"full_name": "Hoàng Văn Sính", "phone": "+84912000111", "email": "sinh@example.vn"}


@pytest.fixture(autouse=True)
def _mailboxes(desk: Desk) -> None:
    for unit, email in ((desk.organ, "vanthu@hamyen.example"), (desk.culture, "vanhoa@hamyen.example")):
        unit.email = email
        unit.save(update_fields=["email"])


def pass_on(desk: Desk, case: Submission, unit: Unit | None = None) -> Submission:
    words = "Việc của phòng văn hóa"
    return workflow.act(case, A.PASS_ON, by=desk.officer, words=words, responsible=unit or desk.culture)


def letter(kind: str, case: Submission) -> Letter:
    return Letter.objects.exclude(state="cancelled").get(kind=kind, about_id=str(case.pk))


def test_passing_on_tells_the_new_unit_and_the_desk_and_keeps_the_clocks(desk: Desk) -> None:
    case = desk.draft(desk.opinion(S.ACCEPTED, contact=CONTACT))
    before = sorted(case.deadlines.values_list("rule__code", "due_on", "met_on"))

    case = pass_on(desk, case)

    assert (case.status, case.responsible) == (S.ROUTED, desk.culture)
    assert sorted(case.deadlines.values_list("rule__code", "due_on", "met_on")) == before
    assert not case.answers.exists()
    assert Note.objects.filter(submission=case, text="Việc của phòng văn hóa").get().unit == desk.economy
    assert letter("routed", case).payload["recipient"] == "vanhoa@hamyen.example"
    told = letter("passed_on", case)
    assert told.payload["recipient"] == "vanthu@hamyen.example"
    assert "Phòng Kinh tế chuyển tiếp cho Phòng Văn hóa - Xã hội" in told.payload["body"]
    for secret in (case.body, case.title, *CONTACT.values()):
        assert secret not in told.payload["body"]
    seen = [queries.visible_to(who).filter(pk=case.pk).exists() for who in (desk.officer, desk.colleague)]
    assert seen == [False, True]


def test_sender_reads_to_whom_it_was_passed_on_without_the_reason(desk: Desk) -> None:
    case = pass_on(desk, desk.opinion(S.ACCEPTED))

    page = tracking.page_of(case, timezone.localdate())

    assert page.timeline[-1].words == "Giao Phòng Văn hóa - Xã hội xử lý."
    assert page.holder == desk.culture
    assert page.holder_since == timezone.localdate()
    assert page.messages == []


def test_own_unit_closed_unit_and_nobody_are_refused(desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    gone = Unit.objects.create(
        code="cu", name="Phòng cũ", kind="department", organ=desk.organ, area=desk.organ.area,
        valid_from=SINCE, valid_to=SINCE,
    )  # fmt: skip
    head = Official.objects.create(full_name="Đỗ Văn Bình")
    post = Post.objects.create(unit=desk.culture, title="Trưởng phòng", is_head=True)
    Tenure.objects.create(official=head, post=post, valid_from=SINCE)
    case = workflow.act(case, A.CONCERN, by=desk.clerk, official=head)

    for unit, sentence in (
        (desk.economy, "Ý kiến đang ở chính đơn vị này."),
        (gone, "Xin chọn đơn vị xử lý."),
        (desk.culture, "Không giao được ý kiến này cho đơn vị đã chọn. Xin chọn đơn vị khác."),
        (None, "Xin chọn đơn vị xử lý."),
    ):
        with pytest.raises(ValidationError) as refused:
            workflow.act(case, A.PASS_ON, by=desk.officer, words="x", responsible=unit)
        assert refused.value.messages == [sentence]
    assert not Letter.objects.filter(kind="passed_on").exists()


def test_unit_is_urged_once_a_day_and_the_letter_counts(desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=CONTACT, received=timezone.now() - timedelta(days=60))
    now = timezone.now()

    case = workflow.act(case, A.REMIND, by=desk.leader, now=now)
    with pytest.raises(ValidationError, match="Hôm nay đã đôn đốc đơn vị này"):
        workflow.act(case, A.REMIND, by=desk.clerk, now=now)
    case = workflow.act(case, A.REMIND, by=desk.clerk, now=now + timedelta(days=1))

    first, second = sorted(Letter.objects.filter(kind="reminded"), key=lambda letter: letter.subject)
    assert [first.subject, second.subject] == [
        f"[Đôn đốc lần {n}] Ý kiến số {case.reference}" for n in (1, 2)
    ]
    assert second.payload["recipient"] == "kinhte@hamyen.example"
    assert "đã quá mốc" in second.payload["body"]
    assert "quá hạn" not in second.payload["body"]
    for secret in (case.body, case.title, *CONTACT.values(), desk.leader.full_name):
        assert secret not in second.payload["body"]
    assert (case.reminded, case.status) == (2, S.ACCEPTED)


def test_new_unit_was_never_urged(desk: Desk) -> None:
    case = workflow.act(desk.opinion(S.ACCEPTED), A.REMIND, by=desk.clerk)

    case = pass_on(desk, case)

    assert (case.reminded, case.reminded_on) == (0, None)
    assert workflow.act(case, A.REMIND, by=desk.clerk).reminded == 1


def test_reminder_that_waits_is_taken_back_from_a_unit_that_loses_the_case(desk: Desk) -> None:
    worker = Official.objects.create(full_name="Đỗ Văn Bình")
    post = Post.objects.create(unit=desk.economy, title="Chuyên viên")
    Tenure.objects.create(official=worker, post=post, valid_from=SINCE)
    case = workflow.act(desk.opinion(S.ACCEPTED), A.REMIND, by=desk.clerk)

    workflow.act(case, A.CONCERN, by=desk.clerk, official=worker)

    assert Letter.objects.get(kind="reminded").state == "cancelled"


def test_pages_urge_and_pass_on(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.ACCEPTED)
    url = f"/quan-tri/feedback/submission/{case.reference}/"
    client.force_login(desk.leader)
    client.post(f"{url}remind/", {"version": case.version})
    listed = client.get("/quan-tri/feedback/submission/").content.decode()
    history = client.get(url).content.decode()
    client.force_login(desk.officer)
    version = Submission.objects.get(pk=case.pk).version
    typed: dict[str, Any] = {"version": version, "responsible": desk.culture.pk, "words": ""}
    refused = client.post(f"{url}pass_on/", typed).content.decode()

    client.post(f"{url}pass_on/", typed | {"words": "Việc của phòng văn hóa"})

    assert "Đã đôn đốc 1 lần" in listed
    assert "Đôn đốc đơn vị" in history
    assert "Xin viết vào ô này." in refused
    assert Submission.objects.get(pk=case.pk).responsible == desk.culture
