"""The waiting line: numbers once each, desks calling at once, back, gone; the board names nobody."""

import secrets
from collections import Counter
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from portal.errors import NotAllowed
from portal.identity import tokens
from sessions_app import checkin, queries, waiting, workflow
from sessions_app.models import Meeting, MeetingEvent, Registration, Ticket, TicketEvent, Turn
from sessions_app.states import Booking, Kind, Status
from sessions_app.waiting import Action, Priority, Rank
from sessions_app.workflow import Received, Wish
from tests.sessions.conftest import Office, at

DAY = date(2026, 11, 20)
NOW = at(2026, 11, 20, 8)
BEFORE = at(2026, 11, 10)
W = waiting.Status
BASE = "/quan-tri/sessions_app/meeting/"


@pytest.fixture
def meeting(office: Office) -> Meeting:
    row = office.meeting(day=DAY, kind=Kind.PERIODIC, status=Status.POSTED, posted_at=BEFORE, capacity=2)
    workflow.offer_places(row)
    return row


def registered(meeting: Meeting, name: str = "Lý Thị Mai", people: int = 1) -> Registration:
    contact = {"full_name": name, "phone": "+84912345678", "email": ""}
    wish = Wish(people=people, matter="Đường hỏng", needs="", contact=contact)
    return workflow.register(meeting=meeting, wish=wish, form_key=secrets.token_hex(8), now=BEFORE)


def came(office: Office, meeting: Meeting, **fields: Any) -> Ticket:
    kept: dict[str, Any] = {"people": 1, "form_key": secrets.token_hex(8), "by": office.keeper, "now": NOW}
    return workflow.check_in(meeting=meeting, **kept | fields)


def called(office: Office, meeting: Meeting, desk: int = 1) -> Ticket | None:
    return workflow.call_next(meeting=meeting, desk=desk, by=office.keeper, now=NOW)


def moved(office: Office, ticket: Ticket, action: str, now: Any = NOW) -> Ticket:
    return workflow.move(ticket, action, by=office.keeper, now=now)


def test_first_the_reason_then_the_place_then_in_turn(office: Office, meeting: Meeting) -> None:
    rows = [registered(meeting) for _time in range(3)]
    assert [row.state for row in rows] == [Booking.CONFIRMED, Booking.CONFIRMED, Booking.WAITING]
    came(office, meeting)
    came(office, meeting, registration=rows[2])
    came(office, meeting, registration=rows[1])
    last = came(office, meeting, priority=Priority.PREGNANT)

    assert queries.ahead_of(last) == 0
    assert [str(called(office, meeting, desk)) for desk in range(1, 6)] == ["4", "3", "1", "2", "None"]


def test_one_form_and_one_registration_are_one_number(office: Office, meeting: Meeting) -> None:
    row = registered(meeting)

    assert came(office, meeting, form_key="a") == came(office, meeting, form_key="a")
    assert came(office, meeting, registration=row) == came(office, meeting, registration=row)
    assert Ticket.objects.count() == 2


def test_each_step_of_the_table_and_no_other(office: Office, meeting: Meeting) -> None:
    for status in W:
        for action in waiting.BY_HAND:
            ticket = came(office, meeting)
            at_desk = {"desk": 7, "called_at": NOW} if status == W.CALLED else {}
            Ticket.objects.filter(pk=ticket.pk).update(status=status, **at_desk)
            step = waiting.row(action, status)
            if step is None:
                with pytest.raises(ValidationError, match=f"Số {ticket} đã chuyển trạng thái"):
                    moved(office, ticket, action)
            else:
                assert moved(office, ticket, action).status == step.after
                assert ticket.events.last().action == action  # type: ignore[union-attr]
            Ticket.objects.filter(pk=ticket.pk).update(status=W.LEFT, desk=None)
    with pytest.raises(ValidationError):
        moved(office, came(office, meeting), Action.CALL)


