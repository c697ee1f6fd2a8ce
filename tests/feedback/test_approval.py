"""The leader approves the very letter or sends it back; nobody else does, nor an answer that changed."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from feedback import workflow
from feedback.models import Answer, Note, Submission
from feedback.states import Action, Status
from officials import workflow as staff
from officials.models import Official, User
from portal.errors import Stale
from portal.outbox.models import Letter
from tests.reports import office as offices
from tests.reports.office import Office, days_ago

LIST = "/lanh-dao/duyet/"


@pytest.fixture
def office(db: None) -> Office:
    return offices.found()


@pytest.fixture
def case(office: Office) -> Submission:
    return office.submit_answer(office.receive(days_ago(3), email="an@example.vn"), days_ago(2))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(case: Submission) -> str:
    return f"{LIST}{case.reference}/"


def decision(client: Client, case: Submission, action: str, words: str = "") -> dict[str, Any]:
    """What the browser posts after it opened the page."""
    context = client.get(page_of(case)).context
    return {
        "version": context["case"].version,
        "last_event": context["last_event"],
        "seen": context["letter"].body,
        "words": words,
        "action": action,
    }


def letters_to_sender() -> list[Letter]:
    return list(Letter.objects.filter(kind="answered"))


def test_list_holds_what_waits_for_me(office: Office, case: Submission) -> None:
    mine = signed_in(office.leader).get(LIST)
    others = signed_in(office.party_leader).get(LIST)

    assert [row.pk for row in mine.context["page"].rows] == [case.pk]
    assert others.context["page"].rows == []
    assert "Không có việc nào chờ ở đây." in others.content.decode()


def test_page_shows_the_words_of_the_sender_and_the_very_letter(office: Office, case: Submission) -> None:
    client = signed_in(office.leader)
    shown = client.get(page_of(case))
    workflow.act(case, Action.APPROVE, by=office.leader)

    letter = letters_to_sender()[0]

    assert "Cầu hỏng, xe không qua được." in shown.content.decode()
    assert shown.context["letter"].subject == letter.subject
    assert shown.context["letter"].body == letter.payload["body"]


def test_approving_sends_the_letter_and_answers_the_case(office: Office, case: Submission) -> None:
    client = signed_in(office.leader)

    response = client.post(page_of(case), decision(client, case, "approve"), follow=True)

    case.refresh_from_db()
    assert (case.status, len(letters_to_sender())) == (Status.ANSWERED, 1)
    assert "đã được duyệt, thư đang được gửi" in response.content.decode()


def test_approving_without_an_address_promises_no_letter(office: Office) -> None:
    case = office.submit_answer(office.receive(days_ago(3)), days_ago(2))
    client = signed_in(office.leader)
    shown = client.get(page_of(case)).content.decode()

    response = client.post(page_of(case), decision(client, case, "approve"), follow=True)

    assert "Người gửi không để lại thư điện tử" in shown
    assert "hiện ở trang tra cứu" in response.content.decode()
    assert letters_to_sender() == []


def test_sending_back_needs_a_note_and_keeps_the_answer_unsent(office: Office, case: Submission) -> None:
    client = signed_in(office.leader)
    refused = client.post(page_of(case), decision(client, case, "send_back", "  "))

    client.post(page_of(case), decision(client, case, "send_back", "Ghi rõ ngày sửa xong."))

    case.refresh_from_db()
    assert "Xin ghi cần sửa điều gì." in refused.content.decode()
    assert (case.status, case.answers.get().state) == (Status.ACCEPTED, Answer.State.DRAFT)
    assert Note.objects.get(submission=case).text == "Ghi rõ ngày sửa xong."
    assert letters_to_sender() == []


def test_answer_rewritten_meanwhile_is_shown_beside_the_one_seen(office: Office, case: Submission) -> None:
    client = signed_in(office.leader)
    seen = decision(client, case, "approve", "Nhớ gọi lại.")
    workflow.act(case, Action.SEND_BACK, by=office.leader, words="Sửa ngày.")
    office.draft(case, days_ago(0), text="Cầu sẽ xong trước Tết.")
    workflow.act(case, Action.SUBMIT_ANSWER, by=office.officer)

    response = client.post(page_of(case), seen)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Xã đã giao sửa cầu." in html
    assert "Cầu sẽ xong trước Tết." in response.context["letter"].body
    assert "Nhớ gọi lại." in html
    assert [event.action for event in response.context["since"]] == ["send_back", "submit_answer"]
    assert letters_to_sender() == []


def test_second_press_of_approve_sends_nothing_more(office: Office, case: Submission) -> None:
    client = signed_in(office.leader)
    pressed = decision(client, case, "approve")
    client.post(page_of(case), pressed)

    response = client.post(page_of(case), pressed, follow=True)

    assert "không còn chờ duyệt" in response.content.decode()
    assert len(letters_to_sender()) == 1


def test_words_added_by_the_sender_meanwhile_stop_the_approval(office: Office, case: Submission) -> None:
    client = signed_in(office.leader)
    seen = decision(client, case, "approve")
    workflow.add_words(case, text="Cầu đã sập hẳn sáng nay.", now=days_ago(0))

    response = client.post(page_of(case), seen)

    assert response.status_code == 409
    assert "Cầu đã sập hẳn sáng nay." in response.content.decode()


def test_who_is_named_while_approving_finds_no_such_page(office: Office, case: Submission) -> None:
    official = staff.save_official(official=Official(full_name="Ma Văn Thuyết", user=office.leader))
    client = signed_in(office.leader)
    pressed = decision(client, case, "approve")

    def named(*args: Any, **facts: Any) -> None:
        Submission.objects.filter(pk=case.pk).update(concerned_ids=[official.pk])
        raise Stale("Somebody was faster.")

    with patch("feedback.workflow.act", named):
        assert client.post(page_of(case), pressed).status_code == 404


def test_leader_of_another_organ_finds_no_such_page(office: Office, case: Submission) -> None:
    client = signed_in(office.party_leader)

    assert [client.get(page_of(case)).status_code, client.post(page_of(case)).status_code] == [404, 404]


def test_leader_of_the_book_alone_may_read_but_not_approve(office: Office) -> None:
    case = office.receive(days_ago(3), unit=office.party)
    case.responsible, case.status = office.land, Status.AWAITING_APPROVAL
    case.save(update_fields=["responsible", "status"])

    assert signed_in(office.party_leader).get(page_of(case)).status_code == 403


def test_clerk_and_officer_are_refused_and_a_stranger_logs_in(office: Office, case: Submission) -> None:
    statuses = [signed_in(user).get(page_of(case)).status_code for user in (office.clerk, office.officer)]

    assert statuses == [403, 403]
    assert Client().get(page_of(case)).status_code == 302


@pytest.mark.parametrize(
    "changed", [{"version": "x"}, {"version": ""}, {"action": "close"}, {"words": "a\x00"}]
)
def test_post_that_no_button_sends_changes_nothing(
    office: Office, case: Submission, changed: dict[str, str]
) -> None:
    client = signed_in(office.leader)
    posted = decision(client, case, "send_back", "Sửa lại.") | changed

    response = client.post(page_of(case), posted)

    case.refresh_from_db()
    assert response.status_code == 200
    assert response.context["form"].errors
    assert case.status == Status.AWAITING_APPROVAL


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_list(office: Office, rows: int, django_assert_num_queries: Any) -> None:
    for _n in range(rows):
        office.submit_answer(office.receive(days_ago(3)), days_ago(2))
    client = signed_in(office.leader)
    client.get(LIST)

    with django_assert_num_queries(9):
        client.get(LIST)
