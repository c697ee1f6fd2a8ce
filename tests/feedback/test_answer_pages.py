"""The pages of the answer: written as a draft, read as the very letter, sent or handed to the leader."""

import pytest
from django.test import Client

from feedback import emails, states, workflow
from feedback.models import Answer, Message, Submission
from portal.outbox.models import Letter
from tests.feedback.desk import Desk, user
from tests.feedback.test_actions import press, status_of
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


def test_leader_is_led_to_the_page_of_approvals(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.AWAITING_APPROVAL)
    client.force_login(desk.leader)

    assert f'href="/lanh-dao/duyet/{case.reference}/"' in client.get(url(case)).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Xin viết nội dung trả lời."),
        ({"outcome": ""}, "Xin chọn kết quả."),
        ({"summary": ""}, "Xin tóm tắt trong một câu"),
        ({"promise": "Sửa cầu"}, "đơn vị làm và ngày xong"),
        ({"document_number": "12/UBND"}, "văn bản"),
        ({"promise_on": "31/02/2026"}, "Ngày chưa đúng. Ví dụ: 05/03/2026."),
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
