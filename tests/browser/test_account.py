"""The account in a real Chromium: logging in, binding an app, the second step, the own pages."""

from collections.abc import Callable

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from officials import one_time
from officials.models import Authenticator, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "mot-mat-khau-dai-1"


@pytest.fixture
def account(transactional_db: None) -> User:
    return User.objects.create_user("an", PASSWORD, full_name="Nguyễn Văn An", email="an@xa.example")


def give_password(page: Page) -> None:
    page.goto("/dang-nhap/?next=/can-bo/tai-khoan/")
    page.get_by_label("Tên đăng nhập").fill("an")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("viewport", ["phone", "desk"])
def test_account_binds_an_app_and_logs_in_with_it(
    account: User,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    settings: object,
    viewport: str,
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    page = open_page(viewport, javascript=viewport == "desk")
    give_password(page)
    expect(page.get_by_role("heading", name="Gắn ứng dụng xác thực")).to_be_visible()
    check(page, axe)
    seed = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Mã ứng dụng đang hiện").fill(one_time.code_at(seed, now()))
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("#codes li")).to_have_count(10)
    check(page, axe)
    code = page.locator("#codes li").first.inner_text()
    page.goto("/can-bo/tai-khoan/")
    expect(page.get_by_text("Còn 10 mã khôi phục.")).to_be_visible()
    check(page, axe)
    page.get_by_role("button", name="Đăng xuất khỏi mọi thiết bị").click()

    give_password(page)
    page.get_by_role("textbox", name="Mã").fill("000000")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Mã chưa đúng hoặc đã dùng rồi.").first).to_be_visible()
    check(page, axe)
    page.get_by_role("textbox", name="Mã").fill(code)
    page.get_by_role("button", name="Tiếp tục").click()

    expect(page.get_by_text("Còn 9 mã khôi phục.")).to_be_visible()
    assert Authenticator.objects.count() == 1
    for path in ("/can-bo/mat-khau/", "/can-bo/ma-khoi-phuc/", "/can-bo/xac-thuc/"):
        page.goto(path)
        check(page, axe)


def check(page: Page, axe: Callable[[Page], None]) -> None:
    """No rule of WCAG broken where scripts may run to look, nothing wider than the page anywhere."""
    size = page.viewport_size
    assert size is not None
    if size["width"] > 400:
        axe(page)
    right = [box for box in (found.bounding_box() for found in page.locator("main *").all()) if box]
    assert max(box["x"] + box["width"] for box in right) <= size["width"]
