"""What the sender presses twice counts once; what else the same form brings is never lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from feedback import queries
from feedback.models import Submission
from tests.feedback.desk import A, Desk, S
from tests.feedback.sender import token, with_code
from tests.uploads import files

THEM = "/tra-cuu/them/"


def words_of(case: Submission) -> list[str]:
    return [message.text for message in case.messages.filter(by=None)]


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("cau.jpg", files.jpeg(), "image/jpeg")


def test_words_sent_twice_are_added_once(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    given = {"form_token": token(), "text": "Nước ngập thêm."}

    for _press in range(2):
        client.post(THEM, given | {"attachments": picture()})

    assert words_of(case) == ["Nước ngập thêm."]
    assert queries.files_of(case).count() == 1
    assert case.events.filter(action=A.ADD_WORDS).count() == 1


@pytest.mark.parametrize("more", [{"text": "Lời khác."}, {"text": "", "attachments": "picture"}])
def test_other_words_or_files_in_the_same_form_are_added(
    desk: Desk, client: Client, more: dict[str, Any]
) -> None:
    """Back, something else typed, sent again: nothing of it may be lost."""
    case, _code = with_code(client)
    given = {"form_token": token(), "text": "Nước ngập thêm."}
    client.post(THEM, given)

    client.post(
        THEM, given | {name: picture() if name == "attachments" else said for name, said in more.items()}
    )

    assert case.events.filter(action=A.ADD_WORDS).count() == 2


def test_another_look_asked_for_twice_is_no_error(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    for step in ("classify", "route", "accept", "answer"):
        case = getattr(desk, f"_{step}")(case)
    given = {"form_token": token(), "text": "Chưa rõ bao giờ sửa.", "again": "1"}

    answers = [client.post(THEM, given).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert words_of(case) == ["Chưa rõ bao giờ sửa."]
    case.refresh_from_db()
    assert case.status == S.REOPENED


def test_small_steps_without_end_are_refused_but_taking_back_the_consent(
    desk: Desk, client: Client, settings: Any
) -> None:
    case, _code = with_code(client)
    for step in ("classify", "route", "accept", "answer"):
        case = getattr(desk, f"_{step}")(case)
    settings.LIMIT_WORDS = "2/hour"
    before = case.events.count()

    for helpful in ("no", "no", "yes"):
        client.post("/tra-cuu/danh-gia/", {"helpful": helpful})
    client.post("/tra-cuu/cong-khai/", {"agree": "yes"})

    assert case.events.count() == before + 1
    assert "Trong giờ qua đã có nhiều lần bổ sung" in client.get("/tra-cuu/").content.decode()
    Submission.objects.filter(pk=case.pk).update(consent_publish=True)
    client.post("/tra-cuu/cong-khai/", {"agree": "no"})
    case.refresh_from_db()
    assert not case.consent_publish
