"""Answered is not told: who is on the list of those to be told, and what takes them off it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import queries, workflow
from feedback.models import Submission
from portal.errors import NotAllowed
from portal.outbox.models import Letter, State
from tests.feedback.desk import A, Desk, S

PHONE, MAIL = {"phone": "+84987612345"}, {"email": "kim@hop.example"}


def untold(desk: Desk) -> list[str]:
    return list(queries.untold(queries.visible_to(desk.clerk)).values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("contact", "reply_by", "listed"),
    [
        (PHONE, "page", True),
        ({"address": "Thôn Tân Tiến"}, "post", True),
        (MAIL, "email", False),
        (MAIL, "page", False),
        (MAIL | PHONE, "phone", True),
        (MAIL, "desk", True),
        ({}, "page", False),
        ({}, "desk", False),
    ],
)
def test_who_is_to_be_told_by_somebody(
    desk: Desk, contact: dict[str, str], reply_by: str, listed: bool
) -> None:
    case = desk.opinion(S.ANSWERED, contact=contact, reply_by=reply_by)

    assert untold(desk) == ([case.reference] if listed else [])


@pytest.mark.parametrize("status", [S.TRANSFERRED, S.DECLINED, S.CLOSED])
def test_other_outcomes_are_told_too_and_closing_changes_nothing(desk: Desk, status: str) -> None:
    case = desk.opinion(status, contact=PHONE)

    assert untold(desk) == [case.reference]


@pytest.mark.parametrize(
    ("state", "listed"),
    [(State.PENDING, False), (State.SENT, False), (State.FAILED, True), (State.UNKNOWN, True)],
)
def test_a_letter_that_did_not_arrive_puts_the_case_on_the_list(desk: Desk, state: str, listed: bool) -> None:
    case = desk.opinion(S.ANSWERED, contact=MAIL)
    sent = timezone.now() if state == State.SENT else None
    Letter.objects.filter(kind="answered").update(state=state, sent_at=sent)

    assert untold(desk) == ([case.reference] if listed else [])

    workflow.act(case, A.TELL, by=desk.clerk, how="phone", on=timezone.localdate())
    assert untold(desk) == []


def test_telling_is_written_down_with_how_day_and_who(desk: Desk) -> None:
    case, today = desk.opinion(S.ANSWERED, contact=PHONE), timezone.localdate()

    case = workflow.act(case, A.TELL, by=desk.officer, how="in_person", on=today)

    event = case.events.last()
    assert (event.action, event.by) == (A.TELL, desk.officer)
    assert event.changes == {
        "to_tell": [True, False],
        "told_how": ["", "in_person"],
        "told_on": [None, today.isoformat()],
    }
    with pytest.raises(NotAllowed):
        workflow.act(case, A.TELL, by=desk.clerk, how="phone", on=today)


@pytest.mark.parametrize(("how", "days"), [("pigeon", 0), ("phone", 1), ("phone", -1), ("phone", None)])
def test_nonsense_is_refused(desk: Desk, how: str, days: int | None) -> None:
    case = desk.opinion(S.ANSWERED, contact=PHONE)
    on: Any = None if days is None else timezone.localdate() + timedelta(days=days)

    with pytest.raises(ValidationError):
        workflow.act(case, A.TELL, by=desk.clerk, how=how, on=on)

    assert untold(desk) == [case.reference]


def test_a_new_answer_must_be_told_anew(desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED, contact=PHONE)
    case = workflow.act(case, A.TELL, by=desk.clerk, how="phone", on=timezone.localdate())

    case = workflow.act(case, A.REOPEN, by=desk.clerk, words="Xem lại")
    assert (untold(desk), case.told_on) == ([], None)
    for step in ("route", "accept", "answer"):
        case = getattr(desk, f"_{step}")(case)

    assert untold(desk) == [case.reference]


def test_restricted_and_foreign_cases_are_not_on_the_list(desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED, contact=PHONE)
    assert not queries.untold(queries.visible_to(desk.stranger)).exists()

    workflow.act(case, A.RESTRICT, by=desk.clerk, words="Nêu đích danh", legal_kind="to_cao")

    assert not queries.untold(Submission.objects.all()).exists()


def test_the_desk_counts_them_and_the_list_shows_them(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.ANSWERED, contact=PHONE)
    told = desk.opinion(S.ANSWERED, contact=MAIL)
    client.force_login(desk.clerk)

    front = client.get("/quan-tri/").content.decode()
    listed = client.get("/quan-tri/feedback/submission/?queue=untold").content.decode()

    assert "?queue=untold" in front
    assert case.reference in listed
    assert told.reference not in listed


def test_the_form_asks_how_and_when(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.ANSWERED, contact=PHONE)
    client.force_login(desk.clerk)
    address = f"/quan-tri/feedback/submission/{case.reference}/tell/"
    assert f"{timezone.localdate():%d/%m/%Y}" in client.get(address).content.decode()

    refused = client.post(address, {"version": case.version, "how": "phone", "on": "31/12/2099"})
    client.post(address, {"version": case.version, "how": "phone", "on": f"{timezone.localdate():%d/%m/%Y}"})

    assert "không sau hôm nay" in refused.content.decode()
    assert Submission.objects.get(pk=case.pk).told_how == "phone"
