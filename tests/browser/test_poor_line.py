"""A desk on a poor line: a form that cannot be sent stays on its page with what was typed."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from sessions_app import workflow
from sessions_app.models import Turn
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_nothing_typed_is_lost_to_the_line_or_the_clock(
    transactional_db: None, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    cache.clear()
    office, now = Office(Desk.opened()), timezone.now()
    written = office.written(day=timezone.localdate(now), starts_at=time(7), ends_at=time(17))
    before = now - timedelta(days=1)
    meeting = workflow.post(
        workflow.enter(written=written, by=office.keeper, now=before), by=office.keeper, now=before
    )
    page = seated(open_page("desk"), office.keeper, live_server)
    page.clock.install()
    page.goto(f"/quan-tri/sessions_app/meeting/{meeting.pk}/receive/")
    page.get_by_label("Họ và tên").fill("Bàn Thị Mụi")
    page.get_by_label("Tóm tắt nội dung").fill("Đường vào thôn hỏng")
    page.locator("#id_outcome").select_option("huong_dan")
    send = page.get_by_role("button", name="Lưu và đóng")

    page.context.set_offline(True)
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("Mất kết nối")
    expect(page.get_by_label("Họ và tên")).to_have_value("Bàn Thị Mụi")
    axe(page)

    page.context.set_offline(False)
    page.clock.fast_forward(90_000)
    Session.objects.all().delete()
    cache.clear()
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("Phiên làm việc đã hết")
    assert not Turn.objects.exists()

    seated(page.context.new_page(), office.keeper, live_server)
    send.click()
    expect(page.get_by_text("Đã ghi lượt 1")).to_be_visible()
    assert Turn.objects.get().matter == "Đường vào thôn hỏng"
