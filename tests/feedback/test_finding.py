"""The search of the register: numbers, words with their tones, and why a case was found."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback import finding, queries, states, workflow
from feedback.models import RegisterEntry, Submission
from tests.feedback.desk import Desk, days_ago

LIST = "/quan-tri/feedback/submission/"
S = states.Status


def found(client: Client, who: object, query: str) -> list[str]:
    client.force_login(who)  # type: ignore[arg-type]
    response = client.get(LIST + query, follow=True)
    assert response.status_code == 200
    return [case.reference for case in response.context["cl"].result_list]


def registered(desk: Desk, **more: object) -> Submission:
    case = desk.opinion(S.CLASSIFIED, **more)
    return workflow.act(case, states.Action.REGISTER, by=desk.clerk)


@pytest.mark.parametrize("typed", ["{}", "số {}", "SO {}", " {} "])
def test_a_register_number_finds_its_case_whatever_its_year_and_status(
    client: Client, desk: Desk, typed: str
) -> None:
    case, other = registered(desk), registered(desk)
    label = RegisterEntry.objects.get(submission=case).label
    Submission.objects.filter(pk=case.pk).update(received_at=days_ago(800))

    assert found(client, desk.clerk, f"?q={typed.format(label)}") == [case.reference]
    assert other.reference not in found(client, desk.clerk, f"?q={label}")


def test_a_reception_number_needs_no_filter_of_years(client: Client, desk: Desk) -> None:
    old = desk.opinion(S.CLOSED, received=days_ago(800))

    assert found(client, desk.clerk, f"?q={old.reference}") == [old.reference]


def test_a_register_number_shows_nobody_what_it_may_not_read(client: Client, desk: Desk) -> None:
    case = registered(desk)
    label = RegisterEntry.objects.get(submission=case).label

    assert found(client, desk.officer, f"?q={label}") == []
    assert found(client, desk.stranger, f"?q={label}") == []


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("hỏng", True),
        ("hong", False),
        ("hồng", False),
        ("TÂN TIẾN", True),
        ("tan tiến", False),
        ('"thôn tân tiến"', True),
        ('"tân thôn"', False),
        ("hồng or hỏng", True),
        ("hỏng -cầu", False),
        ("thuỷ", True),
        ("thủy", True),
        ("thuy", False),
    ],
)
def test_with_its_very_tones_a_word_finds_itself_alone(desk: Desk, typed: str, is_found: bool) -> None:
    desk.opinion(title="Cầu tràn thôn Tân Tiến hỏng", body="Nước sông lớn, bà Thủy không qua được.", place="")

    cases = queries.visible_to(desk.clerk)

    assert finding.find(cases, finding.wanted(typed, tones=True)).exists() is is_found
    if "-" not in typed and '"' not in typed:
        assert finding.find(cases, finding.wanted(typed)).exists()


def test_the_switch_stands_beside_a_search_only(client: Client, desk: Desk) -> None:
    desk.opinion()
    client.force_login(desk.clerk)

    assert "Đúng dấu đã gõ" not in client.get(LIST).content.decode()
    assert "Đúng dấu đã gõ" in client.get(LIST + "?q=cau").content.decode()


def test_a_result_marks_the_words_that_were_looked_for(client: Client, desk: Desk) -> None:
    body = "Mưa lớn mấy hôm nay. " * 20 + "Ngầm & tràn ngập sâu, học sinh không qua được. " + "Xin sửa. " * 30
    desk.opinion(title="Đường vào bản", body=body, place="Ngầm đầu bản")
    client.force_login(desk.clerk)

    html = client.get(LIST + "?q=ngam+tran").content.decode()

    assert "<mark>Ngầm</mark> &amp; <mark>tràn</mark> ngập sâu" in html
    assert "Nơi xảy ra: <mark>Ngầm</mark> đầu bản" in html
    assert "… " in html
    assert html.count("Xin sửa.") < 12


def test_a_restricted_case_tells_nothing_of_its_words(desk: Desk) -> None:
    case = desk.opinion()
    case.title, case.body, case.place = "", "", ""

    assert finding.why(case, finding.wanted("cau")) == finding.Why([], [], [], "")


def test_when_nothing_was_found_the_page_says_what_to_try(client: Client, desk: Desk) -> None:
    desk.opinion(S.CLOSED, received=days_ago(500))
    client.force_login(desk.clerk)

    html = client.get(LIST + "?q=cầu&tones=1&field=y_te").content.decode()

    for words in ("Tìm không kể dấu", "Tìm trong tất cả các năm", "Tìm mà không lọc"):
        assert words in html
    assert "status=all" in html


@pytest.mark.parametrize("tones", [{}, {"tones": "1"}])
@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '""',
        "-",
        "or",
        '"" or ""',
        "'; DROP",
        "a" * 5000,
        "%00",
        "...",
        "12/20261",
        "\\",
        "oà oà",
        "&|!:*",
    ],
)
def test_odd_searches_are_answered(client: Client, desk: Desk, typed: str, tones: dict[str, str]) -> None:
    desk.opinion()
    client.force_login(desk.clerk)

    response = client.get(LIST, {"q": typed, **tones}, follow=True)

    assert response.status_code == 200


def test_a_search_asks_as_much_for_many_rows_as_for_one(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)
    counts = []
    for more in (1, 12):
        for _each in range(more):
            desk.opinion()
        client.get(LIST + "?q=cau+tran&tones=1")
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST + "?q=cau+tran&tones=1")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12
