"""The reception register: what is written down, numbered and counted; 2017 comes out of the rows."""

import json
import secrets
from datetime import date
from io import BytesIO, StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from officials import demo as offices
from portal.clocks import calendar
from portal.errors import NotAllowed
from portal.identity import tokens
from sessions_app import counting, demo_2017, workflow
from sessions_app.models import Meeting, RefusalGround, Turn, TurnBook, TurnRemark
from sessions_app.states import Kind, Status, TurnOutcome
from sessions_app.workflow import Received
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office, at

DAY = date(2026, 11, 20)
NOW = at(2026, 11, 20, 10)
CONTACT = {"full_name": "Hoàng Thị Sính", "address": "thôn Làng Bát", "id_number": "008123456789"}
BASE = "/quan-tri/sessions_app/meeting/"


@pytest.fixture
def meeting(office: Office) -> Meeting:
    return office.meeting(day=DAY, kind=Kind.PERIODIC, status=Status.POSTED, posted_at=at(2026, 11, 10))


def found(**fields: Any) -> Received:
    kept: dict[str, Any] = {"contact": CONTACT, "people": 1, "representatives": 0, "matter": "Đất bị lấn"}
    return Received(**kept | {"kind": "kien_nghi", "outcome": "tra_loi_ngay"} | fields)


def receive(office: Office, meeting: Meeting, *, now: Any = NOW, key: str = "", **fields: Any) -> Turn:
    key = key or secrets.token_hex(8)
    return workflow.receive(meeting=meeting, found=found(**fields), form_key=key, by=office.keeper, now=now)


def test_turns_are_numbered_by_organ_and_year(office: Office, meeting: Meeting) -> None:
    later = office.meeting(day=date(2026, 11, 24), status=Status.POSTED, posted_at=NOW)
    last_year = office.meeting(day=date(2025, 12, 5), status=Status.POSTED, posted_at=NOW)

    made = [receive(office, row, now=at(2026, 11, 25)) for row in (meeting, later, last_year, meeting)]

    assert [str(turn) for turn in made] == ["1/2026", "2/2026", "1/2025", "3/2026"]
    assert made[0].person.id_number == "008123456789"


def test_one_form_is_one_turn(office: Office, meeting: Meeting) -> None:
    assert receive(office, meeting, key="same") == receive(office, meeting, key="same")
    assert TurnBook.objects.get().last_number == 1


@pytest.mark.parametrize(
    ("people", "representatives", "words"),
    [
        (4, 0, ""),
        (4, 1, "Dưới 5 người"),
        (5, 0, "Từ 5 đến 10 người"),
        (5, 1, ""),
        (10, 2, ""),
        (10, 3, "Từ 5 đến 10 người"),
        (11, 0, "Trên 10 người"),
        (11, 5, ""),
        (12, 6, "Trên 10 người"),
        (2, 5, "Dưới 5 người"),
    ],
)
def test_a_crowd_sends_representatives(
    office: Office, meeting: Meeting, people: int, representatives: int, words: str
) -> None:
    facts = {"people": people, "representatives": representatives}
    if not words:
        assert receive(office, meeting, **facts).people == people
        return
    with pytest.raises(ValidationError, match=words):
        receive(office, meeting, **facts)
    assert not Turn.objects.exists()
    assert not TurnBook.objects.filter(last_number__gt=0).exists()


def test_a_refusal_needs_a_ground_of_its_day(office: Office, meeting: Meeting) -> None:
    new = RefusalGround.objects.get(code="nd-4-h")
    before = office.meeting(day=date(2026, 6, 5), status=Status.POSTED, posted_at=NOW)

    for row, facts in (
        (meeting, {"outcome": TurnOutcome.REFUSED}),
        (before, {"outcome": TurnOutcome.REFUSED, "ground": new}),
        (meeting, {"ground": new}),
    ):
        with pytest.raises(ValidationError):
            receive(office, row, **facts)
    turn = receive(office, meeting, outcome=TurnOutcome.REFUSED, ground=new)

    assert turn.ground is not None
    assert turn.ground.needs_notice


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": Kind.VOTERS}, "Chỉ buổi tiếp công dân"),
        ({"day": date(2026, 11, 23)}, "Chưa đến ngày"),
        ({"status": Status.PLANNED, "posted_at": None}, "chưa niêm yết"),
        ({"status": Status.CANCELLED, "reason": "Bão"}, "không tổ chức"),
    ],
)
def test_meetings_that_have_no_turns(office: Office, fields: dict[str, Any], words: str) -> None:
    kept = {"day": DAY, "kind": Kind.PERIODIC, "status": Status.POSTED, "posted_at": NOW}
    meeting = office.meeting(**kept | fields)

    with pytest.raises(ValidationError, match=words):
        receive(office, meeting)


