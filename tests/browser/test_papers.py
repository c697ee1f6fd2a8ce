"""Papers in a real Chromium: made at the desk, read as a page, and a template brought back by the office."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from docx import Document
from playwright.sync_api import Page, expect

from feedback import states
from feedback.papers import shipped
from feedback.states import Paper, PaperStyle
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk
from tests.feedback.test_admin_case import SENDER, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


def test_clerk_makes_a_receipt_and_a_slip_from_an_edited_template(
    desk: Desk, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    case = desk.opinion(states.Status.CLASSIFIED, contact=SENDER)
    page = seated(open_page("desk", javascript=False), desk.clerk, live_server)

    page.goto(url(case))
    page.get_by_role("link", name="In giấy tờ").click()
    page.get_by_role("link", name="Giấy biên nhận (02/TCD)").click()
    page.get_by_label("Tài liệu đã nộp").fill("Đơn kiến nghị; 2; bản chính\nẢnh chụp cầu; 3; bản in")
    page.get_by_label("Nơi nhận").fill("Trung tâm Phục vụ hành chính công xã")
    page.get_by_role("button", name="Lập giấy").click()

    expect(page.get_by_text("GIẤY BIÊN NHẬN", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="Ảnh chụp cầu")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tải tệp Word").click()
    assert "Ảnh chụp cầu" in [c.text for c in Document(saved.value.path()).tables[1].columns[1].cells]
    page.get_by_label("Số văn bản").fill("7/BN")
    page.get_by_label("Ngày văn bản").fill("05/02/2026")
    page.get_by_role("button", name="Ghi số văn bản").click()
    expect(page.get_by_text("Đã ghi số văn bản.")).to_be_visible()

    edited = Document(str(shipped.path_of(Paper.PHIEU_CHUYEN_DON, PaperStyle.STATE)))
    edited.add_paragraph("Câu văn phòng thêm cho {{co_quan_nhan}}")
    edited.save(str(tmp_path / "mau.docx"))
    page.goto("/quan-tri/feedback/documenttemplate/add/")
    page.get_by_label("Giấy", exact=True).select_option(label="Phiếu chuyển đơn")
    page.get_by_label("Dùng cho").select_option(label=desk.organ.name)
    page.get_by_label("Tệp mẫu (.docx)").set_input_files(str(tmp_path / "mau.docx"))
    page.get_by_role("button", name="Kiểm tra và lưu mẫu").click()
    expect(page.get_by_text("Đã lưu mẫu, bản số 1.")).to_be_visible()

    page.goto(f"{url(case)}papers/phieu_chuyen_don/")
    page.get_by_label("Cơ quan nhận").fill("Sở Xây dựng tỉnh Tuyên Quang")
    page.get_by_role("button", name="Lập giấy").click()
    expect(page.get_by_text("Câu văn phòng thêm cho Sở Xây dựng tỉnh Tuyên Quang")).to_be_visible()

    page = seated(open_page("phone"), desk.clerk, live_server)
    made = case.documents.get(kind=Paper.PHIEU_CHUYEN_DON)
    for tail in ("papers/", "papers/giay_bien_nhan/", f"papers/{made.pk}/"):
        page.goto(f"{url(case)}{tail}")
        axe(page)
    for address in ("/quan-tri/feedback/documenttemplate/", "/quan-tri/feedback/documenttemplate/add/"):
        page.goto(address)
        axe(page)
