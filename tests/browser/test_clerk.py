"""The desks in a real Chromium: from the list to the answer, with scripts and without, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from feedback import states, workflow
from feedback.models import RoutingRule, Submission
from officials.models import User
from tests.feedback.desk import Desk, days_ago
from tests.feedback.test_admin_case import SENDER, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

S = states.Status
LIST = "/quan-tri/feedback/submission/"


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


def seated(page: Page, who: User, live_server: Any) -> Page:
    """Put the account's session into the browser; logging in by hand is tested with the login page."""
    client = Client()
    client.force_login(who)
    cookie = {"name": "staff", "value": client.cookies["staff"].value, "url": live_server.url}
    page.context.clear_cookies()
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_an_opinion_goes_from_the_clerk_to_the_answer(
    desk: Desk, live_server: Any, open_page: Callable[..., Page], javascript: bool
) -> None:
    case = desk.opinion(contact=SENDER)
    page = seated(open_page("desk", javascript=javascript), desk.clerk, live_server)

    page.goto("/quan-tri/")
    page.get_by_role("link", name="1 Mới nhận, chưa phân loại").click()
    page.get_by_role("link", name=case.reference).click()
    page.get_by_role("link", name="Phân loại").click()
    page.get_by_label("Phản ánh").check()
    page.get_by_label("Lĩnh vực").select_option("ha_tang")
    page.get_by_role("button", name="Phân loại").click()
    expect(page.get_by_text("Đã phân loại.")).to_be_visible()
    page.get_by_role("link", name="Giao xử lý").click()
    page.get_by_label("Đơn vị xử lý").select_option(label="Phòng Kinh tế")
    page.get_by_role("button", name="Giao xử lý").click()
    expect(page.get_by_text("Đã giao cho Phòng Kinh tế.")).to_be_visible()

    seated(page, desk.officer, live_server).goto(url(case))
    page.get_by_role("button", name="Nhận xử lý").click()
    page.get_by_role("link", name="Soạn trả lời").click()
    page.get_by_label("Tiếp thu", exact=True).check()
    page.get_by_label("Người gửi nêu điều gì").fill("Cầu tràn hỏng")
    page.get_by_label("Nội dung trả lời").fill("Xã sửa cầu trong tháng này.")
    page.get_by_role("button", name="Lưu và xem trước thư").click()
    expect(page.locator(".letter-preview")).to_contain_text("Xã sửa cầu trong tháng này.")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_text("Đã trả lời: câu trả lời hiện trên trang tra cứu.")).to_be_visible()
    assert Submission.objects.get(pk=case.pk).status == S.ANSWERED


def test_an_error_takes_focus_and_keeps_what_was_typed(
    desk: Desk, live_server: Any, open_page: Callable[..., Page]
) -> None:
    case = desk.opinion()
    page = seated(open_page("desk"), desk.clerk, live_server)
    page.goto(url(case, "decline/"))

    page.get_by_label("Lời người gửi sẽ đọc").fill("Xin gửi đến Sở")
    page.get_by_role("button").last.click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Lời người gửi sẽ đọc")).to_have_value("Xin gửi đến Sở")


@pytest.mark.parametrize(("viewport", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_pages_of_the_desks_keep_the_rules_of_access(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    viewport: str,
    scheme: str,
) -> None:
    RoutingRule.objects.create(position=1, field="ha_tang", responsible=desk.economy)
    case = desk.opinion(S.NEEDS_MORE, contact=SENDER, received=days_ago(30), suspected=True)
    workflow.add_note(case, by=desk.officer, text="Đã gọi trưởng thôn")
    fresh, classified = desk.opinion(), desk.opinion(S.CLASSIFIED)
    steps = [url(fresh, f"{step}/") for step in ("classify", "ask", "decline", "restrict", "split")]
    steps += [url(classified, f"{step}/") for step in ("route", "transfer")]
    page = seated(open_page(viewport, color_scheme=scheme), desk.clerk, live_server)

    for address in ("/quan-tri/", LIST, f"{LIST}?status=done", url(case), url(classified), *steps):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_answer_preview_contact_and_second_saver_keep_the_rules_of_access(
    desk: Desk, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    case = desk.draft(desk.opinion(S.ACCEPTED, contact=SENDER))
    page = seated(open_page("desk"), desk.officer, live_server)

    for address in (url(case, "answer/"), url(case, "answer/preview/")):
        page.goto(address)
        axe(page)
    desk.draft(case, text="Bản khác")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chính Ông/Bà vừa lưu")
    axe(page)
    page.goto(url(case))
    page.get_by_label("Lý do xem").fill("Gọi hỏi vị trí")
    page.get_by_role("button", name="Xem thông tin liên hệ").click()
    expect(page.get_by_text("0912 345 678")).to_be_visible()
    axe(page)
