"""The search by who sent: exact, within what its reader may reveal, and shown to every sender found."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from feedback import states, workflow
from feedback.models import Reveal, Submission
from portal.errors import NotAllowed
from tests.feedback.desk import A, Desk, submit
from tests.feedback.hierarchy import Hierarchy, fresh

SENDER = "/quan-tri/feedback/submission/sender/"
S = states.Status
PAO = {"full_name": "Giàng A Páo", "phone": "+84912345678"}


def found(who: Any, **typed: str) -> list[Submission]:
    given = {"phone": "", "full_name": "", "reason": "Bà con gọi hỏi"} | typed
    return workflow.search_sender(by=fresh(who), **given)


def test_a_number_and_a_name_find_their_opinions_and_nobody_elses(desk: Desk) -> None:
    case = desk.opinion(contact=PAO)
    desk.opinion(contact={"full_name": "Giàng A Páo Lớn", "phone": "+84987654321"})

    assert found(desk.clerk, phone="+84912345678") == [case]
    assert found(desk.clerk, full_name="giang a pao") == [case]
    assert found(desk.clerk, phone="+84912345678", full_name="Giàng A Páo") == [case]
    assert found(desk.clerk, full_name="Páo") == []
    assert found(desk.clerk, phone="+84912345678", full_name="Giàng A Páo Lớn") == []


def test_each_opinion_found_is_a_look_its_sender_sees(desk: Desk) -> None:
    case, other = desk.opinion(contact=PAO), desk.opinion(contact={"phone": "+84987654321"})

    found(desk.clerk, phone="+84912345678")

    look = Reveal.objects.get()
    assert (look.submission_id, look.by, look.reason) == (case.pk, desk.clerk, "Bà con gọi hỏi")
    assert case.events.filter(action=A.REVEAL).count() == 1
    assert not other.events.filter(action=A.REVEAL).exists()


def test_only_what_may_be_revealed_is_found(desk: Desk) -> None:
    people = Hierarchy(desk)
    new, routed = desk.opinion(contact=PAO), desk.opinion(S.ROUTED, contact=PAO)
    desk.opinion(S.RETURNED, contact=PAO)
    submit(unit=desk.other, contact=PAO)
    submit(contact=PAO, anonymous=True)
    desk.restricted(contact=PAO)
    named = desk.opinion(S.ROUTED, contact=PAO)
    workflow.act(named, A.CONCERN, by=fresh(desk.clerk), official=people.officer)

    assert found(desk.officer, phone="+84912345678") == [routed]
    assert {new, routed, named} <= set(found(desk.clerk, phone="+84912345678"))
    assert len(found(desk.clerk, phone="+84912345678")) == 4
    for who in (desk.leader, desk.reader, desk.admin):
        with pytest.raises(NotAllowed):
            found(who, phone="+84912345678")


@pytest.mark.parametrize("typed", [{}, {"phone": "+84912345678", "reason": "  "}, {"full_name": "   "}])
def test_without_a_person_or_a_reason_nothing_is_looked_for(desk: Desk, typed: dict[str, str]) -> None:
    desk.opinion(contact=PAO)

    with pytest.raises(ValidationError):
        found(desk.clerk, **typed)
    assert not Reveal.objects.exists()


def test_the_page_keeps_what_was_typed_out_of_the_address(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=PAO)
    client.force_login(desk.clerk)

    assert 'method="post"' in client.get(SENDER + "?phone=0912345678").content.decode()
    answer = client.post(SENDER, {"phone": "0912 345 678", "reason": "Hỏi lại địa chỉ"})

    html = answer.content.decode()
    assert "Tìm thấy: 1 ý kiến" in html
    assert case.reference in html
    assert "Giàng A Páo" not in html
    assert "no-store" in answer["Cache-Control"]


def test_mistakes_are_told_and_what_was_typed_stays(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)

    wrong = client.post(SENDER, {"phone": "12", "full_name": "Bàn Văn Ú", "reason": ""}).content.decode()
    none = client.post(SENDER, {"full_name": "Bàn Văn Ú", "reason": "Hỏi"}).content.decode()
    empty = client.post(SENDER, {"reason": "Hỏi"}).content.decode()

    assert "Số điện thoại chưa đúng" in wrong
    assert "Xin ghi lý do tìm người này." in wrong
    assert 'value="Bàn Văn Ú"' in wrong
    assert "Không tìm thấy ý kiến nào của người này" in none
    assert "Gõ số điện thoại, họ tên, hoặc cả hai." in empty


def test_the_page_is_for_those_who_may_see_contact_details(client: Client, desk: Desk) -> None:
    told = {}
    for name, who in (
        ("clerk", desk.clerk),
        ("officer", desk.officer),
        ("leader", desk.leader),
        ("admin", desk.admin),
    ):
        client.force_login(who)
        told[name] = client.get(SENDER).status_code

    assert told == {"clerk": 200, "officer": 200, "leader": 403, "admin": 403}
