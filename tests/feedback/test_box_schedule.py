"""When a box is to be opened: days of the week, days off, openings that serve, and who is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import openings
from feedback.models import LetterBox
from officials.roles import Role
from portal.clocks.models import Holiday
from tests.feedback.boxes import opened
from tests.feedback.desk import Desk, user

MONDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 8)


def box_of(desk: Desk, days: list[int], since: date = date(2026, 10, 1)) -> LetterBox:
    return LetterBox(
        organ=desk.organ,
        name="Hòm thư",
        place="Cổng",
        opening_days=days,
        schedule_from=since if days else None,
    )


@pytest.mark.parametrize(
    ("days", "opened", "today", "since"),
    [
        ([1, 4], None, MONDAY, MONDAY),
        ([1, 4], MONDAY, date(2026, 11, 4), None),
        ([1, 4], MONDAY, date(2026, 11, 5), date(2026, 11, 5)),
        ([1, 4], MONDAY, date(2026, 11, 6), date(2026, 11, 5)),
        ([1, 4], date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 5)),
        ([7], date(2026, 11, 1), SUNDAY, None),  # a Sunday waits for Monday
        ([7], date(2026, 11, 1), date(2026, 11, 9), date(2026, 11, 9)),
        ([7], SUNDAY, date(2026, 11, 9), None),
        ([], None, MONDAY, None),
    ],
)
def test_falls_due_by_its_days(
    desk: Desk, days: list[int], opened: date | None, today: date, since: date | None
) -> None:
    assert openings.due_since(box_of(desk, days), opened, today) == since


def test_nothing_is_due_before_its_schedule_began(desk: Desk) -> None:
    box = box_of(desk, [1], since=date(2026, 11, 3))

    assert openings.due_since(box, None, date(2026, 11, 6)) is None
    assert openings.due_since(box, None, date(2026, 11, 9)) == date(2026, 11, 9)


def test_a_holiday_moves_it_to_the_next_working_day(desk: Desk) -> None:
    Holiday.objects.create(day=MONDAY, name="Nghỉ bù", name_en="Day off")
    box = box_of(desk, [1])

    assert openings.due_since(box, date(2026, 10, 26), MONDAY) is None
    assert openings.due_since(box, date(2026, 10, 26), date(2026, 11, 3)) == date(2026, 11, 3)


def test_desk_is_told_until_it_is_opened(client: Client, desk: Desk) -> None:
    today = timezone.localdate()
    every_day = list(range(1, 8))
    box = box_of(desk, every_day, since=today - timedelta(days=20))
    box.save()
    client.force_login(desk.clerk)

    first = client.get("/quan-tri/").content.decode()
    page = client.get("/quan-tri/feedback/boxopening/").content.decode()
    start = client.get("/quan-tri/feedback/boxopening/start/").content.decode()

    assert "Hòm thư đến ngày mở" in first
    assert "Hòm thư (Cổng): đến ngày mở" in page
    assert "Chưa mở lần nào." in page
    assert "Hòm thư mở vào: thứ Hai, thứ Ba" in start
    opened(desk, box)
    assert "Hòm thư đến ngày mở" not in client.get("/quan-tri/").content.decode()


def test_who_opens_no_box_is_told_nothing(client: Client, desk: Desk) -> None:
    box_of(desk, list(range(1, 8)), since=timezone.localdate()).save()
    for who in (desk.officer, desk.leader, desk.stranger):
        assert openings.due(who, timezone.localdate()) == []


def test_administrator_sets_the_days(client: Client, desk: Desk) -> None:
    client.force_login(user("cap", Role.ADMINISTRATOR))
    typed = {"organ": desk.organ.pk, "name": "Hòm thư", "place": "Cổng", "is_active": "on"}

    client.post(
        "/quan-tri/feedback/letterbox/add/", typed | {"opening_days": ["1", "4"], "schedule_from": ""}
    )

    box = LetterBox.objects.get()
    assert (box.opening_days, box.schedule_from) == ([1, 4], timezone.localdate())
    listed = client.get("/quan-tri/feedback/letterbox/").content.decode()
    assert "thứ Hai, thứ Năm" in listed
    client.post(f"/quan-tri/feedback/letterbox/{box.pk}/change/", typed | {"schedule_from": "01/11/2026"})
    box.refresh_from_db()
    assert (box.opening_days, box.schedule_from) == ([], None)


@pytest.mark.parametrize(("days", "since"), [([1], None), ([], MONDAY)])
def test_days_and_beginning_go_together(desk: Desk, days: list[int], since: date | None) -> None:
    box = LetterBox(organ=desk.organ, name="H", place="C", opening_days=days, schedule_from=since)

    with pytest.raises(ValidationError, match="thứ trong tuần và ngày bắt đầu"):
        box.full_clean()
