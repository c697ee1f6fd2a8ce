"""The morning letter to each unit: who gets one, what stands in it, and that it is written once a day."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Submission
from feedback.tasks import send_overdue_digests
from officials.models import Unit
from portal.clocks import calendar
from portal.outbox.models import Letter
from tests.feedback.desk import BODY, A, Desk, S, days_ago

pytestmark = pytest.mark.django_db

CONTACT = {"full_name": "Hoàng Văn Sính", "phone": "+84912000111", "email": "sinh@example.vn"}


DIGEST = """Kính gửi Phòng Kinh tế,

Những việc sau đang chờ Phòng Kinh tế. "Hạn" là hạn theo quy định, "mốc" là mốc phục vụ do cơ quan đặt ra.

Quá hạn theo quy định hoặc quá mốc phục vụ (1):
- {late}: mốc 17/03/2026, {site}/y-kien/{late}/

Đến hạn trong bảy ngày tới (1):
- {soon}: mốc 30/03/2026, {site}/y-kien/{soon}/

Toàn bộ việc đang chờ: {site}/quan-tri/feedback/submission/

Trân trọng.

UBND xã Hàm Yên
Trung tâm xã. Điện thoại 0207 384 2222, Thứ Hai đến thứ Sáu.
"""


@pytest.fixture
def desk() -> Desk:
    desk = Desk.opened()
    Unit.objects.filter(pk=desk.organ.pk).update(email="vanthu@hamyen.example", hours="Thứ Hai đến thứ Sáu")
    return desk


def day(year: int, month: int, number: int) -> datetime:
    return timezone.make_aware(datetime(year, month, number, 8))


def working_day() -> datetime:
    """Eight o'clock of the first working day from today on."""
    first = calendar.current().next_working_day(timezone.localdate())
    return day(first.year, first.month, first.day)


def digests() -> dict[str, Letter]:
    return {letter.payload["recipient"]: letter for letter in Letter.objects.filter(kind="digest")}


def test_late_case_goes_to_the_unit_that_has_it_and_to_the_desk_that_must_act(desk: Desk) -> None:
    with_unit = desk.opinion(S.ACCEPTED, received=days_ago(40))
    unread = desk.opinion(S.RECEIVED, received=days_ago(41))
    handed_back = desk.opinion(S.RETURNED, received=days_ago(42))

    units = workflow.send_overdue_digests(now=working_day())

    letters = digests()
    assert units == 2
    assert set(letters) == {"kinhte@hamyen.example", "vanthu@hamyen.example"}
    to_unit, to_desk = (letters[address].payload["body"] for address in sorted(letters))
    assert with_unit.reference in to_unit
    assert unread.reference not in to_unit
    assert unread.reference in to_desk
    assert handed_back.reference in to_desk
    assert with_unit.reference not in to_desk


def test_letter_holds_numbers_days_and_links_and_nothing_of_the_sender(desk: Desk) -> None:
    late = desk.opinion(S.ACCEPTED, received=day(2026, 2, 24), contact=CONTACT)
    soon = desk.opinion(S.ACCEPTED, received=day(2026, 3, 9))

    workflow.send_overdue_digests(now=day(2026, 3, 24))

    letter = digests()["kinhte@hamyen.example"]
    assert letter.subject == "1 việc đến hạn, 1 việc quá hạn hoặc quá mốc, ngày 24/03/2026"
    assert letter.payload["body"] == DIGEST.format(late=late, soon=soon, site=settings.SITE_URL)


def due(case: Submission) -> str:
    return f"{Submission.objects.get(pk=case.pk).due_on:%d/%m/%Y}"


def test_deadline_of_law_is_called_hạn(desk: Desk) -> None:
    case = desk.opinion(S.ROUTED, received=days_ago(20))

    workflow.send_overdue_digests(now=working_day())

    assert f"- {case.reference}: hạn {due(case)}" in digests()["kinhte@hamyen.example"].payload["body"]


