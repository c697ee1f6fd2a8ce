"""A letter box in a real Chromium, without mouse and scripts: twenty letters, then the minutes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedback import workflow
from feedback.models import BoxOpening, SlipSheet, Submission
from tests.browser.test_clerk import seated
from tests.feedback.boxes import box, entered, opened
from tests.feedback.desk import BODY, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPENINGS, SHEETS = "/quan-tri/feedback/boxopening/", "/quan-tri/feedback/slipsheet/"
LETTERS = 20
KEYS_A_LETTER = 40


class Keyboard:
    """Presses keys and counts them; `dictate` is the text of a letter, which nobody can shorten."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.count += len(keys)

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.count += len(words)

    def dictate(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def shortcut(self, letter: str) -> None:
        """Alt and a letter; Playwright's own press leaves out by what Chromium knows an access key."""
        cdp = self.page.context.new_cdp_session(self.page)
        held = {"modifiers": 1, "key": letter, "windowsVirtualKeyCode": ord(letter.upper())}
        for kind in ("rawKeyDown", "char"):
            cdp.send("Input.dispatchKeyEvent", held | {"type": kind, "unmodifiedText": letter})
        self.count += 2

    def leave_by(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key) if key == "Enter" else self.shortcut(key)


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Desk:
    cache.clear()
    return Desk.opened()


def test_box_is_opened_and_twenty_letters_entered_by_keyboard_alone(
    desk: Desk, live_server: Any, open_page: Callable[..., Page]
) -> None:
    box(desk)
    page = seated(open_page("desk", javascript=False), desk.clerk, live_server)
    page.goto(OPENINGS)
    keys = Keyboard(page)

    keys.leave_by("m")
    expect(page.get_by_label("Lúc mấy giờ")).to_be_focused()
    keys.press("Control+a")
    keys.write("0h05")
    keys.press("Tab")
    keys.press("End")
    keys.write("Van thu")
    keys.press("Tab")
    keys.write("Ban Van Sinh, Mat tran xa")
    keys.press("Tab")
    keys.write("22")
    keys.press("Tab")
    keys.write("1")
    keys.press("Tab", "Tab")
    keys.write("Bi thu; Van phong")
    keys.leave_by("t")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Thư 1/{LETTERS}")

    most = 0
    for number in range(1, LETTERS + 1):
        keys.count = 0
        if number % 3 == 0:
            keys.write("Ly Thi May")
        keys.shortcut("n")
        keys.dictate(f"{BODY} Thư {number}.")
        keys.leave_by("t")
        most = max(most, keys.count)
    opening = BoxOpening.objects.get()
    assert page.url.endswith(opening.get_absolute_url())
    assert most < KEYS_A_LETTER
    assert list(opening.box_letters.values_list("number", flat=True)) == list(range(1, LETTERS + 1))
    assert sorted(case.register_entry.number for case in Submission.objects.all()) == list(  # type: ignore[union-attr]
        range(1, LETTERS + 1)
    )

    keys.leave_by("k")
    keys.leave_by("Enter")
    expect(page.get_by_text("Đã kết thúc lần mở.")).to_be_visible()
    keys.leave_by("i")
    expect(page.locator("article.minutes")).to_contain_text(f"{LETTERS}/{opening.year}")


@pytest.mark.parametrize(("viewport", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_pages_of_a_box_keep_the_rules_of_access(
    desk: Desk,
    live_server: Any,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    viewport: str,
    scheme: str,
) -> None:
    opening = opened(desk)
    entered(desk, opening)
    done = opened(desk)
    workflow.finish_opening(done, by=desk.clerk, now=timezone.now(), why="Để sau")
    pages = [OPENINGS, f"{OPENINGS}start/"]
    pages += [
        f"{opening.get_absolute_url()}{end}"
        for end in ("", "correct/", "letter/", "finish/", "minutes/", "split/")
    ]
    pages += [f"{done.get_absolute_url()}{end}" for end in ("", "remark/", "signed/")]
    page = seated(open_page(viewport, color_scheme=scheme), desk.clerk, live_server)

    for address in pages:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(SHEETS)
    page.get_by_role("button", name="In một tờ 8 phiếu").click()
    axe(page)
    for address in (SHEETS, f"{SHEETS}{SlipSheet.objects.get().pk}/void/"):
        page.goto(address)
        axe(page)
