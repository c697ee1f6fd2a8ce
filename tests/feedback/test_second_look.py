"""The sender asks for another look: once, with words, in the days of the rule."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import queries, tracking, workflow
from feedback.models import Submission
from portal.clocks import calendar
from portal.clocks.models import Rule
from portal.errors import NotAllowed
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk, S
from tests.feedback.sender import with_code


def asked(case: Submission, *, days: int = 0) -> Submission:
    at = timezone.now() + timedelta(days=days)
    return workflow.reopen_by_sender(case, text="Chưa nói rõ bao giờ sửa.", now=at)


def test_the_case_comes_back_to_the_desk_with_the_words(desk: Desk) -> None:
    case = asked(desk.opinion(S.ANSWERED), days=30)

    assert (case.status, case.answered_at, case.reopen_until) == (S.REOPENED, None, None)
    assert case.messages.last().text == "Chưa nói rõ bao giờ sửa."
    assert case.events.last().action == A.REOPEN_BY_SENDER
    assert queries.waiting_for(desk.clerk, Submission.objects.all(), timezone.localdate()).get() == case
    page = tracking.page_of(case, timezone.localdate())
    assert "Theo đề nghị của Ông/Bà ngày" in page.state.sentence
    assert page.timeline[-1].words == "Ông/Bà đề nghị xem lại."


def test_after_its_days_it_is_refused_with_what_else_can_be_done(desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED)

    with pytest.raises(NotAllowed, match="vẫn có thể gửi thêm lời"):
        asked(case, days=40)

    workflow.add_words(case, text="Thêm lời", now=timezone.now())
    assert Submission.objects.get(pk=case.pk).status == S.ANSWERED


def test_it_is_had_once(desk: Desk) -> None:
    case = asked(desk.opinion(S.ANSWERED))
    for step in ("route", "accept", "answer"):
        case = getattr(desk, f"_{step}")(case)

    assert case.reopen_until is None
    with pytest.raises(NotAllowed):
        asked(case)


def test_it_needs_words(desk: Desk) -> None:
    with pytest.raises(ValidationError):
        workflow.reopen_by_sender(desk.opinion(S.ANSWERED), text="", now=timezone.now())


def test_the_days_are_a_dated_rule_nobody_has_confirmed(desk: Desk) -> None:
    rule = Rule.objects.get(code="reopen")
    assert (rule.days, rule.unit, rule.is_statutory, rule.is_confirmed) == (30, "calendar", False, False)

    case = desk.opinion(S.ANSWERED, contact={"email": "kim@hop.example"})

    assert case.reopen_until == calendar.current().add_calendar_days(timezone.localdate(), 30)
    letter = Letter.objects.get(kind="answered").payload["body"]
    assert f"đến hết ngày {case.reopen_until:%d/%m/%Y}" in letter


def test_a_closed_case_is_asked_for_again_on_the_tracking_page(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    for step in ("classify", "route", "accept", "answer", "close"):
        case = getattr(desk, f"_{step}")(case)
    shown = client.get("/tra-cuu/").content.decode()
    assert 'name="again"' in shown
    assert "Chỉ gửi thêm lời" not in shown

    client.post("/tra-cuu/them/", {"text": "Chưa sửa gì cả.", "again": "1"})

    assert Submission.objects.get(pk=case.pk).status == S.REOPENED
    assert 'name="again"' not in client.get("/tra-cuu/").content.decode()


def test_refused_words_stay_in_the_box(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    for step in ("classify", "route", "accept", "answer"):
        case = getattr(desk, f"_{step}")(case)
    Submission.objects.filter(pk=case.pk).update(reopen_until=timezone.localdate() - timedelta(days=1))

    page = client.post("/tra-cuu/them/", {"text": "Chưa sửa gì cả.", "again": "1"}).content.decode()

    assert "Chưa sửa gì cả." in page
    assert "Chỉ được đề nghị xem lại một lần" in page
