"""The frame of every page: health addresses, error pages, headers, the form pack, figures."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from officials.models import Unit
from portal import charts, urls, views
from portal.widgets import HintedRadioSelect


def _no_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection")


def _broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def _refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def _unreadable(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def _patient(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("kept")
    response["Cache-Control"] = "max-age=60"
    return response


urlpatterns = [
    path("no-database/", _no_database),
    path("broken/", _broken),
    path("refused/", _refused),
    path("unreadable/", _unreadable),
    path("patient/", _patient),
    path("slow-down/", lambda request: views.too_many_requests(request, minutes=7)),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

own_urls = pytest.mark.urls(__name__)


class OpinionForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[("a", "First"), ("b", "Second")],
        widget=HintedRadioSelect(choice_hints={"a": "Hint of first"}),
    )
    body = forms.CharField(help_text="What and where", error_messages={"required": "Write something."})
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


def test_healthz_says_ok(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_reports_each_part(visitor: Client) -> None:
    response = visitor.get("/readyz")

    report = response.json()
    assert response.status_code == 200
    assert report["status"] in {"ok", "degraded"}
    assert (report["database"], report["migrations"], report["broker"]) == (True, True, True)
    assert report["oldest_unsent_seconds"] is None


def test_readyz_is_down_when_a_migration_is_missing(visitor: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert response.json()["status"] == "down"
    assert response.json()["migrations"] is False


@pytest.mark.django_db(transaction=True)
def test_readyz_is_down_without_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()

    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "PORT", "1")
        response = Client().get("/readyz")
        connection.close()

    assert response.status_code == 503
    assert response.json()["database"] is False


@pytest.mark.django_db(transaction=True)
def test_readyz_is_degraded_without_the_broker(settings: pytest.FixtureRequest) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["broker"] is False


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/khong-co/", 404, "Không có trang này"),
        ("/refused/", 403, "Ông/Bà không được giao làm việc này."),
        ("/unreadable/", 400, "Yêu cầu không đọc được"),
        ("/slow-down/", 429, "Xin thử lại sau 7 phút"),
        ("/broken/", 500, "<strong>chưa được nhận</strong>"),
        ("/no-database/", 503, "<strong>chưa được nhận</strong>"),
    ],
)
@own_urls
def test_error_page_speaks_vietnamese(visitor: Client, address: str, status: int, words: str) -> None:
    response = visitor.get(address)

    assert response.status_code == status
    assert words in response.text
    assert '<html lang="vi">' in response.text


@own_urls
def test_page_for_failures_speaks_even_when_no_template_can_be_shown(
    visitor: Client, settings: Any, tmp_path: Path
) -> None:
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path  # nothing was collected, so every page fails at its style sheet
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}

    response = visitor.get("/broken/")

    assert response.status_code == 500
    assert "chưa hiện mã tra cứu là chưa được nhận" in response.text


def test_error_page_speaks_english_under_en(visitor: Client) -> None:
    response = visitor.get("/en/nowhere/")

    assert response.status_code == 404
    assert "There is no such page" in response.text


def test_foreign_host_gets_a_sentence(visitor: Client) -> None:
    response = visitor.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "Yêu cầu không đọc được" in response.text


@own_urls
def test_unavailable_page_gives_the_typed_words_back(visitor: Client) -> None:
    typed = {"body": "Cầu tràn <hỏng>", "kind": "phan_anh", "form_token": "t0k3n"}

    response = visitor.post("/no-database/", typed)

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Cầu tràn &lt;hỏng&gt;</textarea>" in response.text
    assert '<input type="hidden" name="kind" value="phan_anh">' in response.text
    assert '<input type="hidden" name="form_token" value="t0k3n">' in response.text
    assert 'action="/no-database/"' in response.text


@own_urls
def test_unavailable_page_never_repeats_a_password(visitor: Client) -> None:
    response = visitor.post("/no-database/", {"username": "vanthu", "password": "hush-hush"})

    assert response.status_code == 503
    assert "hush-hush" not in response.text
    assert "<form" not in response.text.split("<main")[1]


@own_urls
def test_pages_carry_the_protecting_headers(visitor: Client) -> None:
    response = visitor.get("/khong-co/")

    assert response["Cache-Control"] == "no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


@own_urls
def test_view_may_set_its_own_cache_rule(visitor: Client) -> None:
    assert visitor.get("/patient/")["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    ("here", "there"), [("/gop-y/?a=1", "/en/gop-y/?a=1"), ("/en/tra-cuu/", "/tra-cuu/")]
)
def test_language_link_leads_to_the_same_page(here: str, there: str) -> None:
    request = RequestFactory().get(here)

    with translation.override("en" if here.startswith("/en/") else "vi"):
        html = render_to_string("base.html", {"request": request, "page_title": "x"})

    assert f'href="{there}"' in html


def test_home_page_offers_sending_and_following() -> None:
    html = render_to_string("home.html", {"office": None})

    assert re.search(r'class="btn btn-big" href="/gop-y/"', html)
    assert re.search(r'<form method="post" action="/tra-cuu/" novalidate>', html)
    assert html.count("<h1") == 1


def test_field_puts_hint_and_error_before_the_control() -> None:
    html = render_crispy_form(OpinionForm({"kind": "a", "body": ""}))

    order = [html.index(mark) for mark in ('id="id_body_helptext"', 'id="id_body_error"', 'name="body"')]
    assert order == sorted(order)
    assert 'aria-describedby="id_body_helptext id_body_error"' in html
    assert 'aria-invalid="true"' in html


def test_error_summary_takes_focus_and_links_to_fields() -> None:
    html = render_crispy_form(OpinionForm({}))

    summary = html[html.index("error-summary") : html.index("</ul>")]
    assert 'tabindex="-1" autofocus' in summary
    assert 'href="#id_kind_0"' in summary
    assert '<a href="#id_body">Write something.</a>' in summary


def test_radio_hint_is_tied_to_its_button() -> None:
    html = render_crispy_form(OpinionForm())

    assert re.search(r'<input[^>]* id="id_kind_0"[^>]* aria-describedby="id_kind_0_hint"', html)
    assert '<span class="hint" id="id_kind_0_hint">Hint of first</span>' in html
    assert "id_kind_1_hint" not in html


def test_bars_are_whole_numbers_beside_their_figures() -> None:
    rows = [charts.Bar("Đất đai", 3, "/a/"), charts.Bar("Y tế", 1, is_late=True)]

    with translation.override("vi"):
        html = charts.bars(rows, title="Theo lĩnh vực", head="Lĩnh vực", number_head="Ý kiến")

    assert re.findall(r'<rect width="([^"]*)"', html) == ["1000", "333"]
    assert '<a href="/a/">3</a>' in html
    assert html.count('class="late"') == 1


def test_bars_without_rows_say_so() -> None:
    html = charts.bars([], title="x", head="x", number_head="x")

    assert "<table" not in html
    assert 'class="empty"' in html


def test_columns_draw_each_number_and_list_it() -> None:
    months = [charts.Column("01/2026", [1234, 0]), charts.Column("02/2026", [600, 300], "/b/")]

    with translation.override("vi"):
        html = charts.columns(months, title="Theo tháng", head="Tháng", series=["Nhận", "Trả lời"])

    heights = [int(height) for height in re.findall(r'width="14" height="(\d+)"', html)]
    assert heights == [1234 * 200 // 1400, 0, 600 * 200 // 1400, 300 * 200 // 1400]
    assert 'role="img" aria-labelledby="chart-' in html
    assert '<a href="/b/">02/2026</a>' in html


def test_columns_bear_nothing_but_zeros() -> None:
    html = charts.columns([charts.Column("01", [0])], title="x", head="x", series=["x"])

    assert 'height="0"' in html


@pytest.mark.parametrize("mark", [r"\sstyle\s*=", r"<style", r"<script(?![^>]*\ssrc=)", r"\son[a-z]+\s*="])
def test_templates_hold_nothing_the_policy_would_drop(mark: str) -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    guilty = [page.name for page in folder.rglob("*.html") if re.search(mark, page.read_text("utf-8"))]

    assert guilty == []


def test_style_sheet_stays_small() -> None:
    sheet = (Path(settings.BASE_DIR) / "static" / "portal.css").read_bytes()

    assert len(gzip.compress(sheet)) <= 3300


@pytest.mark.django_db(transaction=True)
def test_unavailable_page_names_the_office_as_last_read(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Unit(name="Ủy ban nhân dân xã Hàm Yên", phone="0207 3843 111")
    cache.set("officials.office.last", office, None)
    cache.delete("officials.office")
    connection.close()

    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "PORT", "1")
        html = views.unavailable(RequestFactory().get("/gop-y/")).text
        connection.close()
    cache.clear()

    assert "hoặc gọi 0207 3843 111" in html


def test_every_second_month_may_step_aside_on_a_telephone_but_never_the_last() -> None:
    months = [charts.Column(f"{number:02}/2026", [number]) for number in range(1, 13)]

    html = charts.columns(months, title="x", head="x", series=["x"])

    assert html.count('class="between"') == 6
    assert re.search(r'<text x="\d+" y="\d+">12/2026', html)