def test_nothing_late_or_due_means_no_letter(desk: Desk) -> None:
    desk.opinion(S.CLOSED, received=days_ago(60))
    desk.opinion(S.ANSWERED, received=days_ago(60))
    desk.restricted(received=days_ago(60))
    desk.opinion(S.ACCEPTED)

    assert workflow.send_overdue_digests(now=working_day()) == 0
    assert digests() == {}


def test_two_runs_on_one_day_write_one_letter(desk: Desk) -> None:
    desk.opinion(S.ACCEPTED, received=days_ago(40))

    workflow.send_overdue_digests(now=working_day())
    workflow.send_overdue_digests(now=working_day())

    assert Letter.objects.filter(kind="digest").count() == 1


def test_day_off_is_silent(desk: Desk) -> None:
    desk.opinion(S.ACCEPTED, received=days_ago(40))
    new_year = day(2027, 1, 1)

    assert workflow.send_overdue_digests(now=new_year) == 0


def test_unit_without_address_is_reached_through_its_organ(desk: Desk) -> None:
    Unit.objects.filter(pk=desk.economy.pk).update(email="")
    desk.opinion(S.ACCEPTED, received=days_ago(40))

    workflow.send_overdue_digests(now=working_day())

    assert set(digests()) == {"vanthu@hamyen.example"}


def test_question_of_the_unit_waits_with_the_unit(desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, received=days_ago(70))
    workflow.act(case, A.ASK, by=desk.officer, words="Đoạn nào?")

    workflow.send_overdue_digests(now=working_day())

    assert Submission.objects.get(pk=case.pk).status == states.Status.NEEDS_MORE
    assert set(digests()) == {"kinhte@hamyen.example"}


@pytest.mark.parametrize("count", [1, 30])
def test_statements_do_not_grow_with_cases(desk: Desk, count: int, django_assert_num_queries: Any) -> None:
    for _number in range(count):
        desk.opinion(S.ACCEPTED, received=days_ago(40))
    calendar.current()

    # Units, numbers of three kinds, cases, deadlines, savepoint, letter, release.
    with django_assert_num_queries(9):
        workflow.send_overdue_digests(now=working_day())


def test_warned_at_half_time_and_on_the_working_day_before(desk: Desk) -> None:
    received = day(2026, 3, 2)  # 15 working days: until Monday 23/03/2026; the eighth is Thursday the 12th
    case = workflow.submit(intake=workflow.Intake(words={"body": BODY}), form_key="a" * 32, now=received)
    reference, halves, before = case.submission.reference, [], []
    case.submission.deadlines.filter(rule__code="notice_target").delete()
    Submission.objects.filter(pk=case.submission.pk).update(
        law_due_on=None, target_due_on="2026-03-23", due_on="2026-03-23"
    )

    for number in range(9, 24):
        workflow.send_overdue_digests(now=day(2026, 3, number))
    for letter in Letter.objects.filter(kind="digest"):
        body, on = letter.payload["body"], letter.subject[-10:]
        assert reference in body
        halves += [on] if "Hôm nay đã qua nửa thời gian (1):" in body else []
        before += [on] if "Đến hạn hôm nay hoặc ngày làm việc tới (1):" in body else []

    assert halves == ["12/03/2026"]
    assert sorted(before) == ["20/03/2026", "23/03/2026"]


def test_unit_is_told_once_that_a_wait_is_over(desk: Desk) -> None:
    case = desk.opinion(S.NEEDS_MORE)
    ended = working_day() + timedelta(days=60)
    friday = ended + timedelta(days=4 - ended.weekday())
    workflow.end_waits(now=friday + timedelta(days=1))  # a Saturday
    words = "Hết ngày chờ người gửi bổ sung, xin xử lý tiếp theo những gì đã có (1):\n- " + case.reference

    told = []
    for days in (3, 4):
        workflow.send_overdue_digests(now=friday + timedelta(days=days))
        told.append(words in Letter.objects.filter(kind="digest").latest("created_at").payload["body"])

    assert told == [True, False]


def test_task_is_the_one_the_schedule_names(desk: Desk) -> None:
    assert send_overdue_digests.name == "feedback.send_overdue_digests"
    send_overdue_digests()
