"""Fixtures every test may use: reference data, a real mail server, a real Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from portal.clocks import calendar
from portal.outbox import nudge
from tests.mailbox import Mailbox

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # sync Playwright keeps a loop in the thread the ORM runs in

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORTS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chaos", action="store_true", help="run the scenarios of tests/chaos, and only them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The scenarios kill servers and take minutes: they run when asked for."""
    asked = config.getoption("--chaos")
    left_out = [item for item in items if bool(item.get_closest_marker("chaos")) != asked]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if bool(item.get_closest_marker("chaos")) == asked]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        call_command("seed", verbosity=0)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test left in the process, such as its office or its calendar, is not this test's.

    On a busy machine a test may outlast the calendar's five seconds, and would ask once more than it says.
    """
    cache.clear()
    calendar.reset()
    translation.activate(settings.LANGUAGE_CODE)  # a page asked for in English leaves its language behind
    monkeypatch.setattr(calendar, "RECHECK_SECONDS", 600.0)
    nudge.crowd.reset()


@pytest.fixture(autouse=True)
def uploads_apart(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def reference_data(request: pytest.FixtureRequest) -> None:
    """Put the reference data back where the test before emptied every table."""
    marker = request.node.get_closest_marker("django_db")
    empties = marker is not None and marker.kwargs.get("transaction", False)
    if empties or {"live_server", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        call_command("seed", verbosity=0)


@pytest.fixture(autouse=True)
def history_is_not_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The role that serves the portal may not lock rows of history; the owner who runs the tests may."""
    lock = QuerySet.select_for_update

    def careful(rows: Any, *args: Any, **kwargs: Any) -> Any:
        names = kwargs.get("of") or ("self",)
        assert "self" not in names or not getattr(rows.model, "append_only", False), rows.model
        return lock(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", careful)


@pytest.fixture
def smtp(settings: Any) -> Iterator[Mailbox]:
    """Letters go to a real SMTP server in this process; see Mailbox for how to make it refuse."""
    with Mailbox.listening() as mailbox:
        settings.EMAIL_BACKEND = "portal.outbox.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = mailbox.address
        yield mailbox


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found:
        pytest.fail(
            'No Chromium on this machine: ./dev test installs it, or leave out with -m "not browser".'
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return open_page(viewport="phone", javascript=True, **context options): each call is a new visitor.

    Afterwards the test fails if a page tried what the Content-Security-Policy forbids.
    """
    contexts: list[BrowserContext] = []
    refused: list[str] = []

    def open_page(viewport: str = "phone", *, javascript: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=VIEWPORTS[viewport],
            java_script_enabled=javascript,
            locale=options.pop("locale", "vi-VN"),
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        context.set_default_timeout(10_000)
        context.on("console", lambda message: note(refused, message))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not refused, "\n".join(refused)


def note(refused: list[str], message: ConsoleMessage) -> None:
    """What axe itself tries comes from no file of ours: its script is handed in and has no address."""
    from_axe = "axe" in message.text or not message.location["url"]
    if "Content Security Policy" in message.text and not from_axe:
        refused.append(message.text)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return axe(page), which asserts that the page as it stands breaks no rule of WCAG 2.2 A and AA."""

    def check(page: Page) -> None:
        violations = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        assert not violations, f"{page.url}\n" + "\n".join(map(described, violations))

    return check


def described(violation: dict[str, Any]) -> str:
    nodes = [f"    {node['target']} {node['html'][:160]}" for node in violation["nodes"][:5]]
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n" + "\n".join(nodes)
