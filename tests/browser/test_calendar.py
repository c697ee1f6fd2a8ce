"""The calendar of receptions in a real Chromium: planned and posted at the desk, found on a phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from sessions_app import emails
from sessions_app.models import Meeting, Schedule, TurnBook
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office
from tests.sessions.test_registration import register
from tests.sessions.test_turns import receive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/quan-tri/sessions_app/meeting/"


@pytest.fixture
def office(transactional_db: None, live_server: Any) -> Office:
    cache.clear()
    return Office(Desk.opened())


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_year_is_planned_posted_put_off_and_read_by_a_citizen(
    office: Office, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    year = timezone.localdate().year + 1
    Schedule.objects.update(capacity=1)
    page = seated(open_page("desk", javascript=False), office.keeper, live_server)
    page.goto(BASE)
    page.get_by_role("link", name="Lập lịch cả năm").click()
    page.get_by_label("Lịch tiếp cố định").select_option(label="Tiếp công dân định kỳ, Chủ tịch UBND xã")
    page.get_by_label("Năm").select_option(str(year))
    page.get_by_role("button", name="Xem các ngày").click()
    page.get_by_role("button", name="Ghi 24 ngày vào lịch").click()
    page.get_by_role("button", name="Niêm yết các ngày đã chọn").click()
    expect(page.get_by_text("Đã niêm yết 24 buổi")).to_be_visible()
    first, second = Meeting.objects.order_by("day")[:2]
    page.goto(f"{BASE}{first.pk}/")
    page.get_by_role("link", name="Lùi lịch").click()
    new_day = second.day + timedelta(days=1)
    while new_day.weekday() > 4:
        new_day += timedelta(days=1)
    page.get_by_label("Ngày", exact=True).fill(f"{new_day:%d/%m/%Y}")
    page.get_by_label("Lý do").fill("Chủ tịch dự họp ở tỉnh")
    page.get_by_role("button", name="Lùi lịch").click()
    expect(page.get_by_text("thời gian mới đã niêm yết")).to_be_visible()

    citizen = open_page("phone", javascript=False)
    citizen.goto("/")
    citizen.get_by_role("link", name="Lịch tiếp công dân").click()
    citizen.get_by_label("Năm").select_option(str(year))
    citizen.get_by_role("button", name="Xem").click()
    expect(citizen.get_by_text(f"Lùi sang {new_day:%d/%m/%Y}.")).to_be_visible()
    assert fits(citizen)
    citizen.get_by_role("link", name=f"{first.day:%d/%m}").first.click()
    expect(citizen.get_by_text("Chủ tịch dự họp ở tỉnh")).to_be_visible()
    citizen.get_by_role("link", name="Xem thời gian mới").click()
    expect(citizen.get_by_text("Thay cho buổi ngày")).to_be_visible()
    citizen.get_by_role("link", name="Đăng ký trước").click()
    citizen.get_by_label("Họ và tên").fill("Hoàng Thị Sính")
    citizen.get_by_label("Số điện thoại").fill("0912345678")
    citizen.get_by_role("button", name="Gửi đăng ký").click()
    expect(citizen.get_by_role("link", name="Xin ghi vài câu")).to_be_visible()
    citizen.get_by_label("Nội dung muốn trình bày").fill("Đất bị lấn, xin đo lại")
    citizen.get_by_role("button", name="Gửi đăng ký").click()
    expect(citizen.get_by_text("Ông/Bà đã có chỗ.")).to_be_visible()
    citizen.get_by_text("Sửa đăng ký").click()
    citizen.get_by_label("Số người cùng đến").fill("4")
    citizen.get_by_role("button", name="Lưu thay đổi").click()
    expect(citizen.locator("dd", has_text="4")).to_be_visible()
    citizen.get_by_text("Hủy đăng ký", exact=True).click()
    citizen.get_by_role("button", name="Đồng ý hủy").click()
    expect(citizen.get_by_text("Đăng ký này đã hủy.")).to_be_visible()

    _look(open_page, axe, office, live_server, year, first.pk, second.pk)


def _look(
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    office: Office,
    live_server: Any,
    year: int,
    off: int,
    posted: int,
) -> None:
    """Every page of the calendar at both widths, for whoever cannot see it too."""
    row, open_day = Meeting.objects.get(pk=off), Meeting.objects.get(pk=posted)
    today = office.meeting(day=timezone.localdate(), status="posted", posted_at=timezone.now())
    turn = receive(office, today, now=timezone.now())
    book = TurnBook.objects.get(organ=turn.organ, year=turn.year)
    for viewport in ("phone", "desk"):
        public = open_page(viewport)
        slip = f"/dang-ky-tiep-dan/{emails.token_of(register(open_day))}/"
        addresses = (f"/lich-tiep-dan/?year={year}", row.get_absolute_url(), "/en/lich-tiep-dan/")
        for address in (
            *addresses,
            open_day.get_absolute_url(),
            f"{open_day.get_absolute_url()}dang-ky/",
            slip,
        ):
            public.goto(address)
            axe(public)
            assert fits(public)
        turns = (f"{today.pk}/", f"{today.pk}/receive/", f"book/{book.pk}/")
        desk = seated(open_page(viewport), office.keeper, live_server)
        pages = ("", "enter/", f"plan/?schedule={office.schedule.pk}&year={year}", "post/", "duty/")
        for tail in (*pages, f"{off}/", f"{posted}/edit/", f"{posted}/postpone/", f"{posted}/look/", *turns):
            desk.goto(BASE + tail)
            axe(desk)
            assert fits(desk), tail
