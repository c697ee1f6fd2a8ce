"""A photo in a real Chromium at phone width: chosen, kept across an error, sent, saved again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from portal.uploads.models import Upload
from tests.feedback.desk import Desk
from tests.feedback.sender import BODY
from tests.uploads import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


def photo(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": files.jpeg((400, 300))}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_photo_is_kept_across_an_error_sent_and_read_back(
    desk: Desk, open_page: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.goto("/gop-y/")
    program = {"name": "chay.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(300)}
    page.get_by_label("Ảnh, tài liệu (không bắt buộc)").set_input_files([photo("cong.jpg"), program])
    page.get_by_role("button", name="Gửi ý kiến").click()

    expect(page.get_by_role("group", name="Tệp đã giữ lại, không cần chọn lại")).to_be_visible()
    expect(page.get_by_label("cong.jpg")).to_be_checked()
    expect(page.get_by_role("alert").get_by_text("chay.jpg")).to_be_visible()
    if javascript:
        axe(page)
    page.get_by_label("Nội dung", exact=True).fill(BODY)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận ý kiến của Ông/Bà")

    page.goto("/tra-cuu/")
    page.get_by_label("Ảnh, tài liệu (không bắt buộc)").set_input_files(photo("them.jpg"))
    page.get_by_role("button", name="Gửi lời này").click()
    expect(page.get_by_text("Đã nhận tệp Ông/Bà gửi thêm.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="them.jpg").click()
    assert download.value.suggested_filename == "them.jpg"
    assert Upload.objects.exclude(about_type="").count() == 2
    width = page.evaluate("document.documentElement.scrollWidth") if javascript else 0
    assert width <= 360
