"""Tracking: one sentence for every bad code, the case in plain words, and what its sender may do."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback import states, tracking, workflow
from feedback.models import Submission
from feedback.views import status
from officials.models import Unit
from portal.identity import codes, cookies
from portal.identity import workflow as identity
from portal.outbox.models import Letter
from tests.feedback.desk import BODY, Desk
from tests.feedback.sender import network, visit, with_code

A, S = states.Action, states.Status
WRONG = "Không tìm thấy ý kiến với mã này."


def opened(client: Client, case: Submission) -> str:
    """The page of a case, by a new code of its own."""
    code = codes.from_token_key(f"test {case.pk} {case.version}")
    identity.issue_code(code=code, about_type="feedback.submission", about_id=case.pk, now=timezone.now())
    visit(client, code)
    return client.get("/tra-cuu/").content.decode()


@pytest.mark.parametrize(
    "code", ["", "x", "\x00", "A" * 17, "L" * 500, "🙂", "' OR 1=1 --", "KJNF-L94M-BVC4-9MG9B"]
)
def test_every_bad_code_gets_one_sentence(desk: Desk, client: Client, code: str) -> None:
    response = client.post("/tra-cuu/", {"code": code})

    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert cookies.NAME not in response.cookies


def test_a_revoked_code_answers_like_a_wrong_one(desk: Desk, client: Client) -> None:
    case, code = with_code(client)
    wrong = client.post("/tra-cuu/", {"code": "KJNF-L94M-BVC4-9MG9B"})
    identity.revoke_codes(about_type="feedback.submission", about_id=case.pk, now=timezone.now())

    with CaptureQueriesContext(connection) as captured:
        revoked = client.post("/tra-cuu/", {"code": code})

    assert (revoked.status_code, wrong.status_code) == (200, 200)
    assert WRONG in revoked.content.decode()
    assert len(captured) == 1
    assert BODY not in client.get("/tra-cuu/").content.decode()


def test_case_dashes_and_spaces_do_not_matter(desk: Desk, client: Client) -> None:
    _case, code = with_code(client)
    client.post("/tra-cuu/dong/")

    response = client.post("/tra-cuu/", {"code": f" {codes.grouped(code).lower().replace('-', ' ')} "})

    assert (response.status_code, response["Location"]) == (302, "/tra-cuu/")
    assert code not in response["Location"]


def test_only_failures_count_towards_the_limit(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_TRACK = "2/hour"
    here = {"REMOTE_ADDR": network()}
    _case, code = with_code(client)

    right = [client.post("/tra-cuu/", {"code": code}, **here).status_code for _ in range(5)]
    wrong = [client.post("/tra-cuu/", {"code": "x"}, **here).status_code for _ in range(3)]

    assert right == [302] * 5
    assert wrong == [200, 200, 429]


SENTENCES = {
    S.RECEIVED: ("Đã nhận", "Cán bộ chưa phân loại."),
    S.CLASSIFIED: ("Đã đọc", "Đang chọn nơi xử lý."),
    S.ROUTED: ("Đã giao", "Giao Phòng Kinh tế ngày"),
    S.RETURNED: ("Đang chọn lại nơi xử lý", "nơi tiếp nhận chọn đơn vị khác."),
    S.ACCEPTED: ("Đã thụ lý", "Phòng Kinh tế nhận xử lý từ"),
    S.AWAITING_APPROVAL: ("Đã thụ lý", "Phòng Kinh tế nhận xử lý từ"),
    S.NEEDS_MORE: ("Cần Ông/Bà bổ sung", "Xin trả lời trước"),
    S.ANSWERED: ("Đã trả lời", "Câu trả lời ở dưới."),
    S.TRANSFERRED: ("Đã chuyển", "Chuyển đến Sở Xây dựng ngày"),
    S.DECLINED: ("Đã trả lời trước đây", "Nếu có tình tiết mới, xin gửi thêm tại đây."),
    S.REOPENED: ("Đã mở lại", "Mở lại ngày"),
    S.WITHDRAWN: ("Ông/Bà đã rút", "Rút ngày"),
    S.CLOSED: ("Đã kết thúc", "Việc này kết thúc ngày"),
    S.MERGED: ("Trả lời chung", "Xử lý chung với thư ban đầu"),
}


@pytest.mark.parametrize("status", S)
def test_every_state_is_told_in_plain_words(desk: Desk, client: Client, status: S) -> None:
    html = opened(client, desk.opinion(status))

    badge, sentence = SENTENCES[status]
    assert f">{badge}</span>" in html
    assert sentence in html
    assert BODY in html


@pytest.mark.parametrize("status", S)
def test_reasons_names_and_the_alarm_stay_inside(desk: Desk, client: Client, status: S) -> None:
    html = opened(client, desk.opinion(status))

    for secret in ("Không thuộc phòng", "Người gửi chưa đồng ý", "Nguyễn Văn", "154/2026"):
        assert secret not in html
    assert client.get("/en/tra-cuu/").status_code == 200


def test_law_and_own_targets_are_never_mixed(desk: Desk, client: Client) -> None:
    html = opened(client, desk.opinion(S.CLASSIFIED))

    assert html.count("Hạn theo quy định") == 1
    assert "(căn cứ: khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13)" in html
    assert html.count("Mốc phục vụ") == 1
    assert "(do UBND xã Hàm Yên đặt ra)" in html


def test_a_case_page_asks_the_database_a_fixed_number_of_questions(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.ANSWERED)
    for number in range(10):
        workflow.add_words(case, text=f"Lời {number}", now=timezone.now())
    opened(client, case)

    with CaptureQueriesContext(connection) as captured:
        client.get("/tra-cuu/")

    assert len(captured) == 9


def test_an_answer_shows_outcome_and_asks_whether_it_helped(desk: Desk, client: Client) -> None:
    html = opened(client, desk.opinion(S.ANSWERED))

    assert "Tiếp thu" in html
    assert "Xã sửa cầu trong tháng này." in html
    assert "Câu trả lời có giúp được Ông/Bà không?" in html
    assert "Chưa đồng ý, đề nghị xem lại" in html


def test_a_look_at_the_contact_details_is_told_without_a_name(desk: Desk, client: Client) -> None:
    case, code = with_code(client, contact={"full_name": "Lý Thị Mẩy", "phone": "+84912345678"})
    workflow.reveal(case, by=desk.clerk, reason="Gọi hỏi vị trí")

    html = client.get("/tra-cuu/").content.decode()

    assert "đã xem thông tin liên hệ. Lý do: Gọi hỏi vị trí" in html
    assert desk.clerk.full_name not in html
    assert "Lý Thị Mẩy" not in html


@pytest.mark.parametrize(("kind", "guided"), [("khieu_nai", False), ("to_cao", True)])
def test_a_restricted_case_gives_nothing_away(desk: Desk, client: Client, kind: str, guided: bool) -> None:
    case = desk.restricted(states.LegalKind(kind))

    html = opened(client, case)

    assert "Việc này được xem ở nơi hạn chế." in html
    assert ("Muốn tố cáo theo Luật Tố cáo" in html) == guided
    for secret in (
        BODY,
        case.reference,
        "Những việc đã làm",
        "textarea",
        "/tra-cuu/rut/",
        "Đang ở",
        "Tân Tiến",
    ):
        assert secret not in html
    for path in ("them", "danh-gia"):
        client.post(f"/tra-cuu/{path}/", {"text": "x", "helpful": "yes"})
    client.post("/tra-cuu/rut/")
    case.refresh_from_db()
    assert (case.status, case.messages.count(), case.helpful) == (S.RECEIVED, 0, "")


def test_added_words_answer_the_question_and_work_goes_on(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.NEEDS_MORE)
    assert "Đoạn nào?" in opened(client, case)

    response = client.post("/tra-cuu/them/", {"text": "Đoạn trước trường học"}, follow=True)

    html = response.content.decode()
    assert "Đã nhận lời gửi thêm của Ông/Bà." in html
    assert "Đoạn trước trường học" in html
    case.refresh_from_db()
    assert case.status == S.ACCEPTED


def test_empty_and_too_long_words_come_back_with_a_sentence(desk: Desk, client: Client) -> None:
    with_code(client)

    empty = client.post("/tra-cuu/them/", {"text": "  "}).content.decode()
    long = client.post("/tra-cuu/them/", {"text": "a" * 5001}).content.decode()

    assert "Xin viết điều Ông/Bà muốn gửi thêm." in empty
    assert "Nội dung dài quá 5.000 ký tự (đang có 5.001)" in long
    assert "a" * 5001 in long


def test_words_written_after_the_cookie_died_are_kept_until_the_code_is_entered(
    desk: Desk, client: Client
) -> None:
    case, code = with_code(client)
    client.cookies.clear()

    closed = client.post("/tra-cuu/them/", {"text": "Thêm một điều"}).content.decode()
    wrong = client.post("/tra-cuu/them/", {"text": "Thêm một điều", "code": "x"}).content.decode()
    client.post("/tra-cuu/them/", {"text": "Thêm một điều", "code": code})

    assert "Trang tự đóng sau 30 phút" in closed
    assert "Thêm một điều" in closed
    assert WRONG in wrong
    assert case.messages.get().text == "Thêm một điều"


def test_words_written_under_a_replaced_code_are_kept_and_taken_with_the_new_one(
    desk: Desk, client: Client
) -> None:
    case, _old = with_code(client)
    identity.revoke_codes(about_type="feedback.submission", about_id=case.pk, now=timezone.now())
    fresh = codes.from_token_key("a new code")
    identity.issue_code(code=fresh, about_type="feedback.submission", about_id=case.pk, now=timezone.now())

    asked = client.post("/tra-cuu/them/", {"text": "Thêm một điều"}).content.decode()
    client.post("/tra-cuu/them/", {"text": "Thêm một điều", "code": fresh})

    assert 'name="code"' in asked
    assert "Thêm một điều" in asked
    assert case.messages.get().text == "Thêm một điều"


def test_withdrawing_asks_first_and_warns_of_pressure(desk: Desk, client: Client) -> None:
    Unit.objects.filter(pk=desk.other.pk).update(phone="0207 999 9999")
    Unit.objects.filter(pk=desk.organ.pk).update(conflict_desk=desk.other)
    case, _code = with_code(client)

    question = client.get("/tra-cuu/rut/").content.decode()
    case.refresh_from_db()
    before = case.status
    client.post("/tra-cuu/rut/")

    assert "Nếu có người ép Ông/Bà rút, xin đừng bấm và gọi 0207 999 9999." in question
    case.refresh_from_db()
    assert (before, case.status) == (S.RECEIVED, S.WITHDRAWN)
    assert client.get("/tra-cuu/rut/")["Location"] == "/tra-cuu/"


def test_what_the_sender_does_needs_the_code(desk: Desk, client: Client) -> None:
    assert client.get("/tra-cuu/rut/")["Location"] == "/tra-cuu/"
    assert client.post("/tra-cuu/danh-gia/", {"helpful": "yes"})["Location"] == "/tra-cuu/"
    assert client.get("/tra-cuu/them/").status_code == 405
    assert client.get("/tra-cuu/danh-gia/").status_code == 405


def test_the_sender_says_whether_it_helped_and_may_change_it(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.ANSWERED)
    opened(client, case)

    client.post("/tra-cuu/danh-gia/", {"helpful": "no"})
    client.post("/tra-cuu/danh-gia/", {"helpful": "nonsense"})
    html = client.post("/tra-cuu/danh-gia/", {"helpful": "partly"}, follow=True).content.decode()

    case.refresh_from_db()
    assert case.helpful == "partly"
    assert "Ông/Bà đã chọn: Một phần." in html


def test_a_lost_code_is_replaced_and_the_answer_is_always_the_same(desk: Desk, client: Client) -> None:
    case, code = with_code(client, contact={"email": "may@example.vn"})
    other = Client()

    right = other.post(
        "/tra-cuu/mat-ma/", {"reference": case.reference, "email": "May@example.vn"}, follow=True
    )
    wrong = Client().post(
        "/tra-cuu/mat-ma/", {"reference": "0000 0000", "email": "x@example.vn"}, follow=True
    )

    same = "Nếu thông tin khớp, thư có mã mới sẽ đến trong ít phút"
    assert same in right.content.decode()
    assert same in wrong.content.decode()
    assert tracking.find(code) is None
    assert Letter.objects.filter(kind="new_code").count() == 1


def test_the_clock_does_not_tell_who_left_which_address(desk: Desk, client: Client) -> None:
    case, _code = with_code(client, contact={"email": "may@example.vn"})
    took = {}
    for email in ("may@example.vn", "ai@example.vn"):
        began = time.monotonic()
        client.post("/tra-cuu/mat-ma/", {"reference": case.reference, "email": email})
        took[email] = time.monotonic() - began

    assert min(took.values()) >= status.LOST_CODE_TAKES


def test_a_lost_code_form_says_what_is_missing(desk: Desk, client: Client) -> None:
    html = client.post("/tra-cuu/mat-ma/", {"reference": "12", "email": "\x00"}).content.decode()

    assert "Số tiếp nhận gồm tám chữ số." in html
    assert 'href="#id_email"' in html


def test_a_lost_code_cannot_be_guessed_for_long(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_TRACK = "1/hour"
    data = {"reference": "1234-5678", "email": "a@example.vn"}
    here = {"REMOTE_ADDR": network()}

    answers = [client.post("/tra-cuu/mat-ma/", data, **here).status_code for _ in range(2)]

    assert answers == [302, 429]


def test_the_address_in_a_units_letter_leads_only_those_who_may_read(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.ROUTED)
    address = case.get_absolute_url()

    guest = client.get(address)
    client.force_login(desk.officer)
    officer = client.get(address)
    client.force_login(desk.stranger)
    stranger = client.get(address)

    assert guest["Location"].startswith("/dang-nhap/")
    assert officer["Location"] == f"/quan-tri/feedback/submission/{case.reference}/"
    assert stranger.status_code == 404
