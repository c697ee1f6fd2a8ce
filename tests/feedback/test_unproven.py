"""A form of staff whose CSRF token expired: nothing is done, and what was typed stands there again."""

import re
from typing import Any

import pytest
from django.test import Client

from feedback import states
from feedback.models import Answer, Note, Reveal, Submission
from portal.uploads.models import Upload
from tests.feedback.desk import Desk
from tests.uploads import files

S = states.Status
PRESS_AGAIN = "Trang mở đã lâu. Xin bấm nút lần nữa."


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def address(case: Submission, tail: str) -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/{tail}/"


def fresh(html: str) -> dict[str, str]:
    found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert found is not None
    return {"csrfmiddlewaretoken": found[1]}


FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ask": ("clerk", S.RECEIVED, {"words": "Đoạn đường nào?"}),
    "decline": ("clerk", S.RECEIVED, {"words": "Đoạn đường nào?", "ground": "answered_before"}),
    "answer": ("officer", S.ACCEPTED, {"text": "Đoạn đường nào?", "summary": "Cầu", "outcome": "tiep_thu"}),
    "note": ("clerk", S.RECEIVED, {"words": "Đoạn đường nào?"}),
    "contact": ("clerk", S.RECEIVED, {"reason": "Đoạn đường nào?"}),
}


@pytest.mark.parametrize("tail", FORMS)
def test_words_of_staff_come_back_and_the_next_press_counts(desk: Desk, client: Client, tail: str) -> None:
    who, status, typed = FORMS[tail]
    case = desk.opinion(status, contact={"phone": "+84912345678"})
    client.force_login(getattr(desk, who))
    sent = {"version": case.version, **typed}

    first = client.post(address(case, tail), sent)
    html = first.content.decode()
    before = (Note.objects.count(), Reveal.objects.count(), Answer.objects.count(), case.events.count())
    second = client.post(address(case, tail), sent | fresh(html))

    assert first.status_code == 403
    assert PRESS_AGAIN in html
    assert "Đoạn đường nào?" in html
    assert before[:3] == (0, 0, 0)
    assert second.status_code in {200, 302}
    after = (Note.objects.count(), Reveal.objects.count(), Answer.objects.count(), case.events.count())
    assert after != before


def test_files_of_staff_wait_too(desk: Desk, client: Client) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)
    sent = {"version": case.version, "words": "Đoạn nào?", "attachments": files.sent(files.jpeg())}

    html = client.post(address(case, "ask"), sent).content.decode()

    assert "anh.jpg" in html
    assert Upload.objects.get().about_type == ""


def test_a_leaders_note_comes_back(desk: Desk, client: Client) -> None:
    case = desk.opinion(S.AWAITING_APPROVAL)
    client.force_login(desk.leader)
    sent = {"version": case.version, "last_event": 1, "words": "Viết ngắn hơn", "action": "send_back"}

    response = client.post(f"/lanh-dao/duyet/{case.reference}/", sent)

    assert response.status_code == 403
    assert "Viết ngắn hơn" in response.content.decode()
    assert PRESS_AGAIN in response.content.decode()
    assert Submission.objects.get().status == S.AWAITING_APPROVAL


@pytest.mark.parametrize("who", ["", "stranger"])
def test_nobody_learns_of_a_case_by_a_form_without_token(desk: Desk, client: Client, who: str) -> None:
    case = desk.opinion()
    if who:
        client.force_login(getattr(desk, who))

    response = client.post(address(case, "ask"), {"version": 0, "words": "x"})
    nothing = client.post(
        address(case, "ask").replace(case.reference, "0000-0000"), {"version": 0, "words": "x"}
    )

    assert response.status_code == nothing.status_code == (404 if who else 403)
    assert case.title not in response.content.decode()


def test_without_the_second_step_no_case_is_shown(desk: Desk, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    case = desk.opinion()
    client.force_login(desk.clerk)

    response = client.post(address(case, "note"), {"words": "Đoạn nào?"})

    assert response.status_code == 403
    assert case.title not in response.content.decode()
