"""The desk enters two letters with the keyboard alone, without script, and prints their slips."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from feedback.models import Submission
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk
from tests.uploads import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENTRY = "/quan-tri/feedback/submission/entry/"


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


class Keys:
    """Counts every key beside the words themselves."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def shortcut(self, letter: str) -> None:
        """Alt and a letter with its sign, as a keyboard sends it; the driver's own press has no sign."""
        session = self.page.context.new_cdp_session(self.page)
        facts = {"modifiers": 1, "key": letter, "code": f"Key{letter.upper()}", "unmodifiedText": letter}
        facts["windowsVirtualKeyCode"] = ord(letter.upper())
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, **facts})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **facts})
        self.count += 2

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)


def test_two_letters_by_keyboard_and_their_slips(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
) -> None:
    page = seated(open_page("desk", javascript=False), desk.clerk, live_server)
    page.goto(ENTRY)
    keys = Keys(page)

    expect(page.get_by_label("Nguồn tiếp nhận")).to_be_focused()
    keys.press("ArrowDown", "ArrowDown", "ArrowDown")  # the post
    keys.press("Tab", "Tab")
    keys.write("Lý Thị Mẩy")
    keys.press("Tab", "Tab", "Tab", "Tab")
    keys.write("Cầu tràn thôn Tân Tiến hỏng.")
    keys.shortcut("t")
    expect(page.get_by_text("số vào sổ 1/")).to_be_visible()
    first = keys.count
    keys.write("Bàn Văn Sính")
    keys.press("Tab", "Tab", "Tab", "Tab")
    keys.press("Tab", "Space")  # written down later
    keys.shortcut("l")
    expect(page.get_by_role("heading", name="Phiếu chờ in")).to_be_visible()

    assert first <= 14
    assert keys.count < 40
    cases = list(Submission.objects.order_by("pk"))
    assert [case.channel for case in cases] == ["buu_chinh", "buu_chinh"]
    assert [case.is_transcribed for case in cases] == [True, False]
    assert [case.person.full_name for case in cases] == ["Lý Thị Mẩy", "Bàn Văn Sính"]  # type: ignore[union-attr]
    expect(page.get_by_text("PHIẾU TIẾP NHẬN Ý KIẾN")).to_have_count(2)


def test_pages_of_the_desk_break_no_rule_of_access(
    desk: Desk, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    scan = tmp_path / "don.jpg"
    scan.write_bytes(files.jpeg())
    page = seated(open_page("desk"), desk.clerk, live_server)
    page.goto(ENTRY)
    axe(page)

    page.get_by_role("button", name="Lưu và nhập tiếp").click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_label("Nguồn tiếp nhận").select_option("hom_thu")
    page.get_by_label("Họ và tên").fill("Lý Thị Mẩy")
    page.get_by_label("Ghi lại nội dung sau").check()
    page.get_by_label("Bản chụp thư").set_input_files(scan)
    page.get_by_role("button", name="Lưu và in phiếu").click()
    axe(page)
    case = Submission.objects.get()

    page.goto(f"/quan-tri/feedback/submission/{case.reference}/")
    axe(page)
    page.get_by_role("link", name="Ghi lại nội dung").click()
    expect(page.get_by_role("img", name="Trang 1 của thư")).to_be_visible()
    axe(page)
    page.get_by_label("Nội dung thư").fill("Cầu tràn hỏng.")
    page.get_by_role("button", name="Ghi lại nội dung").click()
    expect(page.get_by_text("Đã ghi lại nội dung.")).to_be_visible()
    page.get_by_role("link", name="Người gửi mất mã tra cứu").click()
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(ENTRY)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
