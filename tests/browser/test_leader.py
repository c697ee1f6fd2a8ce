"""A leader in a real Chromium: from the number to the row to the yes, in light and dark, on paper too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feedback.states import LegalKind, Status
from portal.outbox.models import Letter
from tests.reports import office as offices
from tests.reports.office import PASSWORD, Office, days_ago

pytestmark = pytest.mark.browser


@pytest.fixture
def office(transactional_db: None, reference_data: None) -> Office:
    office = offices.found()
    for days in (1, 40, 90):
        office.accept(office.receive(days_ago(days)), days_ago(days), kind=LegalKind.KIEN_NGHI)
    office.answer(office.receive(days_ago(20)), days_ago(18))
    office.submit_answer(office.receive(days_ago(3), email="an@example.vn"), days_ago(2))
    return office


def log_in(page: Page, office: Office) -> Page:
    page.goto("/dang-nhap/?next=/lanh-dao/")
    page.get_by_label("Tên đăng nhập").fill(office.leader.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang lãnh đạo")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", ["phone", "desk"])
def test_every_page_of_the_leader_is_accessible_and_fits(
    office: Office, open_page: Callable[..., Page], axe: Callable[[Page], None], viewport: str, scheme: str
) -> None:
    page = log_in(open_page(viewport, color_scheme=scheme), office)
    waiting = f"/lanh-dao/duyet/{office.last.reference}/"
    for address in (
        "/lanh-dao/",
        "/lanh-dao/?since=32/13/2026",
        "/lanh-dao/danh-sach/?show=late_by_law",
        "/lanh-dao/duyet/",
        waiting,
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

        axe(page)

        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_leader_goes_from_number_to_list_without_script(
    office: Office, open_page: Callable[..., Page]
) -> None:
    page = log_in(open_page("phone", javascript=False), office)

    tile = page.locator(".tile", has_text="Quá hạn theo quy định")
    number = tile.locator(".number").inner_text()
    tile.get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Quá hạn theo quy định: {number}")
    assert page.locator(".cards > li").count() == int(number) > 0


def test_leader_chooses_days_and_is_told_what_is_wrong(
    office: Office, open_page: Callable[..., Page]
) -> None:
    page = log_in(open_page("phone"), office)

    page.get_by_label("Từ ngày").fill("5/3")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator(".error-summary")).to_contain_text("Xin ghi ngày/tháng/năm")
    page.get_by_label("Từ ngày").fill("01/01/2020")
    page.get_by_role("button", name="Xem").click()

    expect(page.get_by_text("Khoảng ngày đã chọn")).to_be_visible()
    expect(page.locator(".tile", has_text="Đã tiếp nhận").locator(".number")).to_have_text("5")


def test_leader_reads_the_letter_and_approves_it(office: Office, open_page: Callable[..., Page]) -> None:
    page = log_in(open_page("phone"), office)

    page.locator(".tile", has_text="Đang chờ tôi duyệt").get_by_role("link").click()
    page.locator(".cards a").click()
    expect(page.locator(".letter")).to_contain_text("Xã đã giao sửa cầu.")
    page.get_by_role("button", name="Duyệt và gửi").click()

    expect(page.get_by_role("status")).to_contain_text("đã được duyệt")
    office.last.refresh_from_db()
    assert office.last.status == Status.ANSWERED
    assert Letter.objects.filter(kind="answered").count() == 1


def test_dashboard_prints_on_a4_with_its_tables_open(
    office: Office, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = log_in(open_page("desk"), office)

    page.emulate_media(media="print")
    pdf = page.pdf(path=tmp_path / "board.pdf", format="A4")

    assert pdf.startswith(b"%PDF")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Tháng")).to_be_visible()
