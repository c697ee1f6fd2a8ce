"""The pages of registering: forgiving, closed with a sentence, changed by a signed link and by POST only."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.identity import tokens
from sessions_app import emails, workflow
from sessions_app.models import Meeting, Registration
from sessions_app.states import Status
from tests.feedback.desk import Desk
from tests.feedback.sender import with_code
from tests.sessions.conftest import Office
from tests.sessions.test_registration import offered, register

FORM = {
    "full_name": "Hoàng Thị Sính",
    "phone": "0912 345 678",
    "people": "2",
    "matter": "Đất bị lấn, xin đo lại",
    "needs": "tiếng Dao",
    "email": "",
    "code": "",
    "website": "",
}


@pytest.fixture
def ahead() -> date:
    return timezone.localdate() + timedelta(days=20)


@pytest.fixture
def meeting(office: Office, ahead: date) -> Meeting:
    return offered(office, ahead)


def send(client: Client, meeting: Meeting, **fields: str) -> Any:
    data = FORM | {"form_token": tokens.issue()} | fields
    return client.post(f"{meeting.get_absolute_url()}dang-ky/", data)


def link(row: Registration, tail: str = "") -> str:
    return f"/dang-ky-tiep-dan/{emails.token_of(row)}/{tail}"


def words_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return str(response.content.decode())


def test_somebody_registers_and_reads_the_slip(client: Client, meeting: Meeting) -> None:
    assert "Đăng ký trước" in words_of(client.get(meeting.get_absolute_url()))
    assert "Còn 2 chỗ" in words_of(client.get(f"{meeting.get_absolute_url()}dang-ky/"))

    shown = words_of(client.get(send(client, meeting)["Location"]))

    for words in ("Phiếu hẹn số 1", "Ông/Bà đã có chỗ.", "tiếng Dao", "Chủ tịch UBND xã", "In phiếu hẹn"):
        assert words in shown
    row = Registration.objects.get()
    assert (row.person.phone, row.people) == ("+84912345678", 2)


def test_full_is_never_a_refusal(client: Client, meeting: Meeting) -> None:
    for _n in range(2):
        register(meeting)

    asked = words_of(client.get(f"{meeting.get_absolute_url()}dang-ky/"))
    shown = words_of(client.get(send(client, meeting)["Location"]))

    assert "vẫn có thể đến trực tiếp" in asked
    assert "Ghi tên vào danh sách chờ" in asked
    assert "Ông/Bà ở thứ 1 trong danh sách chờ." in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"people": "0"}, "Xin ghi số từ 1 trở lên."),
        ({"people": "-1"}, "Xin ghi số từ 1 trở lên."),
        ({"people": "5000"}, "Xin ghi số không quá 500."),
        ({"people": "vài"}, "Xin ghi một số nguyên"),
        ({"full_name": ""}, "Xin ghi họ tên."),
        ({"phone": ""}, "Xin ghi số điện thoại"),
        ({"matter": " "}, "Xin ghi vài câu"),
        ({"matter": "x" * 3000}, "2.000"),
        ({"code": "AAAA-BBBB"}, "Không tìm thấy ý kiến nào với mã này"),
        ({"website": "http://spam"}, "ô dành cho chương trình"),
        ({"form_token": "giả"}, "Trang mở đã lâu"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    client: Client, meeting: Meeting, fields: dict[str, str], words: str
) -> None:
    shown = words_of(send(client, meeting, **fields))

    assert words in shown
    assert 'value="tiếng Dao"' in shown
    assert not Registration.objects.exists()


def test_sent_twice_it_is_one_registration(client: Client, meeting: Meeting) -> None:
    token = tokens.issue()

    for _n in range(13):
        assert send(client, meeting, form_token=token).status_code == 302

    assert Registration.objects.count() == 1


def test_an_opinion_is_linked_by_its_code(client: Client, desk: Desk) -> None:
    case, code = with_code(client)
    office = Office(desk)
    meeting = offered(office, timezone.localdate() + timedelta(days=20))

    response = send(client, meeting, code=code)

    assert case.reference in words_of(client.get(response["Location"]))
    client.force_login(office.desk.clerk)
    look = f"/quan-tri/sessions_app/meeting/{meeting.pk}/look/"
    assert "Hoàng Thị Sính" not in words_of(client.get(look))
    assert case.reference in words_of(client.post(look, {"words": "Chuẩn bị"}))
    client.force_login(office.keeper)  # receives people, and reads no opinion others entered
    shown = words_of(client.post(look, {"words": "Chuẩn bị"}))
    assert "Hoàng Thị Sính" in shown
    assert case.reference not in shown


def test_closed_meetings_answer_with_a_sentence(client: Client, office: Office, meeting: Meeting) -> None:
    planned = office.meeting(day=meeting.day, capacity=2)
    assert client.get(f"{planned.get_absolute_url()}dang-ky/").status_code == 404
    workflow.cancel(meeting, words="Bão", by=office.keeper, now=timezone.now())

    assert "Buổi này đã hủy." in words_of(send(client, meeting), 409)
    past = office.meeting(
        day=timezone.localdate() - timedelta(days=1),
        capacity=2,
        status=Status.POSTED,
        posted_at=timezone.now(),
    )
    assert "hết hạn đăng ký trước" in words_of(send(client, past), 409)
    assert not Registration.objects.exists()


def test_the_link_changes_and_gives_up_by_post_only(client: Client, meeting: Meeting) -> None:
    row = register(meeting)

    assert client.get(link(row, "huy/")).status_code == 405
    assert client.get(link(row, "sua/")).status_code == 405
    changed = {"people": "3", "matter": "Việc khác", "needs": ""}
    assert client.post(link(row, "sua/"), changed).status_code == 302
    assert "Xin ghi số từ 1 trở lên." in words_of(client.post(link(row, "sua/"), changed | {"people": "0"}))
    assert client.post(link(row, "huy/")).status_code == 302
    shown = words_of(client.get(link(row)))

    assert "Đăng ký này đã hủy." in shown
    row.refresh_from_db()
    assert (row.people, row.matter, row.state) == (3, "Việc khác", "cancelled")
    assert "đã hủy trước đó" in words_of(client.post(link(row, "huy/")), 409)
    assert "đã hủy trước đó" in words_of(client.post(link(row, "sua/"), changed), 409)


def test_a_link_of_ours_opens_and_no_other(client: Client, meeting: Meeting) -> None:
    row = register(meeting)
    token = emails.token_of(row)

    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), str(row.pk), "x", f"{row.pk}:{token}"):
        assert client.get(f"/dang-ky-tiep-dan/{forged}/").status_code == 404
    response = client.get(f"/dang-ky-tiep-dan/{token}/")
    assert "no-store" in response["Cache-Control"]


def test_who_looked_is_shown_to_whoever_registered(client: Client, office: Office, meeting: Meeting) -> None:
    row = register(meeting)
    workflow.look(meeting, words="Gọi báo đổi phòng", by=office.keeper, now=timezone.now())

    assert "Gọi báo đổi phòng" in words_of(client.get(link(row)))


def test_the_page_of_the_desk_counts_and_names_nobody(
    client: Client, office: Office, meeting: Meeting
) -> None:
    for _n in range(3):
        register(meeting, people=2)
    client.force_login(office.keeper)

    shown = words_of(client.get(f"/quan-tri/sessions_app/meeting/{meeting.pk}/"))

    assert "2/2 chỗ" in shown
    assert "Danh sách chờ: 1" in shown
    assert "Hoàng Thị Sính" not in shown


def test_in_english(client: Client, meeting: Meeting) -> None:
    data = FORM | {"form_token": tokens.issue()}
    response = client.post(f"/en{meeting.get_absolute_url()}dang-ky/", data)

    assert response["Location"].startswith("/en/dang-ky-tiep-dan/")
    assert "You have a place." in words_of(client.get(response["Location"]))
    assert Registration.objects.get().language == "en"
