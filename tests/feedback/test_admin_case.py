"""The case page: what it shows to whom, contact details behind a reason, notes, and who stays outside."""

import secrets
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback import permissions, states, workflow
from feedback.models import Note, Reveal, RoutingRule, Submission
from officials.roles import Role
from portal.outbox.models import Letter
from tests.feedback.desk import Desk, days_ago, user

A, S = states.Action, states.Status
DECLINE, RESTRICT = "Hướng dẫn hoặc không xử lý", "Đưa vào nơi xem hạn chế"
CONCERN = "Có liên quan đến việc này"
REGISTER = "Đăng ký vào sổ"
SPLIT = "Tách thành nhiều việc"
SENDER = {
    "full_name": "Hoàng Thị Mai",
    "phone": "+84912345678",
    "email": "mai@example.vn",
    "address": "Thôn Tân Tiến",
}


PASS_ON = "Chuyển tiếp cho đơn vị khác"
ASK_HELP = "Hỏi đơn vị phối hợp"


def url(case: Submission, tail: str = "") -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/{tail}"


def opened(client: Client, who: object, case: Submission) -> str:
    client.force_login(who)  # type: ignore[arg-type]
    response = client.get(url(case))
    assert response.status_code == 200
    return response.content.decode()


def buttons(page: str) -> list[str]:
    bar = page.partition('class="actions-bar"')[2].partition("</div>")[0]
    return [part.partition("<")[0].rpartition(">")[2] for part in bar.split('class="btn ')[1:]]


def test_page_shows_words_facts_and_history(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED, unit=desk.organ)

    page = opened(client, desk.clerk, case)

    for words in ("Cầu tràn thôn Tân Tiến hỏng", "trẻ em đi học phải lội", "Thôn Tân Tiến", "Phản ánh"):
        assert words in page
    assert "Đơn vị xử lý: — → Phòng Kinh tế" in page
    assert "Nguyễn Văn Thu" in page


@pytest.mark.parametrize(
    ("status", "who", "wanted"),
    [
        (
            S.RECEIVED,
            "clerk",
            [
                "Phân loại",
                "Đề nghị bổ sung",
                DECLINE,
                "Đánh dấu nghi thư rác",
                SPLIT,
                CONCERN,
                REGISTER,
                RESTRICT,
            ],
        ),
        (
            S.CLASSIFIED,
            "clerk",
            [
                "Giao xử lý",
                "Phân loại",
                "Đề nghị bổ sung",
                "Chuyển cơ quan khác",
                DECLINE,
                SPLIT,
                CONCERN,
                REGISTER,
                RESTRICT,
            ],
        ),
        (S.ROUTED, "officer", ["Nhận xử lý", "Trả lại nơi giao", PASS_ON, ASK_HELP]),
        (
            S.ACCEPTED,
            "officer",
            ["Soạn trả lời", "Trả lại nơi giao", "Đề nghị bổ sung", PASS_ON, ASK_HELP, "Xin lùi ngày"],
        ),
        (S.NEEDS_MORE, "officer", ["Xử lý tiếp, không chờ bổ sung"]),
        (S.AWAITING_APPROVAL, "leader", ["Duyệt và gửi", "Trả lại để sửa"]),
        (S.ANSWERED, "clerk", ["Kết thúc", "Mở lại", CONCERN, REGISTER, RESTRICT]),
        (S.CLOSED, "clerk", ["Mở lại", CONCERN, REGISTER, RESTRICT]),
        (S.WITHDRAWN, "clerk", [CONCERN, REGISTER, RESTRICT]),
        (S.ACCEPTED, "leader", ["Đôn đốc đơn vị"]),
    ],
)
def test_buttons_are_the_rows_of_the_table(
    client: Client, desk: Desk, status: str, who: str, wanted: list[str]
) -> None:
    page = opened(client, getattr(desk, who), desk.opinion(status))

    assert buttons(page) == wanted


def test_messages_and_notes_are_marked_for_who_reads_them(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.NEEDS_MORE)
    workflow.add_words(case, text="Gần nhà ông Sinh", now=timezone.now())
    workflow.add_note(case, by=desk.officer, text="Đã gọi trưởng thôn")

    page = opened(client, desk.clerk, case)

    public = page.partition('class="message-public"')[2].partition("</div>")[0]
    internal = page.partition('class="note-internal"')[2].partition("</div>")[0]
    assert "Lời nhắn cho người gửi" in public
    assert "Đoạn nào?" in public
    assert "Ghi chú nội bộ" in internal
    assert "Đã gọi trưởng thôn" in internal
    assert "Gần nhà ông Sinh" in page


