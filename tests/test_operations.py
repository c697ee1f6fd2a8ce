"""The operations page: whose it is, what alarms it, and the button of the gate."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from officials.roles import Role
from portal import broker
from portal.operations import state
from portal.operations.models import Backup
from portal.outbox import gate, queue
from portal.outbox.models import Letter
from tests.feedback.desk import Desk, user

PAGE = "/quan-tri/van-hanh/"


def shut() -> None:
    with connection.cursor() as cursor:
        cursor.execute(gate.CLOSE)


def written(**changes: Any) -> None:
    draft = queue.Draft(kind="received", recipient="dan@example.vn", subject="Số 7KQ", body="Đã nhận.")
    letter = queue.enqueue(draft, key="1")
    Letter.objects.filter(pk=letter.pk).update(**changes)


def alarms() -> set[str]:
    return {fact.label for fact in state.facts(timezone.now(), Letter.objects.all()) if fact.is_alarm}


@pytest.fixture(autouse=True)
def closed_breaker() -> Any:
    broker.breaker.reset()
    yield
    broker.breaker.reset()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in (Role.ADMINISTRATOR, Role.INSPECTOR)]
)
def test_page_and_button_are_the_administrators(client: Client, role: str) -> None:
    desk = Desk.opened()
    client.force_login(user("ai", role, None if role == Role.AUDITOR else desk.organ))

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}gui-thu/").status_code == 403


@pytest.mark.django_db
def test_page_tells_what_is_wrong_and_what_to_do(client: Client) -> None:
    client.force_login(Desk.opened().admin)
    written(created_at=timezone.now() - timedelta(hours=3))

    html = client.get(PAGE).content.decode()

    assert "3 giờ" in html
    assert "chưa có bản nào" in html
    assert "PostgreSQL" in html
    assert "dan@example.vn" not in html


@pytest.mark.django_db
def test_fresh_backup_and_no_failed_letter_are_no_alarm() -> None:
    Backup.objects.create(size=10)

    assert not alarms() & {"Bản sao lưu gần nhất", "Thư không gửi được", "Thư chờ lâu nhất"}


@pytest.mark.django_db
def test_old_backup_failed_letter_and_silent_broker_are_alarms(settings: Any) -> None:
    Backup.objects.create(size=10, made_at=timezone.now() - timedelta(days=3))
    written(state="failed", next_at=None)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert len(alarms()) == 4  # the queue server, and so worker and clock, with the two


@pytest.mark.django_db
def test_refused_login_of_the_mail_server_is_an_alarm_at_once() -> None:
    written(last_error="login_refused")

    assert "Thư chờ lâu nhất" in alarms()


@pytest.mark.django_db
def test_button_opens_the_gate_and_is_logged(client: Client) -> None:
    administrator = Desk.opened().admin
    client.force_login(administrator)
    written()
    shut()
    assert "gui-thu" in client.get(PAGE).content.decode()

    html = client.post(f"{PAGE}gui-thu/", follow=True).content.decode()

    assert "1 thư có thể gửi từ bây giờ" in html
    assert "gui-thu" not in html
    assert gate.closed_since() is None
    assert LogEntry.objects.get().user == administrator


@pytest.mark.browser
@pytest.mark.parametrize("viewport", ["phone", "desk"])
def test_page_fits_and_breaks_no_rule(
    open_page: Callable[..., Page], axe: Callable[[Page], None], viewport: str
) -> None:
    administrator = Desk.opened().admin
    written()
    shut()
    visitor = Client()
    visitor.force_login(administrator)
    page = open_page(viewport)
    page.goto("/healthz")
    cookie = next(iter(visitor.cookies.values()))
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.url}])

    page.goto(PAGE)

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="cho gửi thư").click()
    assert "có thể gửi từ bây giờ" in page.content()
