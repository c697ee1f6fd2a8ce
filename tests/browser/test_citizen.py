"""The citizen in a real Chromium: form, receipt, tracking, added words, withdrawal; also without scripts."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, Response, expect

from feedback import states
from feedback.models import Submission
from portal.identity import codes
from portal.identity import workflow as identity
from tests.feedback.desk import Desk
from tests.feedback.sender import BODY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHEMES = ("light", "dark")


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


def send(page: Page, **texts: str) -> str:
    """Fill the form as a citizen does and return the code of the receipt."""
    page.goto("/gop-y/")
    page.get_by_label("Nội dung", exact=True).fill(BODY)
    for label, text in texts.items():
        page.fill(f"[name={label}]", text)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận ý kiến của Ông/Bà")
    return page.locator("#code").inner_text()


def new_code(case: Submission) -> str:
    code = codes.from_token_key(f"browser {case.pk}")
    identity.issue_code(code=code, about_type="feedback.submission", about_id=case.pk, now=case.recorded_at)
    return code


def enter(page: Page, code: str) -> None:
    page.goto("/tra-cuu/")
    page.get_by_label("Nhập mã tra cứu").fill(code.lower())
    page.get_by_role("button", name="Theo dõi").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizen_goes_the_whole_way_on_a_phone(
    desk: Desk, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    code = send(page, full_name="Giàng A Páo", phone="0912 345 678")

    page.get_by_role("button", name="Đóng và xóa khỏi máy này").click()
    expect(page.get_by_text("Đã đóng và xóa khỏi máy này.")).to_be_visible()
    enter(page, code)
    expect(page.get_by_text("Cán bộ chưa phân loại.")).to_be_visible()
    page.get_by_label("Gửi thêm lời").fill("Cống ở trước nhà văn hóa thôn.")
    page.get_by_role("button", name="Gửi lời này").click()
    expect(page.get_by_text("Cống ở trước nhà văn hóa thôn.")).to_be_visible()
    page.get_by_role("link", name="Rút ý kiến").click()
    expect(page.get_by_text("Nếu có người ép Ông/Bà rút")).to_be_visible()
    page.get_by_role("button", name="Rút ý kiến").click()
    expect(page.get_by_text("Ông/Bà đã rút")).to_be_visible()

    assert Submission.objects.get().status == states.Status.WITHDRAWN


def test_an_error_summary_takes_focus_and_leads_to_the_field(desk: Desk, page: Page) -> None:
    page.goto("/gop-y/")
    page.get_by_label("Họ và tên").fill("Lý Thị Mẩy")

    page.get_by_role("button", name="Gửi ý kiến").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_be_focused()
    expect(page.get_by_label("Họ và tên")).to_have_value("Lý Thị Mẩy")


def test_the_code_in_the_fragment_fills_the_box_and_leaves_the_address(desk: Desk, page: Page) -> None:
    code = send(page)
    page.get_by_role("button", name="Đóng và xóa khỏi máy này").click()

    page.goto(f"/tra-cuu/#{code}")

    expect(page.get_by_label("Nhập mã tra cứu")).to_have_value(code)
    assert page.url.endswith("/tra-cuu/")


def test_contact_boxes_and_topics_show_only_when_they_matter(desk: Desk, page: Page) -> None:
    page.goto("/gop-y/")
    expect(page.get_by_label("Họ và tên")).to_be_visible()
    expect(page.get_by_text("Góp ý về")).to_be_hidden()

    page.get_by_label("Tôi gửi không ghi tên").check()
    page.get_by_label("Góp ý xây dựng Đảng, xây dựng chính quyền").check()

    expect(page.get_by_label("Họ và tên")).to_be_hidden()
    expect(page.get_by_text("Góp ý về")).to_be_visible()


def test_the_form_page_is_small(desk: Desk, page: Page) -> None:
    """The test server sends static files as they are; WhiteNoise sends them compressed, so they count so."""
    sizes: list[int] = []

    def weigh(response: Response) -> None:
        is_compressed = "content-encoding" in response.headers
        sent = response.request.sizes()
        body = sent["responseBodySize"] if is_compressed else len(gzip.compress(response.body()))
        sizes.append(body + sent["responseHeadersSize"])

    page.on("requestfinished", lambda request: weigh(request.response()))
    page.goto("/gop-y/", wait_until="networkidle")

    assert len(sizes) <= 3
    assert sum(sizes) <= 10 * 1024


PAGES = [
    "/",
    "/gop-y/",
    "/gop-y/khieu-nai/",
    "/gop-y/khieu-nai/mau-don/",
    "/gop-y/to-cao/",
    "/tra-cuu/",
    "/tra-cuu/mat-ma/",
    "/en/gop-y/",
]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_anybody_may_open_break_no_rule(
    desk: Desk, open_page: Callable[..., Page], axe: Callable[[Page], None], scheme: str
) -> None:
    page = open_page(color_scheme=scheme)

    for path in PAGES:
        page.goto(path)
        axe(page)
    page.goto("/gop-y/")
    page.get_by_label("Góp ý xây dựng Đảng, xây dựng chính quyền").check()
    page.fill("[name=phone]", "12")
    page.get_by_role("button", name="Gửi ý kiến").click()
    axe(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_of_a_case_break_no_rule(
    desk: Desk, open_page: Callable[..., Page], axe: Callable[[Page], None], scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    cases = [desk.opinion(status) for status in ("needs_more", "answered", "withdrawn")]
    send(page)
    axe(page)
    page.goto("/tra-cuu/rut/")
    axe(page)

    for case in [*cases, desk.restricted()]:
        page.context.clear_cookies()
        enter(page, new_code(case))
        axe(page)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_is_wider_than_its_window(desk: Desk, open_page: Callable[..., Page], width: int) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 740})
    send(page)

    for path in [*PAGES, "/gop-y/da-nhan/", "/tra-cuu/rut/"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
