"""A clerk's quick ways in a real browser without JavaScript: saved filters, many at once, canned replies."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from feedback import states
from feedback.models import CannedReply, SavedFilter, Submission
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk
from tests.feedback.test_admin_case import url

S = states.Status
LIST = "/quan-tri/feedback/submission/"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


@pytest.mark.parametrize(("viewport", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_clerk_saves_a_filter_assigns_several_and_answers_by_a_canned_reply(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    viewport: str,
    scheme: str,
) -> None:
    ready, early = desk.opinion(S.CLASSIFIED), desk.opinion()
    CannedReply.objects.create(action="ask", title="Hỏi vị trí", text="Ý kiến số {so_tiep_nhan}: ở thôn nào?")
    SavedFilter.objects.create(
        owner=desk.clerk, name="Đơn vị cũ", query=f"responsible={desk.other.pk}", organ=desk.organ
    )
    page = seated(open_page(viewport, color_scheme=scheme), desk.clerk, live_server)

    def looked() -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    page.goto(f"{LIST}?status=classified")
    page.get_by_text("Lưu bộ lọc này").click()
    looked()
    page.get_by_label("Tên bộ lọc").fill("Đã phân loại")
    page.get_by_role("button", name="Lưu lại").click()
    expect(page.get_by_role("link", name="Đã phân loại 1")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Sửa các bộ lọc").click()
    looked()

    page.goto(LIST)
    for box in page.locator("input.action-select").all():
        box.check()
    page.locator("#changelist-form select[name=action]").select_option("route")
    page.locator("#changelist-form .actions button").first.click()
    looked()
    page.get_by_label("Đơn vị xử lý").select_option(str(desk.economy.pk))
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Giữ nguyên: 1 ý kiến")).to_be_visible()
    looked()
    page.get_by_role("button", name="Giao xử lý: 1 ý kiến").click()
    looked()
    assert Submission.objects.get(pk=ready.pk).status == S.ROUTED
    page.get_by_role("button", name="Hoàn tác 1 ý kiến").click()
    expect(page.get_by_text("1 ý kiến đã trở lại như trước.")).to_be_visible()

    page.goto(url(early, "ask/"))
    page.locator("#step textarea").fill("Kính gửi Ông/Bà,")
    page.get_by_label("Câu trả lời mẫu").select_option(label="Hỏi vị trí")
    page.get_by_role("button", name="Chèn").click()
    expect(page.locator("#step textarea")).to_have_value(
        f"Kính gửi Ông/Bà,\n\nÝ kiến số {early.reference}: ở thôn nào?"
    )
    looked()
