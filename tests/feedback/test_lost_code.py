"""A lost tracking code is given anew at the desk: to whom somebody knows, told to the sender, once."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import tracking, workflow
from feedback.models import Submission
from portal.errors import NotAllowed
from tests.feedback.desk import Desk
from tests.feedback.letters_in import entry
from tests.feedback.test_entry import SLIPS, logged_in


def given(case: Submission, desk: Desk, **changes: Any) -> str:
    kept = {"by": desk.clerk, "proof": "cccd", "reason": "Phiếu bị ướt", "now": timezone.now()}
    return workflow.replace_at_desk(case, **kept | changes)


def letter(desk: Desk, **fields: Any) -> workflow.Receipt:
    return workflow.enter(entry=entry(desk, **fields), by=desk.clerk, now=timezone.now())


def test_new_code_opens_the_case_and_the_old_one_no_more(desk: Desk) -> None:
    receipt = letter(desk)

    code = given(receipt.submission, desk)

    assert tracking.find(code) == receipt.submission
    assert tracking.find(receipt.code) is None
    event = receipt.submission.events.last()
    assert (event.action, event.by, event.changes) == ("replace_code", desk.clerk, {"proof": ["", "cccd"]})
    assert [note.text for note in receipt.submission.notes.all()] == ["Phiếu bị ướt"]


def test_sender_reads_that_a_new_code_was_given(desk: Desk) -> None:
    code = given(letter(desk).submission, desk)

    page = Client().post("/tra-cuu/", {"code": code}, follow=True).content.decode()

    assert "UBND xã Hàm Yên đã cấp mã tra cứu mới, mã cũ hết dùng." in page
    assert "Phiếu bị ướt" not in page


@pytest.mark.parametrize(
    ("contact", "proof", "code"),
    [({}, "cccd", "nameless"), ({"email": "a@example.vn"}, "cccd", "nameless")],
)
def test_nobody_is_taken_for_a_sender_without_a_name(
    desk: Desk, contact: dict[str, str], proof: str, code: str
) -> None:
    receipt = letter(desk, contact=contact)

    with pytest.raises(ValidationError) as refused:
        given(receipt.submission, desk, proof=proof)

    assert refused.value.code == code
    assert tracking.find(receipt.code) == receipt.submission


def test_slip_goes_by_post_only_to_an_address_left(desk: Desk) -> None:
    case = letter(desk).submission
    with pytest.raises(ValidationError) as refused:
        given(case, desk, proof="post")
    home = letter(desk, contact={"full_name": "Lý Thị Mẩy", "address": "Thôn Tân Tiến"}).submission

    assert list(refused.value.message_dict) == ["proof"]
    assert given(home, desk, proof="post")


def test_only_the_desk_of_the_book_gives_a_code(desk: Desk) -> None:
    case = desk._accept(desk._route(desk._classify(letter(desk).submission)))
    refused = []

    for name in ("officer", "leader", "stranger", "reader", "admin"):
        with pytest.raises(NotAllowed):
            given(case, desk, by=getattr(desk, name))
        refused.append(logged_in(getattr(desk, name)).get(url(case)).status_code)

    assert refused == [403, 403, 404, 404, 404]


def url(case: Submission) -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/code/"


def test_clerk_fills_in_what_was_seen_and_prints_the_slip(desk: Desk) -> None:
    case, clerk = letter(desk).submission, logged_in(desk.clerk)

    missing = clerk.post(url(case), {"words": ""})
    done = clerk.post(url(case), {"proof": "cccd", "words": "Phiếu bị ướt"})

    assert list(missing.context["form"].errors) == ["proof", "words"]
    assert done.url == SLIPS  # type: ignore[attr-defined]
    assert [slip["case"] for slip in clerk.get(SLIPS).context["slips"]] == [case]
