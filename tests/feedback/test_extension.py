"""A later day for an answer: who asks, who decides, how far, who is told, and that no recount undoes it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from feedback import counting, dues, queries, tracking, workflow
from feedback.models import Deadline, Extension, Message, Note, Submission, TallyDelta
from feedback.workflow import tally
from portal.clocks import calendar
from portal.clocks import workflow as clocks
from portal.clocks.models import Holiday, Rule
from portal.errors import NotAllowed
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk, submit

REASON = "Phải đo lại móng cầu, đơn vị thiết kế hẹn tuần sau."
CONTACT = {"full_name": "Hoàng Văn Sính", "phone": "+84912000111", "email": "sinh@example.vn"}


def at(year: int, month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 9))


MONDAY = at(2026, 3, 2)  # answer target of 15 working days: Monday 23/03/2026
OLD, NEW = date(2026, 3, 23), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _fresh_calendar(db: None) -> Iterator[None]:
    calendar.reset()
    yield
    calendar.reset()


def in_work(desk: Desk, **fields: Any) -> Submission:
    case = submit(received=MONDAY, **fields)
    facts = {"legal_kind": "phan_anh", "field": "ha_tang"}
    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, now=MONDAY, **facts)
    case = workflow.act(case, A.ROUTE, by=desk.clerk, now=MONDAY, responsible=desk.economy)
    return workflow.act(case, A.ACCEPT, by=desk.officer, now=MONDAY)


def ask(desk: Desk, case: Submission, *, now: datetime = MONDAY, **facts: Any) -> Submission:
    facts = {"new_due": NEW, "reason": REASON} | facts
    return workflow.act(case, A.EXTEND, by=desk.officer, now=now, **facts)


def extended(desk: Desk, **fields: Any) -> Submission:
    case = ask(desk, in_work(desk, **fields))
    return workflow.act(case, A.GRANT_EXTENSION, by=desk.leader, now=MONDAY)


def target(case: Submission) -> Deadline:
    return Deadline.objects.get(submission=case, rule__code="answer_target")


def test_day_moves_with_the_leaders_yes_and_the_sender_is_told(desk: Desk) -> None:
    case = ask(desk, in_work(desk, contact=CONTACT))
    until_then = target(case).due_on
    mine = queries.waiting_for(desk.leader, queries.visible_to(desk.leader), MONDAY.date())
    waited = list(mine.values_list("pk", flat=True))

    case = workflow.act(case, A.GRANT_EXTENSION, by=desk.leader, now=MONDAY)

    letter = Letter.objects.get(kind="extended")
    row = Extension.objects.get()
    assert (until_then, target(case).due_on, waited) == (OLD, NEW, [case.pk])
    assert letter.subject == f"Lùi ngày trả lời ý kiến số {case.reference}"
    for words in ("Ngày mới: 31/03/2026", REASON, "Chúng tôi xin lỗi vì Ông/Bà phải chờ thêm."):
        assert words in letter.payload["body"]
    assert (row.old_due, row.new_due, row.decision, row.decided_by) == (OLD, NEW, "yes", desk.leader)
    assert case.events.last().changes == {"answer_target": ["2026-03-23", "2026-03-31"]}
    assert not mine.exists()
    assert {case.events.last().unit, Message.objects.get(submission=case).unit} == {desk.organ}
    assert not tally.differences()


def test_refusal_keeps_the_day_and_its_reason_inside(desk: Desk) -> None:
    case = ask(desk, in_work(desk, contact=CONTACT))

    case = workflow.act(case, A.REFUSE_EXTENSION, by=desk.leader, now=MONDAY, words="Làm kịp được")

    assert target(case).due_on == OLD
    assert not Letter.objects.filter(kind="extended").exists()
    assert not Message.objects.filter(submission=case).exists()
    assert Note.objects.get(submission=case).text == "Làm kịp được"
    again = ask(desk, case)
    assert Extension.objects.filter(deadline__submission=again).count() == 2


def test_only_a_leader_decides_and_only_once(desk: Desk) -> None:
    case = in_work(desk)
    with pytest.raises(NotAllowed):
        workflow.act(case, A.GRANT_EXTENSION, by=desk.leader)
    case = ask(desk, case)
    for action, by in (
        (A.GRANT_EXTENSION, desk.officer),
        (A.GRANT_EXTENSION, desk.clerk),
        (A.EXTEND, desk.officer),
    ):
        with pytest.raises(NotAllowed):
            workflow.act(case, action, by=by, now=MONDAY, new_due=NEW, reason=REASON)
    case = workflow.act(case, A.GRANT_EXTENSION, by=desk.leader, now=MONDAY)

    assert not Submission.objects.get(pk=case.pk).may_ask_extension
    with pytest.raises(NotAllowed):
        ask(desk, case, new_due=date(2026, 4, 2))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reason": " "}, "Xin ghi vì sao trả lời lâu hơn."),
        ({"new_due": None}, "Xin chọn ngày sau 23/03/2026."),
        ({"new_due": OLD}, "Xin chọn ngày sau 23/03/2026."),
        ({"new_due": date(2026, 3, 28)}, "28/03/2026 là ngày nghỉ. Xin chọn ngày làm việc."),
        ({"new_due": date(2026, 4, 14)}, "Chậm nhất là 13/04/2026, theo quy tắc của cơ quan."),
        ({"now": at(2026, 3, 24)}, "Đã quá mốc ngày 23/03/2026; xin trả lời và nói rõ lý do chậm."),
    ],
)
def test_impossible_wish_is_refused_with_a_sentence(desk: Desk, facts: dict[str, Any], sentence: str) -> None:
    case = in_work(desk)

    with pytest.raises(ValidationError) as refused:
        ask(desk, case, **facts)

    assert refused.value.messages == [sentence]
    assert not Extension.objects.exists()
    assert Submission.objects.get(pk=case.pk).version == case.version


def test_leader_who_waits_too_long_can_only_refuse(desk: Desk) -> None:
    case = ask(desk, in_work(desk))

    with pytest.raises(ValidationError, match="Đã quá mốc ngày 23/03/2026"):
        workflow.act(case, A.GRANT_EXTENSION, by=desk.leader, now=at(2026, 3, 24))


def test_term_of_law_is_moved_by_nobody(desk: Desk) -> None:
    case = in_work(desk)
    Rule.objects.filter(code="answer_target").update(is_statutory=True, legal_basis="Luật")

    with pytest.raises(ValidationError, match="chỉ tạm dừng được bằng quyết định có số"):
        ask(desk, case)


def test_request_lapses_when_the_unit_gives_the_case_up(desk: Desk) -> None:
    case = ask(desk, in_work(desk))

    case = workflow.act(case, A.HAND_BACK, by=desk.officer, now=MONDAY, words="Không thuộc phòng")

    row = Extension.objects.get()
    assert (row.decision, row.decided_by, target(case).due_on) == ("lapsed", None, OLD)


def test_recount_and_pause_leave_the_promised_day(desk: Desk) -> None:
    workflow.recompute_deadlines()
    case = extended(desk)
    holiday = Holiday(day=date(2026, 3, 18), name="Nghỉ bù", name_en="Day off", source="Thông báo")
    clocks.save_holiday(holiday=holiday, by=None, now=timezone.now())

    workflow.recompute_deadlines(now=MONDAY)

    assert target(case).due_on == NEW
    case = workflow.act(case, A.ASK, by=desk.officer, now=at(2026, 3, 19), words="Đoạn nào?")
    assert target(case).due_on is None
    workflow.add_words(case, text="Đầu cầu", now=at(2026, 3, 24))
    assert target(case).due_on == date(2026, 4, 3)  # three working days stood still: 20, 23 and 24 March


def test_count_is_told_with_the_move_and_the_days_that_stood_still(desk: Desk) -> None:
    case = extended(desk)
    case = workflow.act(case, A.ASK, by=desk.officer, now=at(2026, 3, 19), words="Đoạn nào?")
    standing = counting.told(target(case))[-1]
    workflow.add_words(case, text="Đầu cầu", now=at(2026, 3, 24))

    lines = counting.told(target(case))

    moved = lines.index(
        "Lùi từ thứ Hai, 23/03/2026 đến thứ Ba, 31/03/2026, quyết định ngày 02/03/2026. Lý do: " + REASON
    )
    assert lines[moved - 1] == "Ngày cuối: thứ Hai, 23/03/2026."
    assert "Thứ Ba, 24/03/2026 không tính: đang tạm dừng." in lines[moved:]
    assert lines[-1] == "Ngày cuối: thứ Sáu, 03/04/2026."
    assert "19/03/2026" in standing


def test_sender_reads_new_day_and_reason_in_both_languages(desk: Desk) -> None:
    case = extended(desk)

    page = tracking.page_of(case, MONDAY.date())
    with translation.override("en"):
        english = [step.words for step in tracking.page_of(case, MONDAY.date()).timeline]

    assert page.messages == []
    assert [due.moved.reason for due in page.dues if due.moved] == [REASON]
    assert page.timeline[-1].words == "Lùi ngày trả lời đến thứ Ba, 31/03/2026."
    assert english[-1].startswith("The answer was moved to a later day")
    assert [due.on for due in page.dues if due.moved] == [NEW]


def test_restricting_takes_the_reasons_along(desk: Desk) -> None:
    granted, waiting = extended(desk), ask(desk, in_work(desk))

    for case in (granted, waiting):
        after = workflow.act(case, A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind="to_cao")
        assert str(after.sealed).count(REASON) == 1

    assert not Extension.objects.exists()


def test_pages_ask_decide_and_show_it(desk: Desk, client: Client) -> None:
    case = in_work(desk)
    today = timezone.localdate()
    due = calendar.current().add_working_days(today, 3)
    Deadline.objects.filter(submission=case, rule__code="answer_target").update(started_on=today, due_on=due)
    new = calendar.current().add_working_days(due, 2)
    url = f"/quan-tri/feedback/submission/{case.reference}/"
    client.force_login(desk.officer)
    typed = {"version": case.version, "new_due": "32/13/2026", "reason": REASON}
    refused = client.post(f"{url}extend/", typed).content.decode()
    client.post(f"{url}extend/", typed | {"new_due": f"{new:%d/%m/%Y}"})
    client.force_login(desk.leader)
    waiting = client.get("/lanh-dao/duyet/").content.decode()
    page = client.get(f"{url}grant_extension/").content.decode()

    version = Submission.objects.get(pk=case.pk).version
    client.post(f"{url}grant_extension/", {"version": version})

    shown = client.get(url).content.decode()
    assert "Ngày chưa đúng. Ví dụ: 05/03/2026." in refused
    assert REASON in refused
    assert f"{url}grant_extension/" in waiting
    assert f"mốc phục vụ {due:%d/%m/%Y}, ngày mới {new:%d/%m/%Y}" in page.lower()
    assert f"Lùi từ {due:%d/%m/%Y} đến {new:%d/%m/%Y}. Lý do: {REASON}" in shown


def test_case_without_extension_costs_no_query_more(desk: Desk, django_assert_num_queries: Any) -> None:
    case = in_work(desk)
    case.any_extension = False  # type: ignore[attr-defined]

    with django_assert_num_queries(2):  # deadlines, pauses
        [due.how for due in dues.of_case(case, MONDAY.date())]


def test_deltas_follow_the_moved_day(desk: Desk) -> None:
    case = ask(desk, in_work(desk))
    TallyDelta.objects.all().delete()

    workflow.act(case, A.GRANT_EXTENSION, by=desk.leader, now=MONDAY)

    moved = TallyDelta.objects.filter(kind="target").values_list("day", "count")
    assert sorted(moved) == [(OLD, -1), (NEW, 1)]
