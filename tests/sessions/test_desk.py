"""The calendar's pages in the admin: who may open them, what they ask, what they refuse."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from officials.models import User
from portal.clocks import calendar
from sessions_app.models import Meeting
from sessions_app.states import Kind, Status
from tests.sessions.conftest import Office

BASE = "/quan-tri/sessions_app/meeting/"
FORM = {
    "kind": "doi_thoai",
    "audience": "doanh_nghiep_htx",
    "mode": "truc_tiep",
    "title": "Đối thoại với doanh nghiệp",
    "starts_at": "8h30",
    "ends_at": "11:00",
    "place": "Hội trường",
    "capacity": "0",
    "content": "Đất đai, vay vốn",
}


@pytest.fixture
def ahead() -> date:
    return timezone.localdate() + timedelta(days=30)


def go(client: Client, who: User, path: str, data: dict[str, Any] | None = None) -> Any:
    client.force_login(who)
    return client.get(BASE + path) if data is None else client.post(BASE + path, data)


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_desk_enters_posts_and_puts_off(client: Client, office: Office, ahead: date) -> None:
    form = FORM | {"organ": office.organ.pk, "post": office.post.pk, "day": f"{ahead:%d/%m/%Y}"}

    response = go(client, office.keeper, "enter/", form)
    meeting = Meeting.objects.get()
    assert response.status_code == 302
    go(client, office.keeper, f"{meeting.pk}/post/", {})
    later = {"day": f"{ahead + timedelta(days=3):%d%m%y}", "starts_at": "8:00", "ends_at": "10:00"}
    go(client, office.keeper, f"{meeting.pk}/postpone/", later | {"place": "Hội trường", "words": "Bão"})

    meeting.refresh_from_db()
    assert meeting.status == Status.POSTPONED
    assert meeting.moved_to is not None
    assert meeting.moved_to.title == "Đối thoại với doanh nghiệp"
    shown = text_of(go(client, office.keeper, f"{meeting.pk}/"))
    assert "Lùi lịch</strong>: Bão" in shown
    assert "Trang người dân thấy" in shown


def test_bad_input_keeps_what_was_typed_and_stores_nothing(client: Client, office: Office) -> None:
    form = FORM | {
        "organ": office.organ.pk,
        "post": "",
        "day": "31/02/2026",
        "starts_at": "25:00",
        "place": "",
    }

    shown = text_of(go(client, office.keeper, "enter/", form))

    for words in ("Ngày chưa đúng", "Xin ghi nơi tiếp.", 'value="31/02/2026"', "Đất đai, vay vốn"):
        assert words in shown
    assert not Meeting.objects.exists()


def test_a_reception_on_a_day_off_is_refused_at_its_field(client: Client, office: Office) -> None:
    sunday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday() + 6)
    form = FORM | {"organ": office.organ.pk, "post": office.post.pk, "day": f"{sunday:%d/%m/%Y}"}
    form |= {"kind": "tcd_dinh_ky", "audience": ""}

    shown = text_of(go(client, office.keeper, "enter/", form))

    assert f"{sunday:%d/%m/%Y} là ngày nghỉ" in shown
    assert not Meeting.objects.exists()


def test_a_year_is_looked_at_then_entered_then_posted(client: Client, office: Office) -> None:
    year = timezone.localdate().year + 1
    asked = f"plan/?schedule={office.schedule.pk}&year={year}"

    assert "Ghi 24 ngày vào lịch" in text_of(go(client, office.keeper, asked))
    assert not Meeting.objects.exists()
    response = go(client, office.keeper, "plan/", {"schedule": office.schedule.pk, "year": year})
    assert response["Location"] == f"{BASE}post/"
    assert "24 buổi dự kiến" in text_of(go(client, office.keeper, ""))
    assert "đã có trong lịch" in text_of(go(client, office.keeper, asked))

    chosen = list(Meeting.objects.order_by("day").values_list("pk", flat=True)[:20])
    go(client, office.keeper, "post/", {"meeting": chosen})

    assert Meeting.objects.filter(status=Status.POSTED).count() == 20
    assert "buổi dự kiến chưa niêm yết" in text_of(go(client, office.keeper, ""))


def test_nothing_ticked_nothing_posted(client: Client, office: Office, ahead: date) -> None:
    office.meeting(day=ahead)

    response = go(client, office.keeper, "post/", {})

    assert response.status_code == 302
    assert Meeting.objects.get().status == Status.PLANNED


def test_a_late_posting_is_allowed_and_stays_visible(client: Client, office: Office) -> None:
    day = calendar.current().add_working_days(timezone.localdate(), 1)
    urgent, meeting = office.meeting(day=day), office.meeting(day=day, kind=Kind.PERIODIC)

    for row in (urgent, meeting):
        go(client, office.keeper, f"{row.pk}/post/", {})

    assert "phải niêm yết chậm nhất ngày" not in text_of(go(client, office.keeper, f"{urgent.pk}/"))

    assert "phải niêm yết chậm nhất ngày" in text_of(go(client, office.keeper, f"{meeting.pk}/"))


def test_a_day_held_is_recorded_and_taken_back(client: Client, office: Office) -> None:
    today = timezone.localdate()
    meeting = office.meeting(day=today, status=Status.POSTED, posted_at=timezone.now())
    held = {"chair": office.deputy.pk, "came": "no", "delegation_doc": ""}

    shown = text_of(go(client, office.keeper, f"{meeting.pk}/hold/", held))
    assert "Đỗ Văn Bình không giữ chức vụ này vào ngày đó" in shown
    go(client, office.keeper, f"{meeting.pk}/hold/", held | {"delegation_doc": "12/UBND-VP"})
    meeting.refresh_from_db()
    assert (meeting.status, meeting.by_delegation) == (Status.NOBODY_CAME, True)

    go(client, office.keeper, f"{meeting.pk}/retract/", {"words": "Ghi nhầm ngày"})
    meeting.refresh_from_db()
    assert meeting.status == Status.POSTED


def test_leaders_read_and_change_nothing(client: Client, office: Office, ahead: date) -> None:
    meeting = office.meeting(day=ahead)

    assert "Niêm yết, công khai</button>" not in text_of(go(client, office.desk.leader, f"{meeting.pk}/"))
    assert "Thêm một buổi" not in text_of(go(client, office.desk.leader, ""))
    assert "Chủ tịch UBND xã" in text_of(go(client, office.desk.leader, "duty/"))
    for path in ("enter/", "plan/", "post/", f"{meeting.pk}/edit/", f"{meeting.pk}/cancel/"):
        assert go(client, office.desk.leader, path).status_code == 403


def test_strangers_find_nothing(client: Client, office: Office, ahead: date) -> None:
    meeting = office.meeting(day=ahead)

    for path in ("", "edit/", "post/", "postpone/", "cancel/", "hold/", "retract/"):
        status = go(client, office.desk.stranger, f"{meeting.pk}/{path}", {} if path == "post/" else None)
        assert status.status_code == 404
    assert go(client, office.desk.officer, "").status_code == 403


def test_duty_of_a_year_shows_the_months_that_fell_short(client: Client, office: Office) -> None:
    year = timezone.localdate().year - 1
    office.meeting(day=date(year, 3, 5), kind=Kind.PERIODIC, status=Status.HELD, chair=office.chair)

    shown = text_of(go(client, office.keeper, f"duty/?year={year}"))

    assert "badge-late" in shown
    assert "Luật Tiếp công dân" in shown or "Luật 136/2025" in shown
    assert go(client, office.keeper, "duty/?year=abcd").status_code == 200


@pytest.mark.parametrize(("rows", "path"), [(1, ""), (30, ""), (1, "post/"), (30, "post/")])
def test_lists_cost_the_same_for_one_meeting_and_for_thirty(
    client: Client, office: Office, ahead: date, django_assert_max_num_queries: Any, rows: int, path: str
) -> None:
    for number in range(rows):
        office.meeting(day=ahead + timedelta(days=number))
    client.force_login(office.keeper)
    client.get(BASE + path)

    with django_assert_max_num_queries(9):
        assert client.get(BASE + path).status_code == 200


def test_the_administrator_keeps_schedules_and_rules(client: Client, office: Office) -> None:
    client.force_login(office.desk.admin)
    schedules = "/quan-tri/sessions_app/schedule/"
    fields = {"post": office.post.pk, "kind": "tcd_hdnd", "starts_at": "08:00", "ends_at": "11:00"}
    fields |= {"place": "Trụ sở", "valid_from": "01/01/2027", "capacity": "0"}

    refused = client.post(f"{schedules}add/", fields | {"month_days": ["5"], "week_days": ["1"]})
    assert "chỉ một trong hai" in refused.content.decode()
    assert client.post(f"{schedules}add/", fields | {"month_days": ["5"]}).status_code == 302
    assert "ngày 5 hằng tháng" in client.get(schedules).content.decode()
    assert client.get("/quan-tri/sessions_app/dutyrule/").status_code == 200
    assert client.get(BASE).status_code == 403