def test_a_note_pressed_twice_is_kept_once(desk: Desk) -> None:
    case, now = desk.opinion(S.ROUTED), timezone.now()

    for seconds in (0, 2, 300):
        workflow.add_note(case, by=desk.officer, text="Đã gọi", now=now + timedelta(seconds=seconds))

    assert [note.at for note in case.notes.all()] == [now, now + timedelta(seconds=300)]


def test_deadlines_name_law_and_target_and_how_they_are_counted(client: Client, desk: Desk) -> None:
    page = opened(client, desk.clerk, desk.opinion(S.CLASSIFIED, received=days_ago(25)))

    assert "Quá hạn theo quy định" in page
    assert "căn cứ: khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13" in page
    assert "Quá mốc phục vụ" in page
    assert "do UBND xã Hàm Yên đặt ra" in page
    assert "Cách tính" in page
    assert "nghỉ hằng tuần" in page


def test_paused_target_stands_still(client: Client, desk: Desk) -> None:
    assert "đang tạm dừng" in opened(client, desk.officer, desk.opinion(S.NEEDS_MORE))


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_page_never_shows_the_sender(client: Client, desk: Desk, who: str) -> None:
    page = opened(client, getattr(desk, who), desk.opinion(S.ACCEPTED, contact=SENDER))

    assert not [value for name, value in SENDER.items() if name != "address" and value in page]
    assert ("Xem thông tin liên hệ" in page) is (who != "leader")


def test_contact_details_are_shown_once_for_a_reason(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)
    client.force_login(desk.officer)

    response = client.post(url(case, "contact/"), {"reason": "Gọi hỏi vị trí"})

    wanted = SENDER | {"phone": "0912 345 678"}
    assert [value for value in wanted.values() if value not in response.content.decode()] == []
    assert "no-store" in response["Cache-Control"]
    assert [(look.by, look.reason) for look in Reveal.objects.all()] == [(desk.officer, "Gọi hỏi vị trí")]
    again = opened(client, desk.officer, case)
    assert SENDER["full_name"] not in again
    assert "0912 345 678" not in again
    assert "Gọi hỏi vị trí" in again


