"""Registering beforehand: never more than there are places, in order, told, changed and given up."""

import secrets
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.errors import NotAllowed
from portal.outbox.models import Letter
from sessions_app import emails, queries, workflow
from sessions_app.models import Meeting, MeetingEvent, Registration, Seat
from sessions_app.states import Booking, Status
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office, at

NOW = timezone.now()
CONTACT = {"full_name": "Hoàng Thị Sính", "phone": "+84912345678", "email": "sinh@thu.example"}


@pytest.fixture
def ahead() -> date:
    return timezone.localdate() + timedelta(days=20)


def offered(office: Office, day: date, capacity: int = 2, **fields: Any) -> Meeting:
    """A posted meeting with so many places."""
    meeting = office.meeting(day=day, capacity=capacity, **fields)
    return workflow.post(meeting, by=office.keeper, now=timezone.now())


def wish(people: int = 1, **contact: str) -> workflow.Wish:
    return workflow.Wish(people, "Đất bị lấn, xin đo lại", "", CONTACT | contact)


def register(meeting: Meeting, people: int = 1, key: str = "", **contact: str) -> Registration:
    key = key or secrets.token_hex(8)
    return workflow.register(meeting=meeting, wish=wish(people, **contact), form_key=key, now=timezone.now())


def standing(meeting: Meeting) -> list[tuple[int, str, int | None]]:
    rows = meeting.registrations.select_related("seat").order_by("number")
    return [(row.number, row.state, row.seat.number if row.seat else None) for row in rows]


def test_places_are_given_in_order_then_numbers_on_the_waiting_list(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)

    made = [register(meeting) for _n in range(4)]

    assert standing(meeting) == [
        (1, "confirmed", 1),
        (2, "confirmed", 2),
        (3, "waiting", None),
        (4, "waiting", None),
    ]
    assert [emails.places_ahead(row) for row in made] == [0, 0, 1, 2]


def test_one_form_registers_once_however_often_it_is_sent(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)

    first, again = register(meeting, key="same"), register(meeting, key="same")

    assert first == again
    assert Letter.objects.filter(kind="registered").count() == 1


def test_giving_up_promotes_the_first_who_waits_once(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)
    first, _second, third, fourth = (register(meeting) for _n in range(4))

    workflow.give_up(first, now=timezone.now())
    with pytest.raises(ValidationError, match="đã hủy trước đó"):
        workflow.give_up(first, now=timezone.now())

    assert standing(meeting) == [
        (1, "cancelled", None),
        (2, "confirmed", 2),
        (3, "confirmed", 1),
        (4, "waiting", None),
    ]
    promoted = Letter.objects.get(kind="promoted")
    assert promoted.about_id == str(third.pk)
    assert emails.places_ahead(fourth) == 1


def test_who_waits_gives_a_number_up_and_nobody_is_promoted(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead, capacity=1)
    _first, second, _third = (register(meeting) for _n in range(3))

    workflow.give_up(second, now=timezone.now())

    assert [state for _n, state, _seat in standing(meeting)] == ["confirmed", "cancelled", "waiting"]
    assert not Letter.objects.filter(kind="promoted").exists()


def test_letters_hold_the_meeting_and_the_link_and_never_the_matter(office: Office, ahead: date) -> None:
    row = register(offered(office, ahead))

    letter = Letter.objects.get(kind="registered")

    body = letter.payload["body"]
    assert letter.subject == f"Đăng ký buổi tiếp ngày {ahead:%d/%m/%Y}, số 1"
    assert "Hội trường" in body
    assert "/dang-ky-tiep-dan/" in body
    for secret in (row.matter, CONTACT["full_name"], CONTACT["phone"]):
        assert secret not in body
    assert letter.payload["recipient"] == CONTACT["email"]


def test_without_an_address_no_letter_is_written(office: Office, ahead: date) -> None:
    register(offered(office, ahead), email="")

    assert not Letter.objects.exists()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_letter_is_written_in_both_languages(office: Office, ahead: date, language: str) -> None:
    meeting = offered(office, ahead)
    asked = workflow.Wish(2, "Đất", "", CONTACT, language)
    row = workflow.register(meeting=meeting, wish=asked, form_key="a", now=timezone.now())

    for kind in ("registered", "promoted", "registration_cancelled", "registration_reminder"):
        assert emails.letter(row, kind) is not None
    moved = emails.letter(row, "registration_moved", old=meeting)
    dropped = emails.letter(row, "registration_dropped", reason="Bão")
    assert moved is not None
    assert dropped is not None
    assert "{{" not in moved.body + dropped.body
    assert ("Kính gửi" if language == "vi" else "Dear") in dropped.body


@pytest.mark.parametrize("people", [0, -1, 501, 5000])
def test_no_meeting_takes_nobody_or_a_town(office: Office, ahead: date, people: int) -> None:
    with pytest.raises(ValidationError, match="từ 1 đến 500"):
        register(offered(office, ahead), people=people)

    assert not Registration.objects.exists()


def test_closed_meetings_say_why(office: Office, ahead: date) -> None:
    today = timezone.localdate()
    common = {"by": office.keeper, "now": timezone.now()}
    planned, cancelled = office.meeting(day=ahead, capacity=2), offered(office, ahead)
    workflow.cancel(cancelled, words="Bão", **common)
    past = office.meeting(day=today, capacity=2, status=Status.POSTED, posted_at=timezone.now())
    cases = [(planned, "hết hạn đăng ký"), (cancelled, "đã hủy"), (past, "hết hạn đăng ký")]
    cases += [(offered(office, ahead, capacity=0), "Không cần đăng ký")]

    for meeting, words in cases:
        with pytest.raises(ValidationError, match=words):
            register(meeting)
    assert not Registration.objects.exists()


