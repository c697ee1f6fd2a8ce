"""The pages of each step: what they ask, what they do and say, and the second saver who loses nothing."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback import emails, states, workflow
from feedback.models import Answer, Message, RoutingRule, Submission
from officials.models import User
from portal.outbox.models import Letter
from tests.feedback.desk import Desk, submit, user
from tests.feedback.test_admin_case import SENDER, url

S = states.Status
ANSWER = {
    "outcome": "tiep_thu",
    "summary": "Cầu tràn hỏng",
    "text": "Xã sửa cầu trong tháng này.",
    "promise": "",
    "promise_unit": "",
    "promise_on": "",
    "document_number": "",
    "document_on": "",
}

ANSWER_ROW = {"outcome": "tiep_thu", "summary": "Cầu tràn hỏng", "text": "Xã sửa cầu."}


def press(client: Client, who: User, case: Submission, tail: str, **fields: Any) -> str:
    """Send a step as its page would, under the version its reader sees now; return the page after it."""
    client.force_login(who)
    case.refresh_from_db(fields=["version"])
    data = {"version": case.version, "seen": case.events.last().pk, **fields}
    return client.post(url(case, tail), data, follow=True).content.decode()


def status_of(case: Submission) -> str:
    return Submission.objects.get(pk=case.pk).status


@pytest.mark.parametrize(
    ("start", "who", "action", "fields", "end", "said"),
    [
        (
            S.RECEIVED,
            "clerk",
            "classify",
            {"legal_kind": "phan_anh", "field": "ha_tang"},
            S.CLASSIFIED,
            "Đã phân loại.",
        ),
        (S.ROUTED, "officer", "accept", {}, S.ACCEPTED, "Phòng Kinh tế đã nhận xử lý."),
        (
            S.ROUTED,
            "officer",
            "hand_back",
            {"words": "Không thuộc phòng"},
            S.RETURNED,
            "Đã trả lại nơi giao.",
        ),
        (S.RECEIVED, "clerk", "ask", {"words": "Ở đâu?"}, S.NEEDS_MORE, "chỉ hiện trên trang tra cứu"),
        (S.NEEDS_MORE, "officer", "resume", {"words": "Đã rõ"}, S.ACCEPTED, "mốc phục vụ chạy lại"),
        (S.CLASSIFIED, "clerk", "transfer", {"transferred_to": "Sở Xây dựng"}, S.TRANSFERRED, "Sở Xây dựng"),
        (
            S.RECEIVED,
            "clerk",
            "decline",
            {"ground": "other", "words": "Đã xong"},
            S.DECLINED,
            "Đã báo người gửi",
        ),
        (S.ANSWERED, "clerk", "close", {}, S.CLOSED, "Đã kết thúc."),
        (S.CLOSED, "clerk", "reopen", {"words": "Chưa đồng ý"}, S.REOPENED, "Đã mở lại"),
        (S.AWAITING_APPROVAL, "leader", "approve", {}, S.ANSWERED, "Đã duyệt"),
        (S.AWAITING_APPROVAL, "leader", "send_back", {"words": "Ngắn hơn"}, S.ACCEPTED, "Đã trả lại để sửa."),
    ],
)
def test_step_is_taken_and_told(
    client: Client, desk: Desk, start: str, who: str, action: str, fields: dict[str, str], end: str, said: str
) -> None:
    case, by = desk.opinion(start), getattr(desk, who)
    client.force_login(by)
    assert client.get(url(case, f"{action}/")).status_code == 200

    page = press(client, by, case, f"{action}/", **fields)

    assert status_of(case) == end
    assert said in page


@pytest.mark.parametrize(
    ("start", "who", "action", "sentence"),
    [
        (S.RECEIVED, "clerk", "classify", "Xin chọn lĩnh vực"),
        (S.CLASSIFIED, "clerk", "route", "Xin chọn đơn vị xử lý"),
        (S.ROUTED, "officer", "hand_back", "Xin viết"),
        (S.RECEIVED, "clerk", "ask", "Xin viết"),
        (S.CLASSIFIED, "clerk", "transfer", "Xin ghi"),
        (S.RECEIVED, "clerk", "decline", "Xin chọn"),
        (S.RECEIVED, "clerk", "restrict", "Xin chọn"),
    ],
)
def test_step_left_empty_says_what_is_missing(
    client: Client, desk: Desk, start: str, who: str, action: str, sentence: str
) -> None:
    case = desk.opinion(start)

    page = press(client, getattr(desk, who), case, f"{action}/")

    assert "Chưa lưu được" in page
    assert sentence in page
    assert status_of(case) == start


def test_bad_words_are_refused_and_kept(client: Client, desk: Desk) -> None:
    case = desk.opinion()

    page = press(
        client, desk.clerk, case, "decline/", ground="not_ours", words="Gửi đến Sở", transferred_to=""
    )

    assert "Gửi đến Sở" in page
    assert 'aria-invalid="true"' in page
    assert status_of(case) == S.RECEIVED


def test_route_proposes_the_unit_of_the_first_rule(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=7, field="ha_tang", responsible=desk.culture)
    case = desk.opinion(S.CLASSIFIED)
    client.force_login(desk.clerk)

    page = client.get(url(case, "route/")).content.decode()

    assert f'<option value="{desk.culture.pk}" selected>' in page
    assert "Theo quy tắc số 7" in page
    assert '<optgroup label="Đảng ủy xã Hàm Yên">' in page


def test_route_goes_where_the_clerk_says_and_writes_to_the_unit(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=7, field="ha_tang", responsible=desk.culture)
    case = desk.opinion(S.CLASSIFIED)

    page = press(client, desk.clerk, case, "route/", responsible=desk.economy.pk)

    assert "Đã giao cho Phòng Kinh tế. Thư báo đang được gửi đến đơn vị" in page
    assert Letter.objects.filter(kind="routed").count() == 1
    assert "rule" not in case.events.last().changes


def test_route_to_a_unit_without_mail_says_so(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED)

    assert "xin báo bằng cách khác" in press(client, desk.clerk, case, "route/", responsible=desk.culture.pk)


@pytest.mark.parametrize("unit", ["0", "abc", "99999999999999999999"])
def test_route_to_no_unit_is_refused(client: Client, desk: Desk, unit: str) -> None:
    case = desk.opinion(S.CLASSIFIED)

    assert "Chưa lưu được" in press(client, desk.clerk, case, "route/", responsible=unit)
    assert status_of(case) == S.CLASSIFIED


def test_conduct_of_officials_is_never_routed_by_rule(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=1, responsible=desk.culture)
    case = desk.opinion()
    press(client, desk.clerk, case, "classify/", legal_kind="gop_y", field="thu_tuc", topic="can_bo")

    page = client.get(url(case, "route/")).content.decode()

    assert "không giao theo quy tắc" in page
    assert "Giao theo quy tắc số" not in client.get(url(case)).content.decode()
    assert client.post(url(case, "rule/"), {"version": 2}).status_code == 403


def test_one_press_assigns_by_the_rule(client: Client, desk: Desk) -> None:
    rule = RoutingRule.objects.create(position=1, field="ha_tang", responsible=desk.economy)
    case = desk.opinion(S.CLASSIFIED)

    page = press(client, desk.clerk, case, "rule/")

    assert "Đã giao cho Phòng Kinh tế." in page
    assert case.events.last().changes["rule"] == [None, rule.pk]


def test_second_saver_sees_both_versions(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED)
    seen = {"version": case.version, "seen": case.events.last().pk}
    workflow.act(case, "accept", by=desk.officer)
    client.force_login(desk.officer)

    response = client.post(url(case, "hand_back/"), {**seen, "words": "Không thuộc phòng tôi"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Nguyễn Văn Vien vừa lưu trước Ông/Bà. Xem hai bản rồi chọn." in page
    assert "Nhận xử lý" in page.partition("Bản vừa được lưu")[2]
    assert "Không thuộc phòng tôi" in page
    assert status_of(case) == S.ACCEPTED
    again = press(client, desk.officer, case, "hand_back/", words="Không thuộc phòng tôi")
    assert "Đã trả lại nơi giao." in again


def test_second_saver_keeps_words_of_a_step_no_longer_open(client: Client, desk: Desk) -> None:
    case = desk.opinion()
    seen = {"version": case.version, "seen": case.events.last().pk}
    workflow.withdraw(case, now=timezone.now())
    client.force_login(desk.clerk)

    page = client.post(url(case, "ask/"), {**seen, "words": "Cầu ở đoạn nào?"}).content.decode()

    assert "Người gửi vừa lưu trước Ông/Bà" in page
    assert "không còn làm được" in page
    assert "Cầu ở đoạn nào?" in page


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999", "\x00"])
def test_version_written_by_hand_is_an_old_one(client: Client, desk: Desk, version: str) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    response = client.post(url(case, "ask/"), {"version": version, "seen": version, "words": "Ở đâu?"})

    assert response.status_code == 409
    assert status_of(case) == S.RECEIVED


@pytest.mark.parametrize(
    ("start", "who", "action"),
    [
        (S.RECEIVED, "clerk", "route"),
        (S.RECEIVED, "clerk", "accept"),
        (S.ROUTED, "clerk", "accept"),
        (S.ACCEPTED, "officer", "close"),
        (S.ACCEPTED, "leader", "hand_back"),
    ],
)
def test_step_that_is_not_open_is_refused(
    client: Client, desk: Desk, start: str, who: str, action: str
) -> None:
    case = desk.opinion(start)
    client.force_login(getattr(desk, who))

    assert client.get(url(case, f"{action}/")).status_code == 403
    assert client.post(url(case, f"{action}/"), {"version": case.version}).status_code == 403


@pytest.mark.parametrize("action", ["submit", "withdraw", "supply", "rate", "nonsense", "reveal"])
def test_step_that_no_page_offers_is_not_there(client: Client, desk: Desk, action: str) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    assert client.get(url(case, f"{action}/")).status_code == 404


def test_answer_goes_from_draft_to_the_very_letter(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)

    preview = press(client, desk.officer, case, "answer/", **ANSWER)
    letter = emails.preview(case, Answer.objects.get())
    after = press(client, desk.officer, case, "answer/preview/")

    assert letter.subject in preview
    assert "Xã sửa cầu trong tháng này." in preview
    assert "Thư này gửi cho 1 người. Gửi rồi không thu lại được." in preview
    assert "Đã trả lời" in after
    sent = Letter.objects.get(kind="answered")
    assert sent.payload["body"] == letter.body.replace("Ông/Bà,", "Ông/Bà Hoàng Thị Mai,", 1)
    assert Message.objects.get(kind="answer").text == ANSWER["text"]


def test_answer_without_mail_shows_on_the_tracking_page_only(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)

    page = press(client, desk.officer, case, "answer/", **ANSWER)

    assert "chỉ hiện trên trang tra cứu" in page
    assert "Thư này gửi cho 1 người" not in page


def test_answer_of_an_organ_that_asks_goes_to_the_leader(client: Client, desk: Desk) -> None:
    desk.ask_for_approval(True)
    case = desk.opinion(S.ACCEPTED, contact=SENDER)

    preview = press(client, desk.officer, case, "answer/", **ANSWER)
    after = press(client, desk.officer, case, "answer/preview/")

    assert "cần lãnh đạo duyệt" in preview
    assert "Trình lãnh đạo" in preview
    assert "Đã trình lãnh đạo" in after
    assert status_of(case) == S.AWAITING_APPROVAL
    assert not Letter.objects.filter(kind="answered").exists()


def test_leader_approves_the_letter_in_view(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.AWAITING_APPROVAL, contact=SENDER)
    client.force_login(desk.leader)

    page = client.get(url(case, "approve/")).content.decode()

    assert "Xã sửa cầu trong tháng này." in page
    assert "Gửi rồi không thu lại được" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Xin viết nội dung trả lời."),
        ({"outcome": ""}, "Xin chọn kết quả."),
        ({"summary": ""}, "Xin tóm tắt trong một câu"),
        ({"promise": "Sửa cầu"}, "đơn vị làm và ngày xong"),
        ({"document_number": "12/UBND"}, "văn bản"),
        ({"promise_on": "31/02/2026"}, "Nhập một ngày hợp lệ"),
        ({"text": "x" * 10_001}, "10.000"),
    ],
)
def test_answer_says_what_is_missing_and_keeps_the_rest(
    client: Client, desk: Desk, change: dict[str, str], sentence: str
) -> None:
    case = desk.opinion(S.ACCEPTED)

    page = press(client, desk.officer, case, "answer/", **ANSWER | {"summary": "Giữ lại câu này"} | change)

    assert "Chưa lưu được" in page
    assert sentence in page
    assert ("Giữ lại câu này" in page) is ("summary" not in change)
    assert not Answer.objects.exists()


def test_answer_reads_days_the_vietnamese_way(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    promise = {"promise": "Sửa cầu", "promise_unit": desk.economy.pk, "promise_on": "01/02/2027"}

    press(client, desk.officer, case, "answer/", **ANSWER | promise)

    assert f"{Answer.objects.get().promise_on:%Y-%m-%d}" == "2027-02-01"
    assert 'value="01/02/2027"' in client.get(url(case, "answer/")).content.decode()


def test_draft_changed_after_its_preview_is_not_sent(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)
    press(client, desk.officer, case, "answer/", **ANSWER)
    version = Submission.objects.get(pk=case.pk).version
    seen = {"version": version, "seen": case.events.last().pk}
    colleague = user("ban", "officer", desk.economy)
    workflow.draft_answer(case, by=colleague, **ANSWER_ROW | {"text": "Bản khác"})

    response = client.post(url(case, "answer/preview/"), seen)

    assert response.status_code == 409
    assert "Nguyễn Văn Ban vừa lưu trước Ông/Bà" in response.content.decode()
    assert "Bản khác" in response.content.decode()
    assert status_of(case) == S.ACCEPTED


def test_preview_without_a_draft_leads_to_writing(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    client.force_login(desk.officer)

    assert client.get(url(case, "answer/preview/")).url.endswith(url(case, "answer/"))


@pytest.mark.parametrize("tail", ["answer/", "answer/preview/"])
def test_answer_belongs_to_the_unit_that_accepted(client: Client, desk: Desk, tail: str) -> None:
    client.force_login(desk.clerk)
    assert client.get(url(desk.opinion(S.ACCEPTED), tail)).status_code == 403

    client.force_login(desk.officer)
    assert client.get(url(desk.opinion(S.ROUTED), tail)).status_code == 403


def test_restrict_warns_seals_and_leads_away(client: Client, desk: Desk) -> None:
    desk.organ.restricted_readers.add(desk.leader)
    case = desk.opinion(contact=SENDER)
    client.force_login(desk.clerk)

    before = client.get(url(case, "restrict/")).content.decode()
    after = press(client, desk.clerk, case, "restrict/", legal_kind="to_cao", words="Nêu đích danh")

    assert "Việc này không làm ngược lại được" in before
    assert "Nguyễn Văn Dao" in before
    assert "Đã đưa vào nơi xem hạn chế" in after
    assert "Không có việc nào chờ ở đây." in after
    case.refresh_from_db()
    assert (case.path, case.body, case.title) == ("denunciation", "", "")


def test_restrict_without_named_readers_says_so(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)

    assert "chưa chỉ định người được xem" in client.get(url(desk.opinion(), "restrict/")).content.decode()


def test_cleared_suspicion_lets_the_letter_go(client: Client, desk: Desk) -> None:
    case = submit(suspected=True, contact=SENDER)

    page = press(client, desk.clerk, case, "clear_suspicion/")

    assert "Không còn nghi là thư rác" in page
    assert Letter.objects.get().state == "pending"


def test_question_reaches_the_sender_by_letter(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)

    page = press(client, desk.clerk, case, "ask/", words="Cầu ở đoạn nào?")

    assert "Thư báo người gửi đang được gửi đi." in page
    assert "Cầu ở đoạn nào?" in Letter.objects.get(kind="needs_more").payload["body"]