def test_the_desk_is_offered_a_turn_only_where_one_is_taken(client: Client, office: Office) -> None:
    planned = office.meeting(day=DAY, kind=Kind.PERIODIC)
    urgent = office.meeting(day=DAY)

    assert "Ghi lượt tiếp" not in go(client, office, f"{planned.pk}/")
    assert "Ghi lượt tiếp" in go(client, office, f"{urgent.pk}/")


def test_an_urgent_reception_needs_no_posting(office: Office) -> None:
    assert receive(office, office.meeting(day=DAY)).number == 1


def test_nobody_came_and_somebody_was_received_exclude_each_other(office: Office, meeting: Meeting) -> None:
    common = {"by": office.keeper, "now": NOW}
    receive(office, meeting)
    with pytest.raises(ValidationError, match="đã ghi có người"):
        workflow.hold(meeting, found=workflow.Held(office.chair, somebody_came=False), **common)

    empty = office.meeting(day=DAY, status=Status.POSTED, posted_at=NOW)
    workflow.hold(empty, found=workflow.Held(office.chair, somebody_came=False), **common)
    with pytest.raises(ValidationError, match="rút lại"):
        receive(office, empty)


def test_a_day_with_turns_is_not_called_off(office: Office, meeting: Meeting) -> None:
    receive(office, meeting)
    later = {"day": date(2026, 12, 3), "starts_at": meeting.starts_at, "ends_at": meeting.ends_at}

    with pytest.raises(ValidationError, match="hãy ghi đã tổ chức"):
        workflow.cancel(meeting, words="Bão", by=office.keeper, now=NOW)
    with pytest.raises(ValidationError, match="hãy ghi đã tổ chức"):
        workflow.postpone(meeting, **later, place="x", words="Bão", by=office.keeper, now=NOW)


def test_who_keeps_no_calendar_writes_nothing(office: Office, meeting: Meeting) -> None:
    for who in (office.desk.leader, office.desk.stranger, office.desk.officer):
        with pytest.raises(NotAllowed):
            workflow.receive(meeting=meeting, found=found(), form_key="x", by=who, now=NOW)