def test_a_meeting_put_off_takes_along_who_registered(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)
    rows = [register(meeting) for _n in range(3)]
    workflow.give_up(rows[0], now=timezone.now())
    later = {"day": ahead + timedelta(days=3), "starts_at": meeting.starts_at, "ends_at": meeting.ends_at}

    new = workflow.postpone(
        meeting, **later, place="Hội trường", words="Bão", by=office.keeper, now=timezone.now()
    )

    assert standing(meeting) == [(1, "cancelled", None)]
    assert standing(new) == [(2, "confirmed", 2), (3, "confirmed", 1)]
    assert Letter.objects.filter(kind="registration_moved").count() == 2
    with pytest.raises(ValidationError, match="đã lùi lịch"):
        register(meeting)
    assert register(new).state == Booking.WAITING


def test_a_cancelled_meeting_tells_everybody(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)
    for _n in range(3):
        register(meeting)

    workflow.cancel(meeting, words="Bão số 5", by=office.keeper, now=timezone.now())

    assert {state for _n, state, _seat in standing(meeting)} == {"dropped"}
    letters = Letter.objects.filter(kind="registration_dropped")
    assert all("Bão số 5" in letter.payload["body"] for letter in letters)
    assert len(letters) == 3
    assert not Letter.objects.filter(kind="registered").exclude(state="cancelled").exists()


def test_what_is_brought_may_change_and_the_place_stays(office: Office, ahead: date) -> None:
    row = register(offered(office, ahead))

    workflow.change(row, people=7, matter="Việc khác", needs="tiếng Dao", now=timezone.now())

    row.refresh_from_db()
    assert (row.people, row.matter, row.needs, row.state) == (7, "Việc khác", "tiếng Dao", "confirmed")
    with pytest.raises(ValidationError, match="từ 1 đến 500"):
        workflow.change(row, people=0, matter="x", needs="", now=timezone.now())


def test_reminders_go_once_on_the_working_day_before(office: Office) -> None:
    monday = office.meeting(
        day=date(2026, 12, 7), capacity=2, status=Status.POSTED, posted_at=at(2026, 11, 26)
    )
    workflow.offer_places(monday)
    for key in ("a", "b", "c"):
        workflow.register(meeting=monday, wish=wish(), form_key=key, now=at(2026, 11, 27))

    sent = [workflow.remind(at(2026, 12, day, 8)) for day in (3, 4, 4, 5, 6)]

    assert sent == [0, 2, 2, 0, 0]
    assert Letter.objects.filter(kind="registration_reminder").count() == 2


def test_looking_at_names_asks_why_and_is_shown_to_whoever_registered(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)
    row = register(meeting)

    with pytest.raises(ValidationError, match="lý do"):
        workflow.look(meeting, words=" ", by=office.keeper, now=timezone.now())
    for who in (office.desk.leader, office.desk.stranger, office.desk.officer):
        with pytest.raises(NotAllowed):
            workflow.look(meeting, words="Tò mò", by=who, now=timezone.now())
    found = workflow.look(meeting, words="Chuẩn bị buổi tiếp", by=office.keeper, now=timezone.now())

    assert [each.person.full_name for each in found] == ["Hoàng Thị Sính"]
    assert [look.words for look in queries.looks_at(row)] == ["Chuẩn bị buổi tiếp"]
    assert MeetingEvent.objects.filter(action="look").count() == 1


BROKEN: dict[str, dict[str, Any]] = {
    "sessions_registration_state_known": {"state": "lost", "seat": None},
    "sessions_registration_seat_iff_confirmed": {"seat": None},
    "sessions_registration_ended_whole": {"ended_at": NOW},
    "sessions_registration_some_people": {"people": 0},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(office: Office, ahead: date, name: str) -> None:
    row = register(offered(office, ahead))

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(**BROKEN[name])


def test_the_database_gives_no_place_and_no_number_twice(office: Office, ahead: date) -> None:
    meeting = offered(office, ahead)
    first, second = register(meeting), register(meeting)

    for fields in ({"seat": first.seat}, {"number": first.number}, {"form_key": first.form_key}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.filter(pk=second.pk).update(**fields)
    for number, name in ((1, "sessions_seat_once"), (0, "sessions_seat_from_one")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Seat.objects.create(meeting=meeting, number=number)
    with pytest.raises(IntegrityError, match="sessions_meeting_capacity_of_a_room"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(capacity=501)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_ten_places(transactional_db: None) -> None:
    """Exactly ten have a place, the rest wait by number; then ten give up at once and ten are promoted."""
    office = Office(Desk.opened())
    meeting = offered(office, timezone.localdate() + timedelta(days=20), capacity=10)

    failed = _at_once([lambda: register(meeting) for _n in range(50)])

    assert failed == []
    rows = standing(meeting)
    assert [number for number, _state, _seat in rows] == list(range(1, 51))
    assert [seat for _n, state, seat in rows if state == "confirmed"] == list(range(1, 11))
    assert sum(state == "waiting" for _n, state, _seat in rows) == 40

    holders = list(meeting.registrations.filter(state="confirmed"))
    failed = _at_once([lambda row=row: workflow.give_up(row, now=timezone.now()) for row in holders])

    assert failed == []
    confirmed = [(number, seat) for number, state, seat in standing(meeting) if state == "confirmed"]
    assert [number for number, _seat in confirmed] == list(range(11, 21))
    assert sorted(seat or 0 for _n, seat in confirmed) == list(range(1, 11))
    assert Letter.objects.filter(kind="promoted").count() == 10


def _at_once(calls: list[Any]) -> list[BaseException]:
    barrier, failed = Barrier(len(calls)), []

    def run(call: Any) -> None:
        barrier.wait()
        try:
            call()
        except BaseException as error:  # noqa: BLE001 – told to the test below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
