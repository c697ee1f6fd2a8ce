"""Whatever is sent to the public form: a sentence or a 4xx page, and nothing half stored."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from feedback.forms import SubmissionForm
from feedback.models import Submission
from portal.identity.models import Person
from tests.feedback.desk import Desk
from tests.feedback.sender import token, typed

FORM = "application/x-www-form-urlencoded"


def refused(client: Client, **changes: Any) -> str:
    """The page the form answers with; nothing may be stored."""
    response = client.post("/gop-y/", typed(**changes))
    assert response.status_code == 200
    assert (Submission.objects.count(), Person.objects.count()) == (0, 0)
    return response.content.decode()


@pytest.mark.parametrize("body", ["", "   \n\t ", "\u200b\u200b", "\xa0"])
def test_an_empty_body_is_asked_for(desk: Desk, client: Client, body: str) -> None:
    html = refused(client, body=body, title="Một câu", full_name="Y Ban")

    assert "Xin viết nội dung ý kiến." in html
    assert 'href="#id_body"' in html
    assert "Xin xem lại 1 chỗ dưới đây" in html
    assert 'value="Một câu"' in html
    assert 'value="Y Ban"' in html


def test_ten_thousand_signs_pass_and_one_more_is_counted_aloud(desk: Desk, client: Client) -> None:
    longest = ("ầ" * 99 + "\r\n") * 99 + "ầ" * 100

    html = refused(client, body=longest + "x")
    response = client.post("/gop-y/", typed(body=longest))

    assert "Nội dung dài quá 10.000 ký tự (đang có 10.001). Xin rút gọn." in html
    assert response.status_code == 302
    assert len(Submission.objects.get().body) == 10_000


def test_a_megabyte_of_text_gets_its_sentence_and_stays_on_the_page(desk: Desk, client: Client) -> None:
    html = refused(client, body="a" * 1_000_000)

    assert "đang có 1.000.000" in html
    assert "a" * 1_000_000 in html


def test_more_than_the_server_reads_is_a_4xx_page(desk: Desk, client: Client) -> None:
    response = client.post("/gop-y/", typed(body="ầ" * 1_000_000))

    assert response.status_code in {400, 413}
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("name", ["body", "title", "place", "full_name", "phone", "email", "address"])
def test_nul_bytes_get_a_sentence_at_their_field(desk: Desk, client: Client, name: str) -> None:
    html = refused(client, **{"body": "Đường hỏng", name: "a\x00b@example.vn"})

    assert f'href="#id_{name}"' in html
    assert "Xin" in html


@pytest.mark.parametrize("name", ["kind", "topic", "field", "unit", "reply_by", "anonymous", "website"])
def test_nul_bytes_in_choices_are_no_server_error(desk: Desk, client: Client, name: str) -> None:
    response = client.post("/gop-y/", typed(**{name: "\x00"}))

    assert response.status_code in {200, 302}


def test_lone_surrogates_on_the_wire_are_no_server_error(desk: Desk, client: Client) -> None:
    """What is not UTF-8 arrives with replacement signs; a surrogate cannot get further than the form."""
    data = f"form_token={quote(token())}&body=%ED%A0%80%FF+duong+hong"

    response = client.post("/gop-y/", data, content_type=FORM)

    assert response.status_code == 302
    assert not re.search("[\ud800-\udfff]", Submission.objects.get().body)


def test_a_surrogate_inside_the_form_is_refused_with_a_sentence(desk: Desk) -> None:
    form = SubmissionForm({"body": "a\ud800b"})

    assert "body" in form.errors


def test_text_is_stored_composed_without_invisible_signs(desk: Desk, client: Client) -> None:
    decomposed = "Đươ\u0300ng ho\u0309ng\u202e gnáđ\u202c\u200b \U0001f600 \ufeffxong"

    client.post("/gop-y/", typed(body=decomposed, title="Hoa\u0300"))

    case = Submission.objects.get()
    assert (case.body, case.title) == ("Đường hỏng gnáđ \U0001f600 xong", "Hoà")


@pytest.mark.parametrize("name", ["full_name", "email", "title", "address", "phone", "place"])
def test_line_breaks_in_a_line_are_refused(desk: Desk, client: Client, name: str) -> None:
    html = refused(client, **{name: "a@example.vn\r\nBcc: b@example.vn"})

    assert f'href="#id_{name}"' in html


@pytest.mark.parametrize("phone", ["12", "0912 345", "abc", "+999999", "0" * 300])
def test_a_wrong_telephone_number_is_told_with_an_example(desk: Desk, client: Client, phone: str) -> None:
    html = refused(client, phone=phone)

    assert "Ví dụ: 0912 345 678. Có thể để trống." in html or "dài quá 40 ký tự" in html


@pytest.mark.parametrize("email", ["x", "a@", "a@b", "a b@example.vn", "a@example.vn,b@example.vn"])
def test_a_wrong_mail_address_is_told_with_an_example(desk: Desk, client: Client, email: str) -> None:
    assert "Ví dụ: ten@example.vn. Có thể để trống." in refused(client, email=email)


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "to_cao"), ("unit", "khong-co"), ("field", "x"), ("topic", "x"), ("reply_by", "x")],
)
def test_a_choice_nobody_offered_is_refused(desk: Desk, client: Client, name: str, value: str) -> None:
    assert "Xin chọn một mục trong danh sách." in refused(client, **{name: value})


@pytest.mark.parametrize("name", ["title", "place", "full_name", "address", "email"])
def test_a_line_too_long_says_how_long(desk: Desk, client: Client, name: str) -> None:
    assert f'href="#id_{name}"' in refused(client, **{name: "a" * 300})


def test_markup_stays_words(desk: Desk, client: Client) -> None:
    client.post("/gop-y/", typed(body="<script>alert(1)</script> {{ 7|add:7 }}"), follow=True)

    html = client.get("/tra-cuu/").content.decode()

    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7|add:7 }}" in html


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b"])
def test_a_host_that_is_not_ours_is_a_400_page(desk: Desk, client: Client, host: str) -> None:
    assert client.post("/gop-y/", typed(), HTTP_HOST=host).status_code == 400
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["/y-kien/%00/", "/y-kien/abc/", "/y-kien/1234-5678/x", "/gop-y/%00", "/tra-cuu/%ff/"]
)
def test_odd_addresses_are_404_pages(desk: Desk, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
