"""Requests no browser sends: other encodings, broken multipart, stray bytes, other methods, other places."""

from typing import Any

import pytest
from django.test import Client

from feedback.models import Submission
from portal import broker, limits
from portal.outbox.models import Letter
from portal.uploads.models import Upload
from tests.feedback.desk import Desk
from tests.feedback.sender import network, typed, with_code

FORM = "application/x-www-form-urlencoded"
PAGES = ("/gop-y/", "/tra-cuu/", "/tra-cuu/them/", "/tra-cuu/mat-ma/", "/dang-nhap/", "/quan-tri/")


def multipart(*parts: bytes, boundary: str = "b") -> dict[str, Any]:
    body = (
        b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--b--\r\n"
    )
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


BROKEN: dict[str, dict[str, Any]] = {
    **{
        f"charset {name}": {"data": b"body=+ADw-x", "content_type": f"{FORM}; charset={name}"}
        for name in ("utf-7", "utf-16", "idna", "base64", "hex", "latin-1")
    },
    "multipart in idna": multipart(b'name="body"\r\n\r\nabc\xff', boundary="b; charset=idna"),
    "no boundary": {"data": b"x", "content_type": "multipart/form-data"},
    "an endless boundary": multipart(b'name="body"\r\n\r\nx', boundary="b" * 300),
    "5,000 fields": {"data": "&".join(f"f{n}=x" for n in range(5000)).encode(), "content_type": FORM},
    "1,000 parts": multipart(*(f'name="f{n}"\r\n\r\nx'.encode() for n in range(1000))),
    "10 MB of body": {"data": b"body=" + b"a" * 10_000_000, "content_type": FORM},
    "base64 that is none": multipart(b'name="body"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_request_no_browser_sends_is_a_4xx_and_stores_nothing(
    desk: Desk, client: Client, name: str
) -> None:
    answers = {page: client.generic("POST", page, **BROKEN[name]).status_code for page in PAGES}

    assert {status // 100 for status in answers.values()} <= {2, 3, 4}, answers
    assert answers["/gop-y/"] in {400, 413, 200}
    assert (Submission.objects.count(), Upload.objects.count()) == (0, 0)


STRANGE: dict[str, dict[str, Any]] = {
    "a boundary that never comes": multipart(b'name="body"\r\n\r\nx', boundary="c"),
    "1 MB of a part's header": multipart(b'name="body"; x="' + b"a" * 1_000_000 + b'"\r\n\r\nx'),
    "a file's name of 1 MB": multipart(b'name="attachments"; filename="' + b"a" * 1_000_000 + b'"\r\n\r\nx'),
    "1,000 files": multipart(*[b'name="attachments"; filename="a.jpg"\r\n\r\nx'] * 1000),
    "a file under another name": multipart(b'name="body"; filename="a.jpg"\r\n\r\nx'),
    "a name in no encoding": multipart(b"name=\"attachments\"; filename*=zz''%ff%00\r\n\r\nx"),
    "NUL in a file's name": multipart(b'name="attachments"; filename="a\x00.jpg"\r\n\r\nx'),
    "NUL everywhere": {"data": b"%00=%00&form_token=%00&kept=%00&body=%00", "content_type": FORM},
    "surrogates in tokens": {"data": b"form_token=%ed%a0%80&kept=%ed%a0%80&body=", "content_type": FORM},
    "JSON": {"data": b'{"body": "x"}', "content_type": "application/json"},
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_form_is_asked_for_again(desk: Desk, client: Client, name: str) -> None:
    response = client.generic("POST", "/gop-y/", **STRANGE[name])

    assert response.status_code in {200, 400}
    assert (Submission.objects.count(), Upload.objects.count()) == (0, 0)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_methods_are_405(desk: Desk, client: Client, method: str) -> None:
    answers = {
        client.generic(method, page).status_code for page in ("/", "/gop-y/", "/tra-cuu/", "/dang-nhap/")
    }

    assert answers == {405}


@pytest.mark.parametrize("value", ["\x00", "\xff\xfe", "a" * 6000, "<script>alert(1)</script>", "='; DROP--"])
def test_cookies_and_headers_of_any_bytes_are_no_server_error(desk: Desk, client: Client, value: str) -> None:
    for name in ("staff", "csrf", "messages", "code"):
        client.cookies[name] = value
    headers = {
        f"HTTP_{name}": value for name in ("ACCEPT_LANGUAGE", "USER_AGENT", "REFERER", "X_FORWARDED_FOR")
    }

    answers = [client.get(page, **headers) for page in ("/", "/gop-y/", "/tra-cuu/", "/quan-tri/", "/en/")]

    assert {answer.status_code for answer in answers} <= {200, 302}
    assert not any(b"<script>alert(1)" in answer.content for answer in answers)


@pytest.mark.parametrize(
    "name", ["X_FORWARDED_HOST", "FORWARDED", "X_ORIGINAL_URL", "X_REWRITE_URL", "X_HTTP_METHOD_OVERRIDE"]
)
def test_a_forwarded_place_is_not_believed(desk: Desk, client: Client, name: str) -> None:
    response = client.get("/dang-nhap/", **{f"HTTP_{name}": "evil.example"})

    assert response.status_code == 200
    assert b"evil.example" not in response.content


ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\/evil.example", "javascript:alert(1)", "https://evil.example",
    "http:///evil.example", "/\t/evil.example", "\x00//evil.example", "https:/evil.example", "//evil\u3002x",
    "//testserver@evil.example", "http://testserver.evil.example/", "data:text/html,x",
)  # fmt: skip


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_who_logs_in_is_led_nowhere_else(desk: Desk, client: Client, goal: str) -> None:
    known = {"username": "thu", "password": "mat-khau-rat-dai", "next": goal}

    led = client.post("/dang-nhap/", known, REMOTE_ADDR=network())
    again = client.get("/dang-nhap/", {"next": goal})

    assert {led.headers["Location"], again.headers["Location"]} <= {"/can-bo/", "/can-bo/xac-thuc/"}


@pytest.mark.parametrize("path", ["//evil.example/gop-y", "/%5cevil.example/gop-y", "/en//evil.example"])
def test_a_missing_slash_leads_nowhere_else(desk: Desk, client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code in {301, 302, 404}
    assert not response.headers.get("Location", "/x").startswith(("//", "/\\", "http"))


def test_a_hundred_wrong_codes_stop_one_network_only(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_TRACK, settings.REDIS_URL = "30/hour", "redis://127.0.0.1:1/0"
    limits._memory.reset()
    broker.breaker.reset()
    _case, code = with_code(client)
    here, there = network(), network()

    wrong = [
        Client().post("/tra-cuu/", {"code": f"BCFG-HJKM-NPQR-ST{n:03d}"}, REMOTE_ADDR=here)
        for n in range(100)
    ]
    right = Client().post("/tra-cuu/", {"code": code}, REMOTE_ADDR=there)

    assert [answer.status_code for answer in wrong] == [200] * 30 + [429] * 70
    assert "Xin thử lại sau" in wrong[-1].content.decode()
    assert (right.status_code, right.headers["Location"]) == (302, "/tra-cuu/")
    broker.breaker.reset()


@pytest.mark.parametrize("name", ["full_name", "email", "title"])
@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_no_field_adds_a_line_to_a_letter(desk: Desk, client: Client, name: str, breaks: str) -> None:
    typed_in = typed(email="dan@example.vn") | {name: f"a@example.vn{breaks}Bcc: b@example.vn"}

    client.post("/gop-y/", typed_in, REMOTE_ADDR=network())

    for letter in Letter.objects.all():
        assert letter.payload["recipient"] == "dan@example.vn"
        assert "Bcc" not in letter.subject + letter.payload["body"]


def test_the_receipt_repeats_nothing_that_was_typed(desk: Desk, client: Client) -> None:
    """Else anybody could write to a stranger through us."""
    words = {
        name: f"zz{name}zz https://evil.example"
        for name in ("body", "title", "place", "full_name", "address")
    }

    client.post("/gop-y/", typed(**words, email="dan@example.vn", phone="0912345678"))

    letter = Letter.objects.get()
    assert [
        word for word in ("zz", "evil.example", "912345678", "dan@") if word in letter.payload["body"]
    ] == []
    assert "zz" not in letter.subject
