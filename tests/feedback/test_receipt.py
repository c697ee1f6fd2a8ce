"""The receipt: only from the cookie, with code, number, next steps and what was dropped."""

from typing import Any

import pytest
from django.test import Client

from feedback import states, workflow
from portal.identity import codes, cookies
from portal.outbox.models import Letter
from tests.feedback.desk import Desk
from tests.feedback.sender import typed, with_code


def sent(client: Client, **changes: Any) -> str:
    return client.post("/gop-y/", typed(**changes), follow=True).content.decode()


def test_without_a_cookie_the_receipt_leads_to_the_box(desk: Desk, client: Client) -> None:
    client.cookies[cookies.NAME] = "gAAAAA-not-ours"

    response = client.get("/gop-y/da-nhan/")

    assert (response.status_code, response["Location"]) == (302, "/tra-cuu/")


def test_the_receipt_shows_code_number_and_next_steps(desk: Desk, client: Client) -> None:
    html = sent(client)

    code = html.split('id="code">')[1].split("<")[0]
    assert codes.normalise(code) == cookies.recall(client.get("/").wsgi_request)
    assert "PHIẾU TIẾP NHẬN Ý KIẾN" in html
    assert "do UBND xã Hàm Yên đặt ra" in html
    assert "Mốc phục vụ: chậm nhất " in html
    assert "<svg" in html
    assert "style=" not in html
    assert "Lưu trang" not in html


def test_the_receipt_says_the_day_that_was_stored(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    target = case.deadlines.get(rule__code="notice_target").due_on

    html = client.get("/gop-y/da-nhan/").content.decode()

    assert f"{target:%d/%m/%Y}" in html


def test_the_receipt_is_never_kept_by_the_browser(desk: Desk, client: Client) -> None:
    response = client.post("/gop-y/", typed())

    cookie = response.cookies[cookies.NAME]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (1800, True, "Lax")
    assert client.get("/gop-y/da-nhan/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reply_by": "page"}, "Trả lời hiện trên trang tra cứu."),
        ({"reply_by": "email", "email": "a@example.vn"}, "gửi đến thư điện tử của Ông/Bà"),
        ({"reply_by": "phone", "phone": "0912345678"}, "chúng tôi gọi số điện thoại"),
        ({"reply_by": "post", "address": "Thôn 1"}, "gửi thư giấy đến nơi ở"),
        ({"reply_by": "desk"}, "đến lấy văn bản tại nơi tiếp nhận"),
        ({"reply_by": "phone"}, "Không có số điện thoại được lưu"),
        ({"reply_by": "post", "address": "Thôn 1", "anonymous": "on"}, "Không có nơi ở được lưu"),
    ],
)
def test_the_receipt_says_how_the_answer_comes(
    desk: Desk, client: Client, changes: dict[str, str], words: str
) -> None:
    assert words in sent(client, **changes)


def test_without_a_name_the_receipt_says_what_was_dropped(desk: Desk, client: Client) -> None:
    bare = sent(client, anonymous="on", full_name="Nguyễn Thị Hoa")
    with_mail = sent(client, anonymous="on", email="a@example.vn")

    assert "họ tên, điện thoại, nơi ở không được lưu" in bare
    assert "mất mã sẽ không cấp lại được" in bare
    assert "mất mã sẽ không cấp lại được" not in with_mail
    assert "Nguyễn Thị Hoa" not in bare


def test_the_first_letter_carries_the_same_code_in_the_fragment(desk: Desk, client: Client) -> None:
    html = sent(client, email="a@example.vn")

    code = html.split('id="code">')[1].split("<")[0]
    assert f"/tra-cuu/#{code}" in Letter.objects.get().payload["body"]


def test_a_restricted_case_has_no_receipt_any_more(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    workflow.act(
        case, states.Action.RESTRICT, by=desk.clerk, words="Nêu đích danh", legal_kind=states.LegalKind.TO_CAO
    )

    response = client.get("/gop-y/da-nhan/")

    assert (response.status_code, response["Location"]) == (302, "/tra-cuu/")


def test_leaving_forgets_the_code_on_this_machine(desk: Desk, client: Client) -> None:
    with_code(client)

    response = client.post("/tra-cuu/dong/")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/gop-y/da-nhan/")["Location"] == "/tra-cuu/"
    assert client.get("/tra-cuu/dong/").status_code == 405