def test_on_hold_keeps_the_place_and_absent_loses_it(office: Office, meeting: Meeting) -> None:
    first, second, third = (came(office, meeting) for _time in range(3))
    called(office, meeting)
    moved(office, first, Action.HOLD)
    moved(office, first, Action.BACK, at(2026, 11, 20, 9))
    assert called(office, meeting) == first
    moved(office, first, Action.NO_SHOW)
    moved(office, first, Action.BACK, at(2026, 11, 20, 9))

    assert [called(office, meeting, desk) for desk in (1, 2, 3)] == [second, third, first]


def test_a_desk_has_one_number_at_a_time(office: Office, meeting: Meeting) -> None:
    came(office, meeting)
    came(office, meeting)
    called(office, meeting)

    with pytest.raises(ValidationError, match="Bàn 1 còn số 1"):
        called(office, meeting)
    for desk in (0, 21):
        with pytest.raises(ValidationError, match="Số bàn từ 1 đến 20"):
            called(office, meeting, desk)


def test_a_day_put_off_after_numbers_were_given_starts_anew(office: Office, meeting: Meeting) -> None:
    row = registered(meeting)
    came(office, meeting, registration=row)
    new = workflow.postpone(
        meeting, day=date(2026, 11, 24), starts_at=meeting.starts_at, ends_at=meeting.ends_at,
        place=meeting.place, words="Chủ tịch ốm", by=office.keeper, now=NOW,
    )  # fmt: skip
    later = came(office, new, registration=row, now=at(2026, 11, 24))

    assert (later.meeting, later.number, later.rank) == (new, 1, Rank.BOOKED)


def test_who_may_and_when(office: Office, meeting: Meeting) -> None:
    row = registered(meeting)
    other = registered(
        office.meeting(day=date(2026, 11, 24), status=Status.POSTED, posted_at=BEFORE, capacity=1)
    )
    with pytest.raises(NotAllowed):
        came(office, meeting, by=office.desk.officer)
    with pytest.raises(NotAllowed):
        workflow.call_next(meeting=meeting, desk=1, by=office.desk.officer, now=NOW)
    with pytest.raises(ValidationError, match="Chỉ phát số trong ngày"):
        came(office, meeting, now=at(2026, 11, 19))
    with pytest.raises(ValidationError, match="ngày khác"):
        came(office, meeting, registration=other)
    with pytest.raises(ValidationError, match="từ 1 đến 500"):
        came(office, meeting, people=0)
    with pytest.raises(ValidationError, match="lý do trong danh sách"):
        came(office, meeting, priority="ban_be")
    workflow.give_up(row, now=BEFORE)
    with pytest.raises(ValidationError, match="Đăng ký này đã hủy"):
        came(office, meeting, registration=row)
    assert not Ticket.objects.exists()


def test_a_turn_ends_its_number_and_only_while_it_is_called(office: Office, meeting: Meeting) -> None:
    ticket = came(office, meeting, registration=registered(meeting))
    contact = {"full_name": "Lý Thị Mai", "address": "", "id_number": ""}
    found = Received(
        contact=contact, people=1, representatives=0, matter="Đường", kind="phan_anh", outcome="huong_dan",
        ticket=ticket, registration=ticket.registration, on_behalf_of="Lý Văn An", authorisation="Giấy 12/3",
    )  # fmt: skip
    keep = {"meeting": meeting, "found": found, "by": office.keeper, "now": NOW}
    with pytest.raises(ValidationError, match="Số 1 đã chuyển trạng thái: Đang chờ"):
        workflow.receive(**keep, form_key="a")
    assert not Turn.objects.exists()
    called(office, meeting)

    turn = workflow.receive(**keep, form_key="a")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.desk, turn.ticket) == (W.RECEIVED, None, ticket)
    assert turn.on_behalf_of == "Lý Văn An"
    assert ticket.events.values_list("action", flat=True)[2] == Action.RECEIVE


