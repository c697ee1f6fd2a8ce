"""Pages that look over the register in a real browser: book, sample, inspection, help, the next case."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedback import states, workflow
from feedback.models import CannedReply, LetterBox
from officials.models import RoleGrant
from officials.roles import Role
from tests.browser.test_clerk import seated
from tests.feedback.desk import A, Desk, days_ago, submit, user
from tests.feedback.test_admin_case import SENDER, url

S = states.Status
LIST = "/quan-tri/feedback/submission/"
VIEWS = pytest.mark.parametrize(("viewport", "scheme"), [("desk", "light"), ("phone", "dark")])

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


@pytest.fixture
def looked(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    def look(page: Page) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    return look


@VIEWS
def test_pages_of_the_book_and_of_searches(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
    looked: Callable[[Page], None],
    viewport: str,
    scheme: str,
) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER, received=days_ago(20))
    workflow.act(case, A.REGISTER, by=desk.clerk)
    suspected = submit(suspected=True)
    LetterBox.objects.create(
        organ=desk.organ, name="Hòm thư", place="Cổng", opening_days=[1, 2, 3, 4, 5, 6, 7],
        schedule_from=timezone.localdate() - timedelta(days=9),
    )  # fmt: skip
    page = seated(open_page(viewport, color_scheme=scheme), desk.clerk, live_server)

    for address in (
        "/quan-tri/", "/quan-tri/feedback/registeryear/", f"{LIST}?suspected=1", f"{LIST}sender/",
        "/quan-tri/feedback/boxopening/", "/quan-tri/feedback/boxopening/start/", url(case, "bundle/"),
        url(case, "ask_help/"), url(suspected),
    ):  # fmt: skip
        page.goto(address)
        looked(page)
    page.goto("/quan-tri/feedback/registeryear/")
    page.locator("#result_list a").first.click()
    looked(page)
    page.goto(f"{LIST}?suspected=1")
    page.get_by_role("button", name="Tôi đã đọc hết").click()
    expect(page.get_by_text("đã đọc hết lúc")).to_be_visible()
    looked(page)
    page.goto("/quan-tri/")
    page.get_by_role("button", name="Việc tiếp theo").click()
    looked(page)
    page = seated(page, desk.leader, live_server)
    page.goto(f"{LIST}sample/")
    looked(page)


@VIEWS
def test_one_unit_asks_another_which_replies(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
    looked: Callable[[Page], None],
    viewport: str,
    scheme: str,
) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)
    page = seated(open_page(viewport, color_scheme=scheme), desk.officer, live_server)
    page.goto(url(case))
    page.get_by_role("link", name="Hỏi đơn vị phối hợp").click()
    page.get_by_label("Đơn vị phối hợp").select_option(str(desk.culture.pk))
    page.get_by_label("Hỏi việc gì").fill("Loa sửa ngày nào?")
    page.get_by_role("button", name="Hỏi đơn vị phối hợp").click()
    expect(page.get_by_text("Chờ trả lời")).to_be_visible()
    looked(page)
    seated(page, desk.colleague, live_server)
    page.goto(f"{LIST}?queue=helping")
    page.get_by_role("link", name=case.reference).click()
    looked(page)
    page.get_by_label("Trả lời của đơn vị mình").fill("Ngày 12")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_text("Đã ghi trả lời")).to_be_visible()
    seated(page, desk.officer, live_server)
    page.goto(url(case))
    expect(page.get_by_text("Ngày 12")).to_be_visible()
    page.get_by_role("button", name="thôi phối hợp").click()
    expect(page.get_by_text("không còn xem được ý kiến này")).to_be_visible()


@VIEWS
def test_an_officer_answers_ten_by_a_canned_reply(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
    looked: Callable[[Page], None],
    viewport: str,
    scheme: str,
) -> None:
    for _time in range(10):
        desk.opinion(S.ACCEPTED)
    CannedReply.objects.create(
        action=A.ANSWER, title="Sửa cầu", text="Ý kiến {so_tiep_nhan}: sửa trong tháng."
    )
    page = seated(open_page(viewport, color_scheme=scheme), desk.officer, live_server)
    page.goto(LIST)
    for box in page.locator("input.action-select").all():
        box.check()
    page.locator("#changelist-form select[name=action]").select_option("answer")
    page.locator("#changelist-form .actions button").first.click()
    looked(page)
    page.get_by_label("Câu trả lời mẫu").select_option(label="Sửa cầu")
    page.get_by_label("Kết quả").select_option("tiep_thu")
    page.get_by_label("Người gửi nêu việc gì").fill("Cầu tràn hỏng")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("Người gửi sẽ đọc").first.click()
    looked(page)
    page.get_by_role("button", name="Gửi trả lời: 10 ý kiến").click()
    expect(page.get_by_role("button", name="Hoàn tác 10 ý kiến")).to_be_visible()
    looked(page)
    page.goto("/quan-tri/")
    expect(page.get_by_text("10 câu trả lời đã chuẩn bị sẽ gửi lúc")).to_be_visible()
    looked(page)


def test_an_inspector_is_let_in_and_looks(
    desk: Desk, live_server: Any, open_page: Callable[..., Page], looked: Callable[[Page], None]
) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER, received=days_ago(20))
    account, today = user("thanh.tra"), timezone.localdate()
    RoleGrant.objects.create(
        user=account, role=Role.INSPECTOR, unit=desk.organ, valid_from=today, valid_to=today,
        decision="12/QĐ-TTr", scope_from=today - timedelta(days=30), scope_to=today,
    )  # fmt: skip
    page = seated(open_page("desk"), user("cap", Role.ADMINISTRATOR), live_server)
    page.goto(f"/quan-tri/officials/user/{account.pk}/change/")
    looked(page)
    seated(page, account, live_server)
    for address in ("/quan-tri/", LIST, url(case), url(case, "bundle/"), f"{LIST}sample/"):
        page.goto(address)
        looked(page)
    workflow.add_note(case, by=desk.officer, text="x")
    page.goto("/quan-tri/")
    assert page.get_by_role("button", name="Việc tiếp theo").count() == 0
