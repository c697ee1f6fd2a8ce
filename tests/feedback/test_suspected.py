"""The list of suspected spam: read to its end each day, and told on the first page until it is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback import queries, workflow
from feedback.models import SuspectedReading
from officials.roles import Role
from portal.errors import NotAllowed
from tests.feedback.desk import Desk, submit, user

LIST = "/quan-tri/feedback/submission/"


def test_clerk_reads_the_list_and_the_first_page_is_quiet(client: Client, desk: Desk) -> None:
    submit(suspected=True)
    client.force_login(desk.clerk)
    before = client.get("/quan-tri/").content.decode()
    page = client.get(f"{LIST}?suspected=1").content.decode()

    assert "Nghi là thư rác, hôm nay chưa đọc" in before
    assert "Chưa ai đọc." in page
    after = client.post(f"{LIST}suspected/", follow=True).content.decode()

    assert "danh sách có 1 ý kiến" in after
    assert f"{desk.clerk.full_name} đã đọc hết lúc" in after
    assert "Tôi đã đọc hết" not in after
    assert "hôm nay chưa đọc" not in client.get("/quan-tri/").content.decode()
    reading = SuspectedReading.objects.get()
    assert (reading.organ, reading.seen, reading.by) == (desk.organ, 1, desk.clerk)


def test_yesterdays_reading_is_not_todays(client: Client, desk: Desk) -> None:
    workflow.note_suspected_read(by=desk.clerk, now=timezone.now() - timedelta(days=1))
    client.force_login(desk.clerk)

    page = client.get(f"{LIST}?suspected=1").content.decode()

    assert "Lần đọc gần nhất:" in page
    assert "Tôi đã đọc hết" in page


def test_the_first_reading_of_a_day_stays(desk: Desk) -> None:
    colleague = user("thu.hai", Role.CLERK, desk.organ)
    for who in (desk.clerk, colleague):
        workflow.note_suspected_read(by=who)

    assert SuspectedReading.objects.get().by == desk.clerk


def test_a_clerk_of_two_organs_is_told_while_one_is_unread(desk: Desk) -> None:
    workflow.note_suspected_read(by=desk.clerk)
    both = user("hai.noi", Role.CLERK, desk.organ)
    both.grants.create(role=Role.CLERK, unit=desk.other, valid_from=timezone.localdate())

    assert queries.last_suspected_reading(both) is None


@pytest.mark.parametrize("name", ["officer", "leader", "admin", "reader"])
def test_nobody_else_reads_or_is_asked(client: Client, desk: Desk, name: str) -> None:
    who = getattr(desk, name)
    client.force_login(who)

    assert "Tôi đã đọc hết" not in client.get(f"{LIST}?suspected=1").content.decode()
    assert client.post(f"{LIST}suspected/").status_code == 403
    with pytest.raises(NotAllowed):
        workflow.note_suspected_read(by=who)