@pytest.mark.parametrize("given", [{"on_behalf_of": "Lý Văn An"}, {"authorisation": "Giấy 12/3"}])
def test_a_proxy_needs_both_name_and_paper(office: Office, meeting: Meeting, given: dict[str, str]) -> None:
    contact = {"full_name": "Lý Thị Mai", "address": "", "id_number": ""}
    found = Received(
        contact=contact,
        people=1,
        representatives=0,
        matter="Đường",
        kind="phan_anh",
        outcome="huong_dan",
        **given,
    )
    with pytest.raises(ValidationError, match="Xin ghi"):
        workflow.receive(meeting=meeting, found=found, form_key="a", by=office.keeper, now=NOW)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("sessions_ticket_number_once", {"number": 1}),
        ("sessions_ticket_one_at_a_desk", {"status": W.CALLED, "desk": 3, "called_at": NOW}),
        ("sessions_ticket_status_known", {"status": "gone"}),
        ("sessions_ticket_desk_iff_called", {"desk": 4}),
        ("sessions_ticket_first_for_a_reason", {"rank": Rank.PRIORITY}),
        ("sessions_ticket_some_people", {"people": 0}),
        ("sessions_ticket_lined_up_after_coming", {"lined_up_at": BEFORE}),
    ],
)
def test_database_refuses_nonsense(
    office: Office, meeting: Meeting, name: str, wrong: dict[str, Any]
) -> None:
    came(office, meeting)
    called(office, meeting, desk=3)
    ticket = came(office, meeting)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**wrong)