BROKEN: dict[str, dict[str, Any]] = {
    "sessions_turn_from_one": {"number": 0},
    "sessions_turn_of_its_year": {"year": 2025},
    "sessions_turn_kind_known": {"kind": "khac"},
    "sessions_turn_outcome_known": {"outcome": "lost"},
    "sessions_turn_some_people": {"people": 0},
    "sessions_turn_representatives_of_a_crowd": {"representatives": 1},
    "sessions_turn_ground_iff_refused": {"outcome": "tu_choi_tiep"},
    "sessions_turn_body_where_sent_on": {"outcome": "chuyen_don"},
    "sessions_turn_number_once": {},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_a_row(office: Office, meeting: Meeting, name: str) -> None:
    turn = receive(office, meeting)
    turn.pk, turn.form_key = None, "other"
    if name != "sessions_turn_number_once":
        turn.number = 2
    for field, value in BROKEN[name].items():
        setattr(turn, field, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        turn.save(force_insert=True)


def test_rows_and_remarks_stand_for_ever(office: Office, meeting: Meeting) -> None:
    turn = receive(office, meeting)
    workflow.remark(turn, text="Số người là 2", by=office.keeper, now=NOW)

    for sql in (
        "UPDATE sessions_app_turn SET people = 2",
        "DELETE FROM sessions_app_turnremark",
        "UPDATE sessions_app_turnremark SET text = ''",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(ValidationError):
        workflow.remark(turn, text=" ", by=office.keeper, now=NOW)
    with pytest.raises(NotAllowed):
        workflow.remark(turn, text="x", by=office.desk.stranger, now=NOW)
    assert TurnRemark.objects.count() == 1


def test_the_database_refuses_what_else_makes_no_sense(office: Office, meeting: Meeting) -> None:
    TurnBook.objects.create(organ=office.organ, year=2026)
    ground = RefusalGround.objects.get(code="luat-9-1")
    wrong = [
        ("sessions_turnbook_one_a_year", lambda: TurnBook.objects.create(organ=office.organ, year=2026)),
        (
            "sessions_refusalground_ends_after_start",
            lambda: RefusalGround.objects.filter(pk=ground.pk).update(valid_to=date(2000, 1, 1)),
        ),
        (
            "sessions_refusalground_once_a_day",
            lambda: RefusalGround.objects.create(code="luat-9-1", words="x", valid_from=DAY),
        ),
        (
            "sessions_meeting_attendance_when_held",
            lambda: Meeting.objects.filter(pk=meeting.pk).update(attendance=5),
        ),
    ]

    for name, write in wrong:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            write()


def test_a_day_is_counted_from_its_rows(office: Office, meeting: Meeting) -> None:
    """Three alone, a group of twelve, one refused; people are heads, a group is one turn."""
    for facts in ({}, {}, {"people": 2}, {"people": 12, "representatives": 3}):
        receive(office, meeting, **facts)
    ground = RefusalGround.objects.get(code="luat-9-2")
    receive(office, meeting, outcome=TurnOutcome.REFUSED, ground=ground)
    workflow.hold(meeting, found=workflow.Held(office.chair), by=office.keeper, now=NOW)

    counts = counting.figures(DAY, DAY, office.organ)

    assert (counts["reception_sessions"], counts["reception_turns"]) == (1, 5)
    assert (counts["reception_people"], counts["crowd_groups"]) == (17, 1)
    assert counting.figures(DAY, DAY, office.desk.other)["reception_turns"] == 0
    assert counting.figures(date(2025, 1, 1), date(2025, 12, 31))["reception_people"] == 0


def test_the_year_2017_comes_out_of_the_rows(db: None) -> None:
    offices.load(timezone.now())
    calendar.reset()

    demo_2017.load()
    demo_2017.load()

    out = StringIO()
    call_command("figures", "--from=2017-01-01", "--to=2017-12-31", "--json", stdout=out)
    counts = json.loads(out.getvalue())
    assert (counts["reception_sessions"], counts["reception_turns"]) == (24, 126)
    assert counts["reception_people"] > 300
    assert (counts["dialogues"], counts["dialogue_people"]) == (1, 64)
    assert counts["crowd_groups"] == 8
    for year in (2016, 2017):
        late = Meeting.objects.filter(day__range=(date(year, 12, 15), date(year, 12, 31)))
        assert not late.exists()
    assert all(meeting.day.weekday() < 5 for meeting in Meeting.objects.all())
    assert not Turn.objects.filter(is_sample=False).exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_turns_at_once_have_no_gap(transactional_db: None) -> None:
    office = Office(Desk.opened())
    meeting = office.meeting(day=DAY, status=Status.POSTED, posted_at=NOW)
    barrier, failed = Barrier(20), []

    def write() -> None:
        barrier.wait()
        try:
            receive(office, meeting)
        except BaseException as error:  # noqa: BLE001 – told to the test below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert list(Turn.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 21))


FORM = {
    "full_name": "Hoàng Thị Sính",
    "address": "thôn Làng Bát",
    "id_number": "008123456789",
    "people": "6",
    "representatives": "2",
    "kind": "kien_nghi",
    "matter": "Đất bị lấn",
    "outcome": "tra_loi_ngay",
}


def go(client: Client, office: Office, path: str, data: dict[str, Any] | None = None) -> str:
    client.force_login(office.keeper)
    response: Any = client.get(BASE + path) if data is None else client.post(BASE + path, data, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_desk_writes_turns_down_one_after_another(
    client: Client, office: Office, meeting: Meeting
) -> None:
    path = f"{meeting.pk}/receive/"
    assert "Ghi lượt tiếp" in go(client, office, f"{meeting.pk}/")

    bad = go(client, office, path, FORM | {"form_token": tokens.issue(), "representatives": "5"})
    assert "Từ 5 đến 10 người cử 1 hoặc 2" in bad
    assert 'value="thôn Làng Bát"' in bad
    again = go(client, office, path, FORM | {"form_token": tokens.issue(), "next": ""})
    assert "Đã ghi lượt 1/2026 vào sổ." in again
    shown = go(client, office, path, FORM | {"form_token": tokens.issue()})
    assert "Số lượt tiếp: 2" in shown
    assert "Hoàng Thị Sính" not in shown
    remarked = go(client, office, f"{meeting.pk}/turn/1/remark/", {"text": "Số người là 7"})
    assert "Số người là 7" in remarked


def test_the_book_shows_names_to_whoever_says_why(client: Client, office: Office, meeting: Meeting) -> None:
    turn = receive(office, meeting, now=at(2026, 11, 24))
    workflow.remark(turn, text="Thiếu số nhà", by=office.keeper, now=NOW)
    path = f"book/{TurnBook.objects.get().pk}/"

    plain = go(client, office, path)
    named = go(client, office, path, {"words": "Lập báo cáo tháng"})

    for words in ("Ghi bổ sung ngày 24/11/2026", "Thiếu số nhà", "Kiến nghị"):
        assert words in plain
    for secret in ("Hoàng Thị Sính", "008123456789", "Đất bị lấn"):
        assert secret not in plain
        assert secret in named
    assert "Hoàng Thị Sính" not in go(client, office, path, {"words": ""})
    client.force_login(office.desk.stranger)
    assert client.get(BASE + path).status_code == 404


def test_a_book_of_thirty_costs_what_one_costs(
    client: Client, office: Office, meeting: Meeting, django_assert_max_num_queries: Any
) -> None:
    for _n in range(30):
        receive(office, meeting)
    client.force_login(office.keeper)
    path = f"{BASE}book/{TurnBook.objects.get().pk}/"
    client.get(path)

    with django_assert_max_num_queries(9):
        assert client.get(path).status_code == 200


def test_the_year_is_taken_home_as_a_workbook(client: Client, office: Office, meeting: Meeting) -> None:
    receive(office, meeting, matter="=1+1", contact=CONTACT | {"full_name": "@Sính"})
    receive(office, meeting, outcome="chuyen_don", outcome_body="Công an huyện", outcome_doc="12/CV")
    kept = TurnBook.objects.get()
    client.force_login(office.keeper)
    url = f"{BASE}book/{kept.pk}/"

    assert client.post(url, {"xlsx": "1", "words": ""})["Content-Type"].startswith("text/html")
    answer = client.post(url, {"xlsx": "1", "words": "Báo cáo quý"})

    sheet = load_workbook(BytesIO(answer.content)).active
    assert [sheet.cell(4, 9).value, sheet.cell(5, 11).value] == ["Hướng xử lý", "Chuyển đơn"]
    assert [cell.value for cell in sheet[6]][:12] == list(range(1, 13))
    first, second = ([cell.value for cell in sheet[row]] for row in (7, 8))
    assert (first[0], first[4], sheet.cell(7, 5).data_type) == (1, "=1+1", "s")
    assert first[2] == "@Sính\nthôn Làng Bát"
    assert (second[10], second[6]) == ("Công an huyện 12/CV", 1)
    assert LogEntry.objects.get().change_message == "Báo cáo quý"


def test_the_book_is_read_from_any_number(client: Client, office: Office, meeting: Meeting) -> None:
    for _n in range(3):
        receive(office, meeting)
    path = f"book/{TurnBook.objects.get().pk}/"

    shown = [
        go(client, office, f"{path}?from={typed}").count('<th scope="row">') for typed in ("", "2", "x", "0")
    ]

    assert shown == [3, 2, 3, 3]
    assert "Từ số này trở đi sổ chưa có số nào" in go(client, office, f"{path}?from=9")
