"""A mark in every internal word and every contact detail: found in no public page, letter, feed or log."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from feedback import permissions, states, workflow
from feedback.models import Publication, RegisterEntry, Submission
from feedback.workflow import register
from officials.models import User
from portal.outbox.models import Letter
from tests.feedback.desk import Desk
from tests.feedback.sender import BODY, visit, with_code
from tests.feedback.test_transitions import ask_for_later_day, facts, people, placed, undone

A, S = states.Action, states.Status
NOTE = "Kínnộibộ"
SENDER = {
    "full_name": "Kínhọtên Lò Thị",
    "phone": "+84987612345",
    "email": "kinthu@hopthu.example",
    "address": "Kínđịachỉ số 7",
}
IDENTITY = (*SENDER.values(), "0987 612 345", "0987612345", "Kínhọtên", "Kínđịachỉ")
INTERNAL = sorted(
    {
        (row.action, status)
        for row in states.TRANSITIONS
        if row.words == states.Words.INTERNAL and row.path == states.Path.ORDINARY
        for status in row.sources
        if row.permission != states.CLOCK
    }
)
PUBLIC = ("/", "/gop-y/", "/tra-cuu/", "/tra-loi/", "/tra-loi/feed/", "/en/", "/en/tra-loi/", "/robots.txt")


def everything_told(case: Submission, code: str, desk: Desk) -> Iterator[tuple[str, str]]:
    """What anybody but the office's own staff may come to read, each with a name for the report."""
    sender, stranger = Client(), Client()
    visit(sender, code)
    for address in (*PUBLIC, f"/y-kien/{case.reference}/"):
        yield f"{address} of the sender", sender.get(address, follow=True).content.decode()
        yield address, stranger.get(address, follow=True).content.decode()
    for letter in (letter for letter in Letter.objects.all() if letter.payload):
        to_sender = letter.payload["recipient"] == SENDER["email"]
        body = json.dumps(letter.payload | {"recipient": ""}, ensure_ascii=False)
        own = "".join(body.split(SENDER["full_name"])) if to_sender else body
        yield f"letter {letter.kind}", letter.subject + own
    clerk = Client()
    clerk.force_login(desk.clerk)
    for entry in RegisterEntry.objects.filter(submission=case):
        book = f"/quan-tri/feedback/registeryear/{entry.organ_id}/{entry.year}/"
        yield "the book", clerk.get(book, follow=True).content.decode()


def able(case: Submission, action: str, staff: dict[str, User]) -> User:
    return next(who for who in staff.values() if permissions.row_for(who, case, action) is not None)


def test_the_table_has_internal_words() -> None:
    assert {A.HAND_BACK, A.PASS_ON, A.ASK_HELP, A.RESUME, A.SEND_BACK} <= {action for action, _s in INTERNAL}


@pytest.mark.parametrize(("action", "status"), INTERNAL)
def test_internal_words_of_each_step_stay_inside(
    client: Client, desk: Desk, caplog: Any, action: str, status: str
) -> None:
    desk.ask_for_approval(status == S.AWAITING_APPROVAL)
    own, code = with_code(client, contact=SENDER)
    case, staff = placed(desk, states.Path.ORDINARY, status, own), people(desk)
    if action in (A.GRANT_EXTENSION, A.REFUSE_EXTENSION):
        ask_for_later_day(desk)
        case = Submission.objects.get(pk=case.pk)
    if action == A.TAKE_DOWN:
        Publication.objects.update(state="published", published_at=timezone.now(), published_by=desk.clerk)
        case = Submission.objects.get(pk=case.pk)
    with undone():
        words = f"{NOTE} {action}"
        workflow.act(case, action, by=able(case, action, staff), words=words, **facts(desk, action))
        told = dict(everything_told(case, code, desk))

        assert [name for name, text in told.items() if NOTE in text] == []
        assert [name for name, text in told.items() if any(mark in text for mark in IDENTITY)] == []
    assert NOTE not in caplog.text


def test_notes_replies_of_helpers_and_reasons_stay_inside(client: Client, desk: Desk, caplog: Any) -> None:
    type(desk.culture).objects.filter(pk=desk.culture.pk).update(email="vanhoa@hamyen.example")
    desk.culture.refresh_from_db()
    case, code = with_code(client, contact=SENDER)
    register.take_number(case, by=desk.clerk, now=case.received_at)
    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="phan_anh", field="ha_tang", reason=NOTE)
    case = workflow.act(case, A.ROUTE, by=desk.clerk, responsible=desk.economy)
    workflow.add_note(case, by=desk.clerk, text=NOTE)
    workflow.act(case, A.ASK_HELP, by=desk.officer, helper=desk.culture, words=NOTE)
    workflow.reply_as_helper(case.helps.get(), by=desk.colleague, text=NOTE)

    told = dict(everything_told(case, code, desk))

    assert BODY.split("\n")[0] in told["/tra-cuu/ of the sender"]  # the pages read are the real ones
    assert case.reference in told["letter help_asked"]
    assert [name for name, text in told.items() if NOTE in text] == []
    assert [name for name, text in told.items() if any(mark in text for mark in IDENTITY)] == []
    assert not [mark for mark in (NOTE, *IDENTITY) if mark in caplog.text]


def test_figures_and_case_file_name_nobody(client: Client, desk: Desk, capsys: Any) -> None:
    case, _code = with_code(client, contact=SENDER)
    workflow.add_note(case, by=desk.clerk, text=NOTE)
    call_command("figures", "--from", "2026-01-01", "--to", "2026-12-31", "--json")
    told = capsys.readouterr().out
    client.force_login(desk.clerk)
    taken = client.post(f"/quan-tri/feedback/submission/{case.reference}/bundle/")
    held = b"".join(taken.streaming_content)  # type: ignore[attr-defined]

    assert NOTE not in told
    assert not [mark for mark in IDENTITY if mark in told or mark.encode() in held]
