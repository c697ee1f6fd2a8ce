"""What is pressed where one opinion is shown never acts on another that was opened since."""

import pytest
from django.test import Client

from feedback.models import Submission
from tests.feedback.desk import Desk
from tests.feedback.sender import token, visit, with_code

THEM = "/tra-cuu/them/"


def words_of(case: Submission) -> list[str]:
    return [message.text for message in case.messages.filter(by=None)]


@pytest.mark.parametrize(
    ("path", "pressed"),
    [
        ("rut", {}),
        ("danh-gia", {"helpful": "no"}),
        ("cong-khai", {"agree": "yes"}),
        ("them", {"text": "Lời"}),
    ],
)
def test_a_button_of_one_opinion_never_acts_on_another_opened_since(
    desk: Desk, client: Client, path: str, pressed: dict[str, str]
) -> None:
    first, _code = with_code(client)
    second, code = with_code(client)
    for step in ("classify", "route", "accept", *(("answer",) if path == "danh-gia" else ())):
        second = getattr(desk, f"_{step}")(second)
    visit(client, code)
    before = second.events.count()

    response = client.post(f"/tra-cuu/{path}/", {"case": first.reference, **pressed})

    assert (first.events.count(), second.events.count()) == (1, before)
    said = client.get("/tra-cuu/") if response.status_code == 302 else response
    asked = "Dưới đây là ý kiến mở sau cùng." if path != "them" else 'name="code"'
    assert asked in said.content.decode()


def test_words_of_another_tab_go_to_the_opinion_whose_code_is_typed(desk: Desk, client: Client) -> None:
    first, code = with_code(client)
    second, _code = with_code(client)
    given = {"form_token": token(), "text": "Lời của việc trước.", "case": first.reference}

    kept = client.post(THEM, given).content.decode()
    client.post(THEM, given | {"code": code})

    assert f'name="case" value="{first.reference}"' in kept
    assert (words_of(first), words_of(second)) == (["Lời của việc trước."], [])


def test_every_form_of_a_case_says_which_it_shows(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    mark = f'name="case" value="{case.reference}"'
    assert mark in client.get("/tra-cuu/rut/").content.decode()

    for step in ("classify", "route", "accept", "answer"):
        case = getattr(desk, f"_{step}")(case)

    assert client.get("/tra-cuu/").content.decode().count(mark) == 3