def test_what_was_done_to_a_number_stands(office: Office, meeting: Meeting) -> None:
    event = came(office, meeting).events.get()
    event.action = "nonsense"
    with pytest.raises(IntegrityError, match="sessions_ticketevent_action_known"), transaction.atomic():
        TicketEvent.objects.create(ticket=event.ticket, action="nonsense", at=NOW, by=office.keeper)
    with pytest.raises(Exception, match="append-only|add"), transaction.atomic():
        TicketEvent.objects.filter(pk=event.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_twenty_desks_that_call_at_once_get_twenty_numbers(office: Office, meeting: Meeting) -> None:
    for _time in range(20):
        came(office, meeting)
    start, got = Barrier(20), []

    def press(desk: int) -> None:
        start.wait()
        try:
            got.append(called(office, meeting, desk))
        finally:
            connection.close()

    presses = [Thread(target=press, args=(desk,)) for desk in range(1, 21)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()

    assert sorted(ticket.number for ticket in got if ticket) == list(range(1, 21))
    assert Counter(TicketEvent.objects.values_list("action", flat=True)) == {"check_in": 20, "call": 20}


class TestPages:
    @pytest.fixture
    def today(self, office: Office) -> Meeting:
        row = office.meeting(day=timezone.localdate(), status=Status.POSTED, posted_at=BEFORE, capacity=2)
        workflow.offer_places(row)
        return row

    @pytest.fixture
    def booked(self, today: Meeting) -> Registration:
        contact = {"full_name": "Lý Thị Mai", "phone": "+84912345678", "email": ""}
        Meeting.objects.filter(pk=today.pk).update(day=date(2099, 1, 5))
        wish = Wish(people=2, matter="Đường hỏng", needs="xe lăn", contact=contact)
        row = workflow.register(meeting=today, wish=wish, form_key="r", now=timezone.now())
        Meeting.objects.filter(pk=today.pk).update(day=timezone.localdate())
        return row

    def test_from_the_picture_to_the_register(
        self, client: Client, office: Office, today: Meeting, booked: Registration
    ) -> None:
        client.force_login(office.keeper)
        url = f"{BASE}{today.pk}/line/"
        scanned = client.get(f"{BASE}scan/?ma={checkin.code_of(booked)}", follow=True)
        assert checkin.code_of(booked) in scanned.content.decode()
        assert not Ticket.objects.exists()

        typed = {"booked-code": checkin.code_of(booked), "booked-priority": "", "form_token": tokens.issue()}
        given = client.post(f"{url}check-in/", typed, follow=True).content.decode()
        assert "Số 1. Xin đưa phiếu" in given
        assert "Lý Thị Mai" not in given
        client.post(f"{url}walk-in/", {"walk-people": "1", "form_token": tokens.issue()})
        assert "Còn 1 số trước" in client.get(f"{url}2/").content.decode()
        client.post(f"{url}call/", {"call-desk": "3"})
        page = client.get(url).content.decode()
        assert "Số 1, bàn 3" in page
        assert 'value="3"' in page

        turn = client.get(f"{BASE}{today.pk}/receive/?so=1").content.decode()
        assert "Lý Thị Mai" in turn
        assert "xe lăn" in turn
        client.get(f"{BASE}{today.pk}/receive/?so=1")
        assert MeetingEvent.objects.get(action="look").words == "Tiếp tại bàn 3"
        typed = {
            "full_name": "Lý Thị Mai", "people": "2", "representatives": "0", "kind": "phan_anh",
            "matter": "Đường hỏng", "outcome": "huong_dan", "form_token": tokens.issue(),
        }  # fmt: skip
        done = client.post(f"{BASE}{today.pk}/receive/?so=1", typed, follow=True).content.decode()
        assert f"Số 1: lượt 1/{today.day.year}" in done

    def test_bad_input_is_a_sentence(self, client: Client, office: Office, today: Meeting) -> None:
        client.force_login(office.keeper)
        url = f"{BASE}{today.pk}/line/"
        token = tokens.issue()
        for path, typed, words in (
            ("check-in/", {"booked-code": "77", "form_token": token}, "không có số đăng ký đó"),
            ("check-in/", {"booked-code": "<script>", "form_token": token}, "không có số đăng ký đó"),
            ("walk-in/", {"walk-people": "0", "form_token": token}, "Xin ghi số từ 1"),
            ("walk-in/", {"walk-people": "5000", "form_token": token}, "từ 1 đến 500"),
            ("call/", {"call-desk": "99"}, "từ 1 đến 20"),
        ):
            assert words in client.post(url + path, typed).content.decode()
        assert (
            "Không có ai chờ" in client.post(f"{url}call/", {"call-desk": "1"}, follow=True).content.decode()
        )
        assert client.post(f"{url}1/hold/").status_code == 404
        came(office, today, now=timezone.now())
        assert client.post(f"{url}1/call/").status_code == 404
        assert "đã chuyển trạng thái" in client.post(f"{url}1/hold/", follow=True).content.decode()
        assert client.get(f"{BASE}scan/?ma=x").status_code == 404
        assert client.get(f"{BASE}{today.pk}/receive/?so=1").status_code == 404

    def test_the_board_shows_numbers_to_anybody_today_only(
        self,
        client: Client,
        office: Office,
        today: Meeting,
        meeting: Meeting,
        django_assert_max_num_queries: Any,
    ) -> None:
        for _time in range(2):
            came(office, today, now=timezone.now())
        workflow.call_next(meeting=today, desk=2, by=office.keeper, now=timezone.now())
        url = f"/lich-tiep-dan/{today.public_id}/bang-so/"
        with django_assert_max_num_queries(5):
            page = client.get(url).content.decode()
        assert 'http-equiv="refresh"' in page
        assert "bàn 2" in page
        assert "Đang chờ: 1" in page
        assert client.get(f"/lich-tiep-dan/{meeting.public_id}/bang-so/").status_code == 404

    def test_not_for_others(self, client: Client, office: Office, today: Meeting, meeting: Meeting) -> None:
        client.force_login(office.desk.officer)
        assert client.get(f"{BASE}{today.pk}/line/").status_code == 404
        client.force_login(office.keeper)
        assert client.get(f"{BASE}{meeting.pk}/line/").status_code == 403
