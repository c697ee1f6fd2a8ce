"""Publishing an answer: prepared, checked, approved, public, and taken down; what it never lets out."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import permissions, published, workflow
from feedback.models import Publication, Submission
from officials import workflow as office
from officials.models import Official, Unit
from portal.errors import NotAllowed
from tests.feedback.desk import A, Desk, S

WORDS = {
    "title": "Cầu tràn thôn Tân Tiến",
    "question": "Cầu tràn thôn Tân Tiến hỏng, trẻ em đi học phải lội.",
    "answer": "Xã sửa cầu trong tháng này.",
}
SENDER = {"full_name": "Lò Thị Kim", "phone": "+84987612345", "email": "kim@hop.example"}
State = Publication.State


def answered(desk: Desk, **fields: Any) -> Submission:
    return desk.opinion(S.ANSWERED, **{"consent_publish": True, "contact": SENDER} | fields)


def prepared(desk: Desk, case: Submission, confirmed: Any = (), **words: str) -> workflow.Prepared:
    return workflow.prepare_publication(case, by=desk.clerk, words=WORDS | words, confirmed=confirmed)


def public(desk: Desk, **fields: Any) -> Submission:
    case = answered(desk, **fields)
    prepared(desk, case)
    return workflow.act(case, A.PUBLISH, by=desk.clerk)


def page(case: Submission) -> str:
    row = Publication.objects.filter(submission=case).latest("pk")
    return f"/tra-loi/{row.public_id}/"


def test_a_clerk_publishes_an_answer_the_sender_agreed_to(desk: Desk, client: Client) -> None:
    case = public(desk)

    row = Publication.objects.get()
    assert (row.state, row.published_by, row.organ) == (State.PUBLISHED, desk.clerk, desk.organ)
    assert [event.action for event in case.events.order_by("pk")][-2:] == [A.PREPARE, A.PUBLISH]
    html = client.get(page(case)).content.decode()
    assert WORDS["question"] in html
    assert case.reference not in html
    assert row.public_id.strip("0123456789abcdef") == ""


def test_the_leader_says_yes_where_the_organ_asks_for_it(desk: Desk) -> None:
    case = answered(desk)
    desk.ask_for_approval(True)
    prepared(desk, case)

    with pytest.raises(NotAllowed):
        workflow.act(case, A.PUBLISH, by=desk.clerk)
    workflow.act(case, A.PROPOSE, by=desk.clerk)
    with pytest.raises(NotAllowed):
        workflow.act(case, A.PUBLISH, by=desk.clerk)
    workflow.act(case, A.PUBLISH, by=desk.leader)

    assert Publication.objects.get().published_by == desk.leader


@pytest.mark.parametrize(
    "fields", [{"consent_publish": False}, {"topic": "can_bo"}], ids=["no consent", "about conduct"]
)
def test_never_without_consent_nor_about_conduct(desk: Desk, fields: dict[str, Any]) -> None:
    case = answered(desk, **fields)

    assert not permissions.can_prepare(desk.clerk, case)
    with pytest.raises(NotAllowed):
        prepared(desk, case)


def test_a_person_named_takes_it_down_and_keeps_it_down(desk: Desk) -> None:
    case = public(desk)
    official = office.save_official(official=Official(full_name="Đỗ Văn Bình"))

    case = workflow.act(case, A.CONCERN, by=desk.clerk, official=official)

    assert not published.everything().exists()
    assert not permissions.can_prepare(desk.clerk, case)


def test_a_body_named_does_not_forbid_publication(desk: Desk) -> None:
    case = workflow.act(answered(desk), A.CONCERN, by=desk.clerk, concerned_unit=desk.other)

    assert permissions.can_prepare(desk.clerk, case)


@pytest.mark.parametrize(
    "words",
    ["Bà Lò Thị Kim hỏi", "gọi 0987 612 345", "viết cho kim@hop.example"],
    ids=["name", "phone", "mail"],
)
def test_what_tells_the_sender_cannot_be_confirmed(desk: Desk, words: str) -> None:
    case = answered(desk)
    first = prepared(desk, case, question=words)

    again = prepared(desk, case, [hit.mark for hit in first.open_hits], question=words)

    assert again.open_hits
    assert again.publication.state == State.DRAFT
    assert case.events.filter(action=A.PREPARE).last().changes["hits"][1] >= 1
    with pytest.raises(NotAllowed):
        workflow.act(case, A.PUBLISH, by=desk.clerk)


def test_what_may_stand_is_confirmed_once(desk: Desk) -> None:
    case = answered(desk)
    first = prepared(desk, case, answer="Xin gọi 0207 384 2222.")

    again = prepared(desk, case, [hit.mark for hit in first.open_hits], answer="Xin gọi 0207 384 2222.")

    assert (len(first.open_hits), again.open_hits) == (1, [])
    assert again.publication.state == State.CHECKED


def test_a_note_written_after_the_check_stops_the_publication(desk: Desk) -> None:
    case = answered(desk)
    prepared(desk, case, answer="Xã sửa cầu khi có tiền của tỉnh cấp về.")
    workflow.add_note(case, by=desk.clerk, text="Nói là khi có tiền của tỉnh cấp về, thật ra chưa xin.")

    with pytest.raises(ValidationError, match="mới phải xem lại|something new"):
        workflow.act(case, A.PUBLISH, by=desk.clerk)

    assert not published.everything().exists()


def test_consent_taken_back_takes_the_page_down_at_once(desk: Desk, client: Client) -> None:
    case = public(desk)
    address = page(case)
    before = client.get("/tra-loi/")

    case = workflow.set_consent(case, agrees=False, now=timezone.now())

    assert client.get(address).status_code == 404
    assert WORDS["title"] not in client.get("/tra-loi/feed/").content.decode()
    assert client.get("/tra-loi/", headers={"If-None-Match": before["ETag"]}).status_code == 200
    assert Publication.objects.get().state == State.TAKEN_DOWN
    assert not permissions.can_prepare(desk.clerk, case)
    workflow.set_consent(case, agrees=True, now=timezone.now())
    assert not published.everything().exists()


def test_a_new_version_after_a_taking_down_has_a_new_number(desk: Desk) -> None:
    case = public(desk)
    workflow.act(case, A.TAKE_DOWN, by=desk.clerk, words="Còn chi tiết nhận ra người")

    prepared(desk, case)
    workflow.act(case, A.PUBLISH, by=desk.clerk)

    assert len(set(Publication.objects.values_list("public_id", flat=True))) == 2


@pytest.mark.parametrize("step", ["reopen", "restrict"])
def test_a_case_taken_up_anew_is_public_no_longer(desk: Desk, step: str) -> None:
    case = public(desk)
    facts = {"legal_kind": "to_cao"} if step == "restrict" else {}

    workflow.act(case, step, by=desk.clerk, words="Xem lại", **facts)

    assert not published.everything().exists()
    assert Publication.objects.count() == (0 if step == "restrict" else 1)


def test_only_the_book_publishes(desk: Desk) -> None:
    case = answered(desk)
    Unit.objects.filter(pk=desk.organ.pk).update(needs_approval=False)

    for account in (desk.officer, desk.leader, desk.stranger, desk.colleague, desk.admin, desk.reader):
        assert not permissions.can_prepare(account, case)
