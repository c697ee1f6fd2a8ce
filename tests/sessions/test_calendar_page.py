"""The public calendar: what it shows to anybody, in both languages, as a feed, and at what cost."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from feedback.models import LetterBox
from officials import demo as offices
from sessions_app import demo, workflow
from sessions_app.models import DutyRule, Meeting, Schedule
from sessions_app.states import Kind, Status
from tests.sessions.conftest import Office

PAGE, FEED = "/lich-tiep-dan/", "/lich-tiep-dan/lich.ics"


@pytest.fixture
def ahead() -> date:
    return timezone.localdate() + timedelta(days=30)


def posted(office: Office, day: date, **fields: Any) -> Meeting:
    return office.meeting(day=day, status=Status.POSTED, posted_at=timezone.now(), **fields)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_empty_calendar_says_so(client: Client, office: Office) -> None:
    assert "Chưa niêm yết lịch năm" in text_of(client, PAGE)


def test_planned_days_are_not_shown_anywhere(client: Client, office: Office, ahead: date) -> None:
    meeting = office.meeting(day=ahead, content="Nội dung chưa công khai")

    for address in (PAGE, f"{PAGE}?year={ahead.year}", FEED):
        assert meeting.public_id not in text_of(client, address)
    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert client.get(f"{meeting.get_absolute_url()}lich.ics").status_code == 404


def test_a_posted_day_shows_all_that_must_be_posted(client: Client, office: Office, ahead: date) -> None:
    meeting = posted(
        office, ahead, participants="Văn phòng", content="Đất đai\nMôi trường", house_rules="Giữ trật tự"
    )

    shown = text_of(client, meeting.get_absolute_url())

    for words in ("Nơi tiếp", "Hội trường", "Người chủ trì", "Chủ tịch UBND xã, Ma Văn Thuyết", "Văn phòng"):
        assert words in shown
    for words in ("Đất đai<br>Môi trường", "Giữ trật tự", "Nội quy nơi tiếp công dân", "Không cần đăng ký"):
        assert words in shown
    assert meeting.public_id in text_of(client, f"{PAGE}?year={ahead.year}")


def test_whoever_holds_the_post_on_the_day_is_named(client: Client, office: Office, ahead: date) -> None:
    office.chair.tenures.update(valid_to=ahead - timedelta(days=1))
    meeting = posted(office, ahead)

    assert "Ma Văn Thuyết" not in text_of(client, meeting.get_absolute_url())


def test_put_off_and_cancelled_days_stay_visible_with_the_reason(
    client: Client, office: Office, ahead: date
) -> None:
    meeting = posted(office, ahead)
    later = {"day": ahead + timedelta(days=7), "starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    common = {"by": office.keeper, "now": timezone.now()}
    new = workflow.postpone(meeting, **later, place="Hội trường", words="Bão số 5", **common)

    assert f"Lùi sang {new.day:%d/%m/%Y}." in text_of(client, f"{PAGE}?year={ahead.year}")
    assert "Lý do: Bão số 5" in text_of(client, meeting.get_absolute_url())
    assert f"Thay cho buổi ngày {ahead:%d/%m/%Y}." in text_of(client, new.get_absolute_url())

    workflow.cancel(new, words="Mất điện", **common)

    assert "Đã hủy." in text_of(client, f"{PAGE}?year={new.day.year}")
    assert "Lý do: Mất điện" in text_of(client, new.get_absolute_url())


def test_the_calendar_is_narrowed_by_organ_and_kind(client: Client, office: Office, ahead: date) -> None:
    ours = posted(office, ahead)
    theirs = posted(office, ahead, organ=office.desk.other, kind=Kind.VOTERS, post=None)
    year = f"{PAGE}?year={ahead.year}"

    assert ours.public_id not in text_of(client, f"{year}&organ=dang-uy")
    assert theirs.public_id not in text_of(client, f"{year}&kind=tcd_dot_xuat")
    assert theirs.public_id in text_of(client, f"{year}&kind=txct&organ=dang-uy")
    assert "chưa niêm yết buổi nào thuộc loại" in text_of(client, f"{year}&kind=toa_dam")


@pytest.mark.parametrize(
    "query",
    ["year=abcd", "year=0000", "year=9999", "organ=%00", "kind=%27--", f"organ={'x' * 5000}", "year=²"],
)
def test_what_nobody_offers_narrows_nothing_and_breaks_nothing(
    client: Client, office: Office, query: str
) -> None:
    for address in (PAGE, FEED):
        assert client.get(f"{address}?{query}").status_code == 200


def test_the_calendar_in_english(client: Client, office: Office, ahead: date) -> None:
    office.post.title_en = "Chair"
    office.post.save()
    posted(office, ahead)

    shown = text_of(client, f"/en{PAGE}?year={ahead.year}")

    assert "Calendar of citizen receptions" in shown
    assert "Extraordinary citizen reception · Chair" in shown


def test_the_feed_is_read_by_a_calendar(client: Client, office: Office, ahead: date) -> None:
    kept, off = posted(office, ahead), posted(office, ahead, title="Buổi; có dấu, phẩy")
    workflow.cancel(off, words="Mất điện", by=office.keeper, now=timezone.now())

    response = client.get(FEED)
    events = {str(event["UID"]).split("@")[0]: event for event in Calendar.from_ical(response.content).events}

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in response.content
    assert events[kept.public_id]["STATUS"] == "CONFIRMED"
    begins = timezone.make_aware(datetime.combine(ahead, kept.starts_at))
    assert events[kept.public_id]["DTSTART"].dt == begins
    assert events[off.public_id]["STATUS"] == "CANCELLED"
    assert events[off.public_id]["SUMMARY"] == "Đã hủy: Buổi; có dấu, phẩy, Chủ tịch UBND xã"
    single = Calendar.from_ical(client.get(f"{kept.get_absolute_url()}lich.ics").content)
    assert len(single.events) == 1


def test_a_whole_year_costs_six_statements_and_fifteen_kilobytes(
    client: Client, office: Office, django_assert_max_num_queries: Any
) -> None:
    for month in range(1, 13):
        for day in (5, 20):
            posted(office, date(timezone.localdate().year, month, day), kind=Kind.PERIODIC)
    box = LetterBox.objects.create(organ=office.organ, name="Hòm thư", place="Cổng trụ sở")
    client.get(PAGE)

    with django_assert_max_num_queries(6):
        response = client.get(PAGE)

    assert len(response.content) <= 15_000
    assert "Mở không theo ngày cố định" in response.content.decode()
    LetterBox.objects.filter(pk=box.pk).update(is_active=False)
    assert "Cổng trụ sở" not in client.get(PAGE).content.decode()


def test_the_demo_fills_a_calendar_once(db: None) -> None:
    now = timezone.now()
    offices.load(now)

    demo.load(now)
    before = list(Meeting.objects.order_by("pk").values())
    demo.load(now)

    assert list(Meeting.objects.order_by("pk").values()) == before
    assert Schedule.objects.count() == 4
    statuses = set(Meeting.objects.values_list("status", flat=True))
    assert statuses >= {Status.POSTED, Status.HELD, Status.POSTPONED}
    assert not Meeting.objects.filter(is_sample=False).exists()


def test_reference_data_is_seeded_once(db: None) -> None:
    before = list(DutyRule.objects.order_by("pk").values())

    call_command("seed", verbosity=0)

    assert list(DutyRule.objects.order_by("pk").values()) == before
    assert len(before) == 7
