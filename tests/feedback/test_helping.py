"""One unit handles, others help: who is asked, what they see and say, and when they stop seeing it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import permissions, queries, states, workflow
from feedback.models import HelpRequest, Note, Submission, SubmissionEvent
from feedback.workflow.clocks import DUE
from officials.models import User
from portal.errors import NotAllowed
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk
from tests.feedback.hierarchy import Hierarchy, fresh, holder

S = states.Status
LIST = "/quan-tri/feedback/submission/"
PAO = {"full_name": "Giàng A Páo", "phone": "+84912345678", "email": "pao@example.vn"}


def ask(desk: Desk, case: Submission, **facts: Any) -> HelpRequest:
    typed = {"helper": desk.culture, "words": "Xin cho biết lịch sửa loa", "by": desk.officer} | facts
    workflow.act(case, A.ASK_HELP, **typed)
    return case.helps.latest("pk")


def sees(who: User, case: Submission) -> bool:
    return queries.visible_to(fresh(who)).filter(pk=case.pk).exists()


@pytest.fixture
def case(desk: Desk) -> Submission:
    type(desk.culture).objects.filter(pk=desk.culture.pk).update(email="vanhoa@hamyen.example")
    desk.culture.refresh_from_db()
    return desk.opinion(S.ACCEPTED, contact=PAO)


def test_unit_asked_sees_replies_and_stops_seeing(desk: Desk, case: Submission) -> None:
    assert not sees(desk.colleague, case)
    row = ask(desk, case)
    assert sees(desk.colleague, case)
    letter = Letter.objects.get(kind="help_asked")
    assert letter.payload["recipient"] == "vanhoa@hamyen.example"
    assert case.reference in letter.subject
    for hidden in ("lịch sửa loa", "Giàng", case.body[:20]):
        assert hidden not in letter.payload["body"]

    workflow.reply_as_helper(row, by=fresh(desk.colleague), text="Sửa xong ngày 12")

    row.refresh_from_db()
    assert row.replied_at is not None
    assert Letter.objects.get(kind="help_replied").payload["recipient"] == "kinhte@hamyen.example"
    notes = Note.objects.filter(submission=case).order_by("pk")
    assert [(note.action, note.text, note.unit) for note in notes] == [
        (A.ASK_HELP, "Xin cho biết lịch sửa loa", desk.economy),
        (A.REPLY_HELP, "Sửa xong ngày 12", desk.culture),
    ]
    workflow.end_help(row, by=desk.officer)
    assert not sees(desk.colleague, case)
    with pytest.raises(NotAllowed):
        workflow.reply_as_helper(row, by=fresh(desk.colleague), text="Thêm")
    assert SubmissionEvent.objects.filter(submission=case, action=A.END_HELP).count() == 1


def test_several_are_asked_and_one_answers(desk: Desk, case: Submission) -> None:
    ask(desk, case)
    ask(desk, case, helper=desk.other, by=desk.clerk)

    assert case.helps.count() == 2
    assert not permissions.can_draft(fresh(desk.colleague), Submission.objects.get(pk=case.pk))
    assert permissions.can_draft(desk.officer, Submission.objects.get(pk=case.pk))


def test_the_helper_may_reply_and_nothing_else(client: Client, desk: Desk, case: Submission) -> None:
    ask(desk, case)
    client.force_login(fresh(desk.colleague))
    page = client.get(f"{LIST}{case.reference}/").content.decode()

    assert "Trả lời của đơn vị mình" in page
    assert all(value not in page for value in ("Giàng A Páo", "0912", "pao@example.vn"))
    assert list(permissions.allowed_rows(fresh(desk.colleague), case)) == []
    for tail in ("note/", "contact/", "answer/", "papers/", "bundle/", "accept/"):
        answer = client.post(f"{LIST}{case.reference}/{tail}", {"words": "x", "reason": "x"})
        assert answer.status_code in (403, 405, 409), tail


def test_walk_through_the_pages(client: Client, desk: Desk, case: Submission) -> None:
    client.force_login(desk.officer)
    form = client.get(f"{LIST}{case.reference}/ask_help/").content.decode()
    assert "Đơn vị phối hợp" in form
    day = timezone.localdate() + timedelta(days=3)
    typed = {
        "version": case.version,
        "helper": desk.culture.pk,
        "words": "Loa thế nào?",
        "reply_by": f"{day:%d/%m/%Y}",
    }
    page = client.post(f"{LIST}{case.reference}/ask_help/", typed, follow=True).content.decode()
    assert "Chờ trả lời" in page
    assert f"trả lời trước {day:%d/%m/%Y}" in page

    client.force_login(fresh(desk.colleague))
    assert "Đơn vị tôi được hỏi phối hợp" in client.get("/quan-tri/").content.decode()
    assert case.reference in client.get(f"{LIST}?queue=helping").content.decode()
    row = case.helps.get()
    empty = client.post(f"{LIST}{case.reference}/help/reply/", {"words": " "}).content.decode()
    assert "Xin" in empty
    assert "Gửi trả lời" in empty
    client.post(f"{LIST}{case.reference}/help/reply/", {"words": "Sửa tuần sau"}, follow=True)
    assert case.reference not in client.get(f"{LIST}?queue=helping").content.decode()

    client.force_login(desk.officer)
    page = client.get(f"{LIST}{case.reference}/").content.decode()
    assert "Sửa tuần sau" in page
    assert "Trả lời của đơn vị phối hợp" in page
    assert "Phòng Văn hóa - Xã hội thôi phối hợp" in page
    ended = client.post(f"{LIST}{case.reference}/help/end/", {"help": row.pk}, follow=True).content.decode()
    assert "không còn xem được ý kiến này" in ended
    client.force_login(fresh(desk.colleague))
    assert client.get(f"{LIST}{case.reference}/").status_code == 404


@pytest.mark.parametrize("trouble", ["same", "twice", "past", "none"])
def test_a_sentence_for_what_cannot_be_asked(desk: Desk, case: Submission, trouble: str) -> None:
    if trouble == "twice":
        ask(desk, case)
    facts = {
        "same": {"helper": desk.economy},
        "twice": {},
        "past": {"reply_by": timezone.localdate()},
        "none": {"helper": None},
    }[trouble]

    with pytest.raises(ValidationError):
        ask(desk, case, **facts)
    assert case.helps.count() == (trouble == "twice")


def test_a_unit_of_somebody_named_is_neither_asked_nor_sees(desk: Desk, case: Submission) -> None:
    Hierarchy(desk)
    named = holder("Lò Thị Hoa", "Chuyên viên", desk.culture, desk.colleague)
    row = ask(desk, case)

    case = workflow.act(case, A.CONCERN, by=fresh(desk.clerk), official=named)

    assert not sees(desk.colleague, case)
    assert Letter.objects.get(kind="help_asked").state == "cancelled"
    assert not permissions.can_reply_as_helper(fresh(desk.colleague), case, row)
    workflow.end_help(row, by=desk.officer)
    with pytest.raises(ValidationError, match="Không giao được"):
        ask(desk, case)
    assert case.helps.filter(ended_at__isnull=True).count() == 0


@pytest.mark.parametrize("status", [S.ANSWERED, S.CLOSED, S.WITHDRAWN])
def test_the_helper_reads_while_the_case_is_open(desk: Desk, case: Submission, status: str) -> None:
    row = ask(desk, case)
    closed: dict[str, Any] = dict.fromkeys(DUE)
    if status in (S.CLOSED, S.WITHDRAWN):
        closed["closed_at"] = timezone.now()
    Submission.objects.filter(pk=case.pk).update(status=status, **closed)
    case.refresh_from_db()

    assert not sees(desk.colleague, case)
    assert not permissions.can_reply_as_helper(fresh(desk.colleague), case, row)


def test_restricted_takes_the_help_away(desk: Desk, case: Submission) -> None:
    ask(desk, case)
    case = Submission.objects.get(pk=case.pk)
    workflow.act(case, A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind=states.LegalKind.TO_CAO)

    assert not HelpRequest.objects.exists()
    assert not sees(desk.colleague, case)


def test_strangers_and_leaders_reply_to_nothing(client: Client, desk: Desk, case: Submission) -> None:
    row = ask(desk, case)
    for who, status in ((desk.leader, 403), (desk.stranger, 404), (desk.clerk, 403), (desk.officer, 403)):
        client.force_login(fresh(who))
        assert client.post(f"{LIST}{case.reference}/help/reply/", {"words": "x"}).status_code == status
    client.force_login(fresh(desk.colleague))
    assert client.post(f"{LIST}{case.reference}/help/end/", {"help": row.pk}).status_code == 403
    assert client.post(f"{LIST}{case.reference}/help/end/", {"help": "x"}).status_code == 403
    assert client.get(f"{LIST}{case.reference}/help/reply/").status_code == 405