def test_contact_details_need_a_reason(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    client.force_login(desk.clerk)

    page = client.post(url(case, "contact/"), {"reason": "  "}).content.decode()

    assert "Hoàng Thị Mai" not in page
    assert 'aria-invalid="true"' in page
    assert not Reveal.objects.exists()


def test_a_sender_without_a_name_stays_without(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER, anonymous=True)

    page = opened(client, desk.clerk, case)

    assert "Gửi không ghi tên" in page
    assert "Người gửi có để lại địa chỉ nhận thư" in page
    assert client.post(url(case, "contact/"), {"reason": "Muốn biết"}).status_code == 403


def test_sender_who_left_nothing_is_told_on_the_page_only(client: Client, desk: Desk) -> None:
    assert "trả lời chỉ hiện trên trang tra cứu" in opened(client, desk.clerk, desk.opinion())


def test_note_is_kept_inside(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    client.force_login(desk.officer)

    response = client.post(url(case, "note/"), {"words": "Hẹn sáng thứ Năm"}, follow=True)

    assert Note.objects.get().text == "Hẹn sáng thứ Năm"
    assert "Đã lưu ghi chú" in response.content.decode()


@pytest.mark.parametrize("words", ["", "   ", "\x00"])
def test_note_without_words_is_refused(client: Client, desk: Desk, words: str) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    assert client.post(url(case, "note/"), {"words": words}).status_code == 200
    assert not Note.objects.exists()


def test_letters_of_the_case_are_listed_without_words(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED, contact=SENDER)

    page = opened(client, desk.clerk, case)

    assert f"Đã nhận ý kiến số {case.reference}" in page
    assert f"[Giao xử lý] Ý kiến số {case.reference}" in page
    assert "Kính gửi" not in page


def test_case_tells_that_the_sender_could_not_be_told_and_why(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED, contact=SENDER)
    told = Letter.objects.filter(kind="received", about_id=str(case.pk))
    told.update(state="failed", next_at=None, smtp_code=550, last_error="address_refused")

    page = opened(client, desk.clerk, case)

    assert "Không gửi được: Máy chủ thư không nhận địa chỉ này" in page


def test_rule_offers_assignment_at_once(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=3, field="ha_tang", responsible=desk.economy)

    page = opened(client, desk.clerk, desk.opinion(S.CLASSIFIED))

    assert "Giao theo quy tắc số 3: Phòng Kinh tế" in page


def test_restricted_case_opens_for_its_readers_alone(client: Client, desk: Desk) -> None:
    case = desk.restricted(title="Việc kín", body="Nội dung kín")
    desk.organ.restricted_readers.add(desk.leader)

    page = opened(client, desk.leader, case)

    assert "Nội dung kín" in page
    assert "Nêu đích danh" in page
    assert buttons(page) == ["Kết thúc", CONCERN]
    client.force_login(desk.clerk)
    assert client.get(url(case)).status_code == 404


@pytest.mark.parametrize("who", ["colleague", "stranger", "admin"])
@pytest.mark.parametrize(
    "tail", ["", "classify/", "contact/", "note/", "answer/", "answer/preview/", "rule/"]
)
def test_somebody_elses_case_is_not_there(client: Client, desk: Desk, who: str, tail: str) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)
    client.force_login(getattr(desk, who))
    method = client.post if tail in ("contact/", "note/", "rule/") else client.get

    assert method(url(case, tail)).status_code == 404


@pytest.mark.parametrize("tail", ["9999-9999/", "1234/", "0000-0000/classify/", "abcd-efgh/"])
def test_a_number_that_is_none_is_not_there(client: Client, desk: Desk, tail: str) -> None:
    client.force_login(desk.clerk)

    assert client.get(f"/quan-tri/feedback/submission/{tail}").status_code == 404


def test_stranger_is_sent_to_the_login_page(client: Client, desk: Desk) -> None:
    case = desk.opinion()

    for tail in ("", "classify/", "answer/"):
        assert client.get(url(case, tail)).status_code == 302
    assert client.post(url(case, "contact/"), {"reason": "x"}).status_code == 302


@pytest.mark.parametrize(
    ("method", "tail"),
    [("post", ""), ("get", "contact/"), ("get", "note/"), ("get", "rule/"), ("put", "classify/")],
)
def test_wrong_method_is_refused(client: Client, desk: Desk, method: str, tail: str) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    assert getattr(client, method)(url(case, tail)).status_code == 405


def test_leader_sees_no_contact_details(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    client.force_login(desk.leader)

    assert client.post(url(case, "contact/"), {"reason": "x"}).status_code == 403


def test_reception_reads_its_own_entry_and_writes_nothing(client: Client, desk: Desk) -> None:
    reception = user("tiep", Role.RECEPTION, desk.organ)
    case = desk.opinion()
    Submission.objects.filter(pk=case.pk).update(recorded_by=reception)

    page = opened(client, reception, case)

    assert buttons(page) == []
    assert client.post(url(case, "note/"), {"words": "x"}).status_code == 403


def test_page_costs_the_same_however_long_the_history(
    client: Client, desk: Desk, django_assert_num_queries: object
) -> None:
    short, long = desk.opinion(S.ROUTED), desk.opinion(S.ROUTED)
    for case in [short, *[long] * 20]:
        workflow.add_note(case, by=desk.officer, text=f"Ghi chú {secrets.token_hex(4)}")
        workflow.add_words(case, text=f"Thêm lời {secrets.token_hex(4)}", now=timezone.now())
    client.force_login(desk.clerk)
    for case in (short, long):
        client.get(url(case))

        with django_assert_num_queries(12):  # type: ignore[operator]
            client.get(url(case))


@pytest.mark.parametrize(
    ("status", "may"),
    [(S.ROUTED, True), (S.ACCEPTED, True), (S.NEEDS_MORE, True), (S.ANSWERED, True), (S.CLOSED, True)]
    + [(S.RETURNED, False), (S.REOPENED, False)],
)
def test_unit_looks_at_contact_details_only_while_the_matter_is_its_own(
    desk: Desk, status: S, may: bool
) -> None:
    case = desk.opinion(status, contact=SENDER)

    assert permissions.can_reveal(desk.officer, case) is may
    assert permissions.can_reveal(desk.clerk, case)


def test_unit_that_handed_back_neither_looks_nor_ends_the_question_of_the_desk(desk: Desk) -> None:
    case = desk.opinion(S.RETURNED, contact=SENDER)
    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="gop_y", field="khac")
    case = workflow.act(case, A.ASK, by=desk.clerk, words="Việc ở đâu?")

    assert not permissions.can_reveal(desk.officer, case)
    assert not permissions.can_act(desk.officer, case, A.RESUME)
    assert permissions.can_act(desk.clerk, case, A.RESUME)
