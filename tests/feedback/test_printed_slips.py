"""Slips printed beforehand: their code opens nothing until the letter they lie in is entered."""

import secrets
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from feedback import queries, serials, tracking, workflow
from feedback.models import PrintedSlip, SlipSheet, Submission
from portal.identity import codes, tokens
from portal.identity.models import AccessCode
from tests.feedback.boxes import opened
from tests.feedback.desk import BODY, Desk
from tests.feedback.letters_in import entry
from tests.feedback.test_entry import logged_in
from tests.uploads import files

SHEETS = "/quan-tri/feedback/slipsheet/"


def printed(desk: Desk) -> PrintedSlip:
    sheet = workflow.print_sheet(organ=desk.organ, by=desk.clerk, now=timezone.now())
    return sheet.slips.all()[0]


def code_of(slip: PrintedSlip) -> str:
    return codes.from_token_key(slip.form_key)


def enter(desk: Desk, opening: Any, slip: str, key: str = "") -> Submission:
    letter = entry(desk, form_key=key or secrets.token_hex(16))
    return workflow.enter_from_box(
        opening, entry=letter, by=desk.clerk, now=timezone.now(), slip=slip
    ).submission


def test_every_wrong_digit_and_every_swap_of_neighbours_is_found() -> None:
    serial = serials.new()
    wrong = {serial[:at] + digit + serial[at + 1 :] for at in range(10) for digit in "0123456789"} | {
        serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :] for at in range(9)
    }

    assert [serials.read(typed) for typed in wrong - {serial}] == [None] * len(wrong - {serial})
    assert serials.read(f" {serials.grouped(serial)}-") == serial
    assert serials.read("٣" * 10) is None


def test_code_of_a_slip_is_as_wrong_as_any_until_its_letter_is_entered(desk: Desk) -> None:
    slip = printed(desk)
    visitor = Client()
    wrong, unused = (
        visitor.post("/tra-cuu/", {"code": code}).content for code in ("3479BCFGHJKLMNPQR", code_of(slip))
    )
    assert b"id_code" in unused
    assert len(unused) == len(wrong)
    assert not AccessCode.objects.exists()

    case = enter(desk, opened(desk), slip.label)

    assert tracking.find(code_of(slip)) == case
    assert AccessCode.objects.count() == 1


def test_slip_enters_one_letter_and_the_same_form_meets_its_own(desk: Desk) -> None:
    slip, opening = printed(desk), opened(desk)
    case = enter(desk, opening, slip.serial, key="form")

    again = enter(desk, opening, slip.serial, key="form")
    with pytest.raises(ValidationError) as refused:
        enter(desk, opening, slip.serial)

    assert again == case
    assert list(refused.value.message_dict) == ["slip"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("which", ["mistyped", "unknown", "other organ", "voided"])
def test_slip_that_cannot_be_meant_is_refused(desk: Desk, which: str) -> None:
    slip, opening = printed(desk), opened(desk)
    typed = slip.serial
    if which == "mistyped":
        typed = str((int(typed[0]) + 1) % 10) + typed[1:]
    if which == "unknown":
        typed = serials.new()
    if which == "other organ":
        SlipSheet.objects.update(organ=desk.other)
    if which == "voided":
        workflow.void_sheet(slip.sheet, by=desk.clerk, now=timezone.now())

    with pytest.raises(ValidationError) as refused:
        enter(desk, opening, typed)

    assert list(refused.value.message_dict) == ["slip"]
    assert not Submission.objects.exists()


def test_scan_that_came_with_the_form_goes_along_to_the_case_of_the_slip(desk: Desk) -> None:
    slip, opening, clerk = printed(desk), opened(desk), logged_in(desk.clerk)
    picture = SimpleUploadedFile("thu.jpg", files.jpeg(), "image/jpeg")
    sent = {"form_token": tokens.issue(), "slip": slip.label, "body": BODY, "full_name": "Lý Thị Mẩy"}

    clerk.post(f"{opening.get_absolute_url()}letter/", sent | {"attachments": picture, "next": "1"})

    case = Submission.objects.get()
    assert case.printed_slip == slip
    assert queries.scans_of(case).count() == 1
    assert "desk" not in clerk.cookies  # the sender holds the code already


def test_sheet_is_shown_once_and_its_codes_are_kept_nowhere(desk: Desk) -> None:
    clerk = logged_in(desk.clerk)

    response = clerk.post(f"{SHEETS}print/", {"organ": desk.organ.pk})

    shown = response.context["slips"]
    assert len(shown) == 8
    assert "no-store" in response["Cache-Control"]
    first = PrintedSlip.objects.order_by("pk")[0]
    assert (shown[0]["serial"], shown[0]["code"]) == (first.label, codes.grouped(code_of(first)))
    later = clerk.get(f"{SHEETS}{first.sheet_id}/void/").content.decode()
    assert first.label in later
    assert codes.grouped(code_of(first)) not in later


def test_only_desks_of_the_organ_print_and_void(desk: Desk) -> None:
    slip = printed(desk)
    answers = {}
    for name in ("clerk", "reader", "officer", "stranger", "admin"):
        who = logged_in(getattr(desk, name))
        answers[name] = (
            who.get(SHEETS).status_code,
            who.post(f"{SHEETS}print/", {"organ": desk.organ.pk}).status_code,
            who.get(f"{SHEETS}{slip.sheet_id}/void/").status_code,
        )

    assert answers == {
        "clerk": (200, 200, 200),
        "reader": (200, 200, 200),
        "officer": (403, 403, 404),
        "stranger": (200, 403, 404),
        "admin": (403, 403, 404),
    }


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_sheets_costs_the_same_for_one_and_for_thirty(
    client: Client, desk: Desk, rows: int, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        printed(desk)
    client.force_login(desk.clerk)

    with django_assert_num_queries(8):
        client.get(SHEETS)
