"""One canned reply for many: drafts for ten minutes, then letters; what somebody touched meanwhile stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Answer, BulkRun, CannedReply, Submission, SubmissionEvent
from feedback.workflow import bulk, staff
from officials.models import RoleGrant
from portal.errors import NotAllowed
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk

S = states.Status
LIST = "/quan-tri/feedback/submission/"
PAO = {"full_name": "Giàng A Páo", "email": "pao@example.vn"}


@pytest.fixture
def reply(desk: Desk) -> CannedReply:
    return CannedReply.objects.create(
        action=A.ANSWER, title="Sửa cầu", text="Ý kiến số {so_tiep_nhan}: xã sửa cầu trong tháng này."
    )


def facts(reply: CannedReply) -> dict[str, Any]:
    return {"reply": reply, "outcome": states.Outcome.TIEP_THU, "summary": "Cầu tràn hỏng"}


def seen(*cases: Submission) -> dict[int, int]:
    return {case.pk: case.version for case in cases}


def prepared(desk: Desk, reply: CannedReply, *cases: Submission) -> tuple[BulkRun, list[bulk.Outcome]]:
    run, outcomes = workflow.act_on_many(seen(*cases), A.ANSWER, by=desk.officer, **facts(reply))
    assert run is not None
    return run, outcomes


def after(run: BulkRun, minutes: int = 10) -> datetime:
    return run.at + timedelta(minutes=minutes)


def test_answers_leave_after_ten_minutes_with_one_event_and_one_letter_each(
    desk: Desk, reply: CannedReply
) -> None:
    cases = [desk.opinion(S.ACCEPTED, contact=PAO) for _time in range(3)]

    run, outcomes = prepared(desk, reply, *cases)

    assert all(f"Ý kiến số {o.case.reference}: xã sửa cầu" in o.words for o in outcomes)
    assert all(o.words.startswith("Cầu tràn hỏng") for o in outcomes)
    assert set(Submission.objects.values_list("status", flat=True)) == {S.ACCEPTED}
    assert not Letter.objects.filter(kind="answered").exists()
    assert workflow.send_prepared(now=after(run, 9)) == 0
    assert workflow.send_prepared(now=after(run)) == 3
    assert workflow.send_prepared(now=after(run, 11)) == 0
    assert set(Submission.objects.values_list("status", flat=True)) == {S.ANSWERED}
    assert [SubmissionEvent.objects.filter(submission=case, action=A.ANSWER).count() for case in cases] == [
        1, 1, 1,
    ]  # fmt: skip
    letters = Letter.objects.filter(kind="answered")
    assert letters.count() == 3
    assert all("xã sửa cầu trong tháng này" in letter.payload["body"] for letter in letters)


def test_an_organ_that_asks_for_a_yes_gets_them_at_its_leader(desk: Desk, reply: CannedReply) -> None:
    type(desk.organ).objects.filter(pk=desk.organ.pk).update(needs_approval=True)
    case = desk.opinion(S.ACCEPTED)

    run, _outcomes = prepared(desk, reply, case)
    workflow.send_prepared(now=after(run))

    case.refresh_from_db()
    assert case.status == S.AWAITING_APPROVAL
    assert case.answers.get().state == Answer.State.SUBMITTED


def test_taken_back_in_time_nothing_is_left_of_it(desk: Desk, reply: CannedReply) -> None:
    cases = [desk.opinion(S.ACCEPTED) for _time in range(2)]
    run, _outcomes = prepared(desk, reply, *cases)

    back, left = workflow.undo_many(run, by=desk.officer)

    assert (len(back), left) == (2, [])
    assert not Answer.objects.exists()
    assert workflow.send_prepared(now=after(run)) == 0
    with pytest.raises(NotAllowed):
        workflow.undo_many(run, by=desk.officer)


def test_what_somebody_touched_keeps_its_draft_and_is_told(desk: Desk, reply: CannedReply) -> None:
    touched, other = desk.opinion(S.ACCEPTED), desk.opinion(S.ACCEPTED)
    run, _outcomes = prepared(desk, reply, touched, other)
    workflow.draft_answer(touched, by=desk.officer, outcome="tiep_thu", summary="Khác", text="Viết lại")

    assert workflow.send_prepared(now=after(run)) == 1

    touched.refresh_from_db()
    assert touched.status == S.ACCEPTED
    assert touched.answers.get().text == "Viết lại"
    assert "Có người vừa thay đổi" in run.items.get(submission=touched).refusal
    with pytest.raises(NotAllowed):
        workflow.undo_many(run, by=desk.officer)


def test_without_a_summary_each_heading_sums_up(desk: Desk, reply: CannedReply) -> None:
    case = desk.opinion(S.ACCEPTED, title="Cầu tràn thôn Tân Tiến hỏng")

    workflow.act_on_many(seen(case), A.ANSWER, by=desk.officer, **facts(reply) | {"summary": ""})

    assert case.answers.get().summary == "Cầu tràn thôn Tân Tiến hỏng"


def test_a_fault_in_one_case_holds_up_no_other(
    desk: Desk, reply: CannedReply, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    bad, good = desk.opinion(S.ACCEPTED), desk.opinion(S.ACCEPTED)
    run, _outcomes = prepared(desk, reply, bad, good)
    take = staff.act

    def act(case: Submission, *args: Any, **facts: Any) -> Submission:
        if case.pk == bad.pk:
            raise RuntimeError("broken")
        return take(case, *args, **facts)

    monkeypatch.setattr(staff, "act", act)

    assert workflow.send_prepared(now=after(run)) == 1
    assert "Lỗi của cổng" in run.items.get(submission=bad).refusal
    assert "broken" in caplog.text
    bad.refresh_from_db()
    assert bad.status == S.ACCEPTED


def test_who_lost_the_role_meanwhile_sends_nothing(desk: Desk, reply: CannedReply) -> None:
    case = desk.opinion(S.ACCEPTED)
    run, _outcomes = prepared(desk, reply, case)
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleGrant.objects.filter(user=desk.officer).update(valid_from=yesterday, valid_to=yesterday)

    assert workflow.send_prepared(now=after(run)) == 0
    assert run.items.get().refusal


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": "Hạn là {han}, theo {linh_vuc}"}, ""),
        ({"field": "dat_dai"}, "lĩnh vực hoặc cơ quan khác"),
        ({"is_active": False}, "lĩnh vực hoặc cơ quan khác"),
    ],
)
def test_a_reply_that_does_not_fit_is_refused_by_a_sentence(
    desk: Desk, reply: CannedReply, change: dict[str, Any], why: str
) -> None:
    case = desk.opinion(S.ACCEPTED)
    CannedReply.objects.filter(pk=reply.pk).update(**change)
    reply.refresh_from_db()

    (outcome,) = workflow.rehearse(seen(case), A.ANSWER, by=desk.officer, **facts(reply))

    assert why in outcome.refusal
    assert bool(outcome.refusal) is bool(why)
    assert not Answer.objects.exists()


def test_a_place_that_cannot_be_filled_and_a_draft_begun_are_refused(desk: Desk, reply: CannedReply) -> None:
    begun, bare = desk.opinion(S.ACCEPTED), desk.opinion(S.ACCEPTED)
    workflow.draft_answer(begun, by=desk.officer, outcome="tiep_thu", summary="Khác", text="Đang viết")
    bare.deadlines.all().delete()
    Submission.objects.filter(pk=bare.pk).update(law_due_on=None, target_due_on=None, due_on=None)
    begun.refresh_from_db()
    CannedReply.objects.filter(pk=reply.pk).update(text="Hạn: {han}")
    reply.refresh_from_db()

    outcomes = workflow.rehearse(seen(begun, bare), A.ANSWER, by=desk.officer, **facts(reply))

    assert [o.refusal for o in outcomes] == [
        "Đã có bản nháp; xin viết tiếp ở trang của ý kiến đó.",
        "Câu trả lời mẫu có chỗ mà ý kiến này chưa có thông tin để điền.",
    ]


def test_walk_through_the_pages(client: Client, desk: Desk, reply: CannedReply) -> None:
    cases = [desk.opinion(S.ACCEPTED) for _time in range(2)]
    client.force_login(desk.officer)

    chosen = client.post(
        LIST, {"action": "answer", "_selected_action": [case.pk for case in cases]}
    ).content.decode()
    assert "Đã chọn 2 ý kiến" in chosen
    typed = {"reply": reply.pk, "outcome": "tiep_thu", "summary": "Cầu tràn hỏng"}
    cases_seen = [f"{pk}:{version}" for pk, version in seen(*cases).items()]
    shown = client.post(f"{LIST}bulk/answer/", typed | {"case": cases_seen}).content.decode()
    assert f"Ý kiến số {cases[0].reference}: xã sửa cầu" in shown
    assert not Answer.objects.exists()
    done = client.post(f"{LIST}bulk/answer/", typed | {"case": cases_seen, "do": "act"}).content.decode()
    assert "Hoàn tác" in done
    first = client.get("/quan-tri/").content.decode()
    assert "2 câu trả lời đã chuẩn bị sẽ gửi lúc" in first

    run = BulkRun.objects.get()
    workflow.draft_answer(cases[0], by=desk.officer, outcome="tiep_thu", summary="Khác", text="Viết lại")
    workflow.send_prepared(now=after(run))
    later = client.get("/quan-tri/").content.decode()
    assert "1 câu trả lời đã chuẩn bị được gửi" in later
    assert f"{cases[0].reference}</a> (Có người vừa thay đổi" in later


def test_the_case_page_tells_when_a_held_answer_leaves_and_takes_it_back(
    client: Client, desk: Desk, reply: CannedReply
) -> None:
    case = desk.opinion(S.ACCEPTED)
    client.force_login(desk.officer)
    typed = {"reply": reply.pk, "outcome": "tiep_thu", "case": [f"{case.pk}:{case.version}"], "do": "act"}
    client.post(f"{LIST}bulk/answer/", typed)
    run = BulkRun.objects.get()

    page = client.get(f"{LIST}{case.reference}/").content.decode()
    assert f"Sẽ gửi lúc {timezone.localtime(run.undo_until):%H:%M}" in page
    assert "Hoàn tác 1 ý kiến" in page
    client.force_login(desk.clerk)
    assert "Hoàn tác 1 ý kiến" not in client.get(f"{LIST}{case.reference}/").content.decode()
    workflow.send_prepared(now=after(run))
    assert "Sẽ gửi lúc" not in client.get(f"{LIST}{case.reference}/").content.decode()


def test_a_reply_that_fits_none_can_be_changed_with_the_choice_and_the_filter_kept(
    client: Client, desk: Desk, reply: CannedReply
) -> None:
    case = desk.opinion(S.ACCEPTED)
    CannedReply.objects.filter(pk=reply.pk).update(field="y_te")
    client.force_login(desk.officer)
    chosen = client.post(f"{LIST}?q=cau", {"action": "answer", "_selected_action": [case.pk]})
    assert f'href="{LIST}?q=cau"' in chosen.content.decode()
    typed = {
        "reply": reply.pk,
        "outcome": "tiep_thu",
        "case": [f"{case.pk}:{case.version}"],
        "filtered": "q=cau",
    }
    refused = client.post(f"{LIST}bulk/answer/", typed).content.decode()
    assert "Sửa lựa chọn" in refused
    assert 'value="act"' not in refused
    again = client.post(f"{LIST}bulk/answer/", typed | {"do": "change"}).content.decode()
    assert f'value="{reply.pk}" selected' in again
    assert f'value="{case.pk}:{case.version}"' in again
    assert client.get(f"{LIST}bulk/answer/").headers["Location"] == LIST
    assert client.get(f"{LIST}bulk/nothing/").status_code == 404


def test_who_answers_nothing_is_not_offered_it(client: Client, desk: Desk, reply: CannedReply) -> None:
    case = desk.opinion(S.ACCEPTED)
    client.force_login(desk.clerk)

    assert 'value="answer"' not in client.get(LIST).content.decode()
    typed = {"reply": reply.pk, "outcome": "tiep_thu", "summary": "x", "case": f"{case.pk}:{case.version}"}
    client.post(f"{LIST}bulk/answer/", typed | {"do": "act"})
    assert not Answer.objects.exists()


def test_a_run_is_sent_or_taken_back_never_both(desk: Desk, reply: CannedReply) -> None:
    run, _outcomes = prepared(desk, reply, desk.opinion(S.ACCEPTED))
    run.taken_at = run.undone_at = run.at

    with pytest.raises(IntegrityError, match="feedback_bulk_run_taken_or_undone"), transaction.atomic():
        run.save()
