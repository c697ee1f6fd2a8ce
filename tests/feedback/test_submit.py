"""The public form: what it stores, what it forgives, when it holds a letter or asks to send again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback import workflow
from feedback.models import Submission, SubmissionEvent
from officials.models import Unit
from portal import rows
from portal.clocks import workflow as clocks
from portal.clocks.models import Rule
from portal.identity.models import AccessCode, Person
from portal.outbox.models import Letter
from tests.feedback.desk import Desk
from tests.feedback.sender import BODY, network, token, typed

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")


def statements(captured: CaptureQueriesContext) -> list[str]:
    sql = [query["sql"] for query in captured.captured_queries]
    return [one for one in sql if not one.upper().startswith(TRANSACTION_WORDS)]


def test_the_form_page_asks_nothing_of_the_database_once_warm(desk: Desk, client: Client) -> None:
    client.get("/gop-y/")

    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get("/gop-y/")

    assert response.status_code == 200
    assert statements(captured) == []
    assert response["Cache-Control"] == "no-store"


def test_the_form_page_offers_every_field_of_the_contract(desk: Desk, client: Client) -> None:
    html = client.get("/gop-y/").content.decode()

    names = "kind topic field unit title body place full_name phone email address anonymous consent_publish"
    names += " attachments"
    assert [name for name in names.split() if f'name="{name}"' not in html] == []
    assert html.index('name="attachments"') > html.index('name="consent_publish"'), "files last"
    assert 'value="khong_ro" id="id_kind_0"' in html.replace('class="" ', "")
    assert "Nhờ nơi tiếp nhận chuyển giúp" in html
    assert "UBND xã Hàm Yên" in html


def test_words_alone_are_enough(desk: Desk, client: Client) -> None:
    response = client.post("/gop-y/", {"form_token": token(), "body": BODY})

    assert (response.status_code, response["Location"]) == (302, "/gop-y/da-nhan/")
    case = Submission.objects.get()
    assert (case.body, case.declared_kind, case.topic, case.field) == (BODY, "khong_ro", "khong_ro", "")
    assert (case.organ, case.addressed_to, case.person, case.reply_by) == (desk.organ, None, None, "page")
    assert case.language == "vi"


def test_everything_typed_is_stored_where_it_belongs(desk: Desk, client: Client) -> None:
    Unit.objects.filter(pk=desk.other.pk).update(is_addressable=True)
    data = typed(
        kind="gop_y",
        topic="can_bo",
        field="thu_tuc",
        unit="dang-uy",
        title="Một câu",
        place="Thôn 1",
        full_name="Giàng A Páo",
        phone="0912.345.678",
        email="pao@example.vn",
        address="Thôn 1",
        consent_publish="on",
        reply_by="phone",
    )

    client.post("/en/gop-y/", data)

    case = Submission.objects.get()
    assert (case.declared_kind, case.topic, case.field, case.title) == (
        "gop_y",
        "can_bo",
        "thu_tuc",
        "Một câu",
    )
    assert (case.organ, case.addressed_to, case.place) == (desk.other, desk.other, "Thôn 1")
    assert (case.consent_publish, case.reply_by, case.language) == (True, "phone", "en")
    assert case.person is not None
    assert case.person.data == {
        "full_name": "Giàng A Páo",
        "phone": "+84912345678",
        "email": "pao@example.vn",
        "address": "Thôn 1",
    }


def test_a_submission_takes_at_most_ten_statements(desk: Desk, client: Client) -> None:
    client.post("/gop-y/", typed())

    with CaptureQueriesContext(connection) as captured:
        response = client.post("/gop-y/", typed(email="a@example.vn", phone="0912345678", unit="ubnd"))

    assert response.status_code == 302
    assert len(statements(captured)) <= 10, "\n".join(statements(captured))


def test_without_a_name_nothing_but_the_mail_address_is_kept(desk: Desk, client: Client) -> None:
    data = typed(anonymous="on", full_name="Lý Thị Mẩy", phone="0912345678", address="Thôn 2")

    client.post("/gop-y/", data | {"email": "may@example.vn"})
    client.post("/gop-y/", data | {"form_token": token()})

    with_mail, without = Submission.objects.order_by("pk")
    assert with_mail.person is not None
    assert with_mail.person.data == {"email": "may@example.vn"}
    assert (without.person, without.anonymous) == (None, True)


def test_the_same_form_twice_is_one_opinion_with_the_same_code(desk: Desk, client: Client) -> None:
    data = typed(email="a@example.vn")

    first = client.post("/gop-y/", data, follow=True).content.decode()
    second = client.post("/gop-y/", data, follow=True).content.decode()

    assert shown_code(first) == shown_code(second)
    assert "Ý kiến này đã được nhận rồi, không cần gửi lại." in second
    counts = [model.objects.count() for model in (Submission, SubmissionEvent, AccessCode, Person, Letter)]
    assert counts == [1, 1, 1, 1, 1]


def test_a_key_that_a_restored_database_gave_away_costs_a_second_try(desk: Desk, client: Client) -> None:
    client.post("/gop-y/", {"form_token": token(), "body": BODY})
    taken = Submission.objects.get().pk
    rows._ahead[Submission].appendleft(taken)

    response = client.post("/gop-y/", {"form_token": token(), "body": BODY})

    assert response.status_code == 302
    assert Submission.objects.count() == 2


def shown_code(html: str) -> str:
    return html.split('id="code">')[1].split("<")[0]


def test_other_words_under_a_used_token_are_not_lost(desk: Desk, client: Client) -> None:
    data = typed()
    client.post("/gop-y/", data)

    response = client.post("/gop-y/", data | {"body": "Việc khác hẳn"})

    html = response.content.decode()
    assert "Việc khác hẳn" in html
    assert data["form_token"] not in html
    assert Submission.objects.count() == 1


def test_too_fast_keeps_everything_and_the_token(desk: Desk, client: Client, settings: Any) -> None:
    settings.MIN_FILL_SECONDS = 3
    data = typed(form_token=token(timedelta(0)), title="Một câu", kind="khen_ngoi")

    html = client.post("/gop-y/", data).content.decode()

    assert "Xin bấm Gửi lần nữa" in html
    assert data["form_token"] in html
    assert "Đề nghị khơi lại cống." in html
    assert 'value="Một câu"' in html
    assert Submission.objects.count() == 0


def test_token_of_a_server_whose_clock_is_ahead_is_taken(desk: Desk, client: Client, settings: Any) -> None:
    settings.MIN_FILL_SECONDS = 3

    response = client.post("/gop-y/", typed(form_token=token(timedelta(hours=-2))))

    assert response.status_code == 302


@pytest.mark.parametrize(
    "stale",
    [token(timedelta(hours=25)), "", "abc:def:ghi", "\x00", "a" * 5000],
    ids=["a day old", "empty", "foreign", "NUL", "long"],
)
def test_an_old_or_foreign_token_asks_to_send_again(desk: Desk, client: Client, stale: str) -> None:
    response = client.post("/gop-y/", typed(form_token=stale, full_name="Y Ban"))

    html = response.content.decode()
    assert "Trang mở đã lâu. Xin bấm Gửi lần nữa, nội dung vẫn còn." in html
    assert BODY.splitlines()[0] in html
    assert 'value="Y Ban"' in html
    assert Submission.objects.count() == 0
    fresh = html.split('name="form_token" value="')[1].split('"')[0]
    assert client.post("/gop-y/", typed(form_token=fresh)).status_code == 302


def test_a_lost_csrf_token_gives_the_form_back_filled(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/gop-y/", typed(csrfmiddlewaretoken="x" * 64))

    html = response.content.decode()
    assert response.status_code == 403
    assert "Trang mở đã lâu" in html
    assert BODY.splitlines()[0] in html
    assert Submission.objects.count() == 0
    again = typed(
        form_token=html.split('name="form_token" value="')[1].split('"')[0],
        csrfmiddlewaretoken=html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0],
    )
    assert client.post("/gop-y/", again).status_code == 302


@pytest.mark.parametrize(
    ("address", "name", "typed_text"),
    [
        ("/tra-cuu/", "code", "bcfg hjkl"),
        ("/tra-cuu/mat-ma/", "email", "hoa@example.vn"),
        ("/tra-cuu/them/", "text", "Xin thêm một lời"),
    ],
)
def test_a_lost_csrf_token_keeps_what_was_typed_on_every_page(
    desk: Desk, address: str, name: str, typed_text: str
) -> None:
    response = Client(enforce_csrf_checks=True).post(address, {name: typed_text})

    html = response.content.decode()
    assert response.status_code == 403
    assert "Trang mở đã lâu. Xin bấm nút lần nữa." in html
    assert typed_text in html


def test_a_lost_csrf_token_where_nothing_is_typed_is_a_page_that_says_so(desk: Desk) -> None:
    response = Client(enforce_csrf_checks=True).post("/tra-cuu/rut/")

    assert response.status_code == 403
    assert "Trang mở đã lâu" in response.content.decode()


def test_leaving_a_shared_machine_needs_no_csrf_token(desk: Desk) -> None:
    client = Client()
    client.post("/gop-y/", typed())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    response = strict.post("/tra-cuu/dong/")

    assert response.status_code == 302
    assert strict.get("/gop-y/da-nhan/").headers["Location"] == "/tra-cuu/"


def test_a_filled_trap_is_accepted_suspected_and_sends_nothing(desk: Desk, client: Client) -> None:
    response = client.post("/gop-y/", typed(website="http://spam.example", email="a@example.vn"))

    assert response.status_code == 302
    assert Submission.objects.get().suspected
    assert Letter.objects.get().state == "held"


def test_over_the_limit_the_letter_waits_and_far_over_it_nothing_is_taken(
    desk: Desk, client: Client, settings: Any
) -> None:
    settings.LIMIT_SUBMIT = "1/hour"
    here = {"REMOTE_ADDR": network()}

    codes = [client.post("/gop-y/", typed(email="a@example.vn"), **here).status_code for _ in range(10)]
    refused = client.post("/gop-y/", typed(full_name="Lù Văn Sùng"), **here)

    assert codes == [302] * 10
    assert list(Letter.objects.order_by("created_at").values_list("state", flat=True)[1:]) == ["held"] * 9
    assert refused.status_code == 429
    html = refused.content.decode()
    assert "đã gửi nhiều ý kiến trong giờ qua" in html
    assert desk.organ.phone in html
    assert 'value="Lù Văn Sùng"' in html
    assert int(refused["Retry-After"]) > 0
    assert Submission.objects.count() == 10


def test_tries_that_failed_do_not_count_against_the_address(
    desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMIT_LETTERS = "3/day"
    visitor, form = Client(raise_request_exception=False), {"form_token": token(), "body": BODY}
    form["email"] = "pao@example.vn"

    def away(**_facts: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(workflow, "submit", away)
        tries = {visitor.post("/gop-y/", form).status_code for _try in range(5)}
    visitor.post("/gop-y/", form)

    assert tries == {503}
    assert Letter.objects.get().state == "pending"


def test_before_any_organ_is_entered_the_form_says_so(db: None, client: Client) -> None:
    cache.clear()

    response = client.post("/gop-y/", typed())

    assert response.status_code == 200
    assert BODY.splitlines()[0] in response.content.decode()
    assert Submission.objects.count() == 0


def test_other_methods_are_refused(db: None, client: Client) -> None:
    assert client.put("/gop-y/").status_code == 405
    assert client.post("/gop-y/da-nhan/").status_code == 405
    assert client.post("/gop-y/khieu-nai/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/gop-y/khieu-nai/", "/gop-y/khieu-nai/mau-don/", "/gop-y/to-cao/"])
def test_pages_that_only_tell_open_in_both_languages(desk: Desk, client: Client, path: str) -> None:
    vietnamese, english = client.get(path), client.get(f"/en{path}")

    assert (vietnamese.status_code, english.status_code) == (200, 200)
    assert 'lang="vi"' in vietnamese.content.decode()
    assert 'html lang="en"' in english.content.decode()
    assert "[S" not in vietnamese.content.decode()


@pytest.mark.parametrize("code", ["notice_target", "answer_target"])
def test_an_opinion_is_taken_in_when_the_office_has_ended_a_target(
    desk: Desk, client: Client, code: str
) -> None:
    for rule in Rule.objects.filter(code=code):
        rule.valid_to = max(rule.valid_from, date(2026, 1, 31))
        clocks.save_rule(rule=rule, by=None, now=timezone.now())

    response = client.post("/gop-y/", typed(email="mai@example.vn"), follow=True)

    case = Submission.objects.get()
    assert case.reference in response.content.decode()
    assert not case.deadlines.filter(rule__code=code).exists()
    assert ("Mốc phục vụ" in Letter.objects.get().payload["body"]) == (code == "answer_target")
