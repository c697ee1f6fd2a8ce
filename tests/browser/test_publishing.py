"""Publishing in a real Chromium: the clerk's desk, the public page on a phone, the form's second button."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from feedback.models import Publication
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk, S
from tests.feedback.test_admin_case import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENDER = {"full_name": "Lò Thị Kim", "phone": "+84987612345"}


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


def test_an_answer_goes_public_and_is_found_before_the_next_one_writes(
    desk: Desk, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    case = desk.opinion(S.ANSWERED, consent_publish=True, contact=SENDER)
    page = seated(open_page("desk", javascript=False), desk.clerk, live_server)
    page.goto(url(case))
    page.get_by_role("link", name="Soạn bản công khai").click()
    page.get_by_label("Câu trả lời công khai").fill("Xã sửa cầu. Bà Lò Thị Kim xin gọi 0207 384 2222.")
    page.get_by_role("button", name="Kiểm tra và xem trước trang").click()
    expect(page.get_by_text("Phải bỏ chỗ này.")).to_be_visible()
    page.get_by_label("“0207 384 2222”").check()
    page.get_by_label("Câu trả lời công khai").fill("Xã sửa cầu. Xin gọi 0207 384 2222.")
    page.get_by_role("button", name="Kiểm tra và xem trước trang").click()
    page.get_by_label("Tôi đã xem bản che thông tin").check()
    page.get_by_role("button", name="Công khai").click()
    expect(page.get_by_text("Đã công khai.")).to_be_visible()

    with_script = seated(open_page("desk"), desk.clerk, live_server)
    Publication.objects.update(state="checked", published_by=None, published_at=None)
    for address in (url(case), url(case, "publication/"), url(case, "publication/look/"), url(case, "tell/")):
        with_script.goto(address)
        axe(with_script)
    with_script.get_by_role("button", name="Ghi đã báo cho người gửi")
    with_script.goto(url(case, "publication/look/"))
    with_script.get_by_label("Tôi đã xem bản che thông tin").check()
    with_script.get_by_role("button", name="Công khai").click()

    phone = open_page("phone")
    phone.goto("/tra-loi/?q=cau+tran")
    axe(phone)
    phone.get_by_role("link", name="Cầu tràn thôn Tân Tiến hỏng").click()
    expect(phone.get_by_text("Xin gọi 0207 384 2222.")).to_be_visible()
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    writer = open_page("phone", javascript=False)
    writer.goto("/gop-y/")
    writer.get_by_label("Nội dung").fill("Cau tran thon Tan Tien hong, tre em di hoc phai loi")
    writer.get_by_label("Số điện thoại").fill("0912 345 678")
    writer.get_by_role("button", name="Xem việc tương tự đã trả lời").click()
    writer.get_by_text("Xem: Cầu tràn thôn Tân Tiến hỏng").click()
    expect(writer.get_by_text("Xin gọi 0207 384 2222.")).to_be_visible()
    expect(writer.get_by_label("Số điện thoại")).to_have_value("0912 345 678")
    writer.get_by_role("button", name="Vẫn gửi ý kiến của tôi").click()
    expect(writer.locator("#code")).to_be_visible()
