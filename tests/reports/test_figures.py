"""What each key counts, and the command that prints them."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from feedback import workflow
from feedback.states import Action, LegalKind
from reports import queries
from reports.periods import Span
from tests.reports.office import Office, at

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 23)
KEYS = [
    *("submissions", "answered", "answered_on_time", "overdue"),
    *("reception_sessions", "reception_turns", "reception_people", "crowd_groups"),
    *("dialogues", "dialogue_people", "voter_meetings", "roundtables", "comments"),
]


def counts(span: Span = YEAR, today: date = TODAY, **options: object) -> list[int]:
    return list(queries.figures(span, today, **options).values())[:4]  # type: ignore[arg-type]


def printed(*args: str) -> str:
    out = StringIO()
    call_command("figures", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_figures_prints_every_key_in_its_order() -> None:
    out = printed("--from", "2017-01-01", "--to", "2017-12-31")

    assert out.splitlines() == [f"{key} 0" for key in KEYS]


def test_figures_as_json_holds_the_same(office: Office) -> None:
    office.receive(at(2026, 3, 2))

    out = printed("--from", "2026-03-02", "--to", "2026-03-02", "--json")

    assert json.loads(out) == {key: 1 if key == "submissions" else 0 for key in KEYS}


def test_figures_include_both_days_to_the_last_minute(office: Office) -> None:
    office.receive(at(2026, 3, 1, hour=0))
    office.receive(at(2026, 3, 31, hour=23))
    office.receive(at(2026, 4, 1, hour=0))

    span = Span(date(2026, 3, 1), date(2026, 3, 31))

    assert counts(span)[0] == 2


def test_answer_counts_when_sent_and_on_time_by_its_target(office: Office) -> None:
    office.answer(office.receive(at(2026, 3, 2)), at(2026, 3, 23))
    office.answer(office.receive(at(2026, 3, 2)), at(2026, 3, 24))

    assert counts() == [2, 2, 1, 0]


def test_reopened_case_is_not_answered_until_answered_anew(office: Office) -> None:
    case = office.answer(office.receive(at(2026, 3, 2)), at(2026, 3, 9))

    workflow.act(case, Action.REOPEN, by=office.clerk, now=at(2026, 3, 16), words="Người gửi chưa đồng ý.")

    assert counts() == [1, 0, 0, 1]


def test_overdue_looks_at_the_end_of_the_last_day(office: Office) -> None:
    case = office.accept(office.receive(at(2026, 3, 2)), at(2026, 3, 2))
    on_the_day, day_after = (
        Span(date(2026, 3, 1), date(2026, 3, 23)),
        Span(date(2026, 3, 1), date(2026, 3, 24)),
    )
    assert counts(on_the_day)[3] == 0
    assert counts(day_after)[3] == 1

    office.draft(case, at(2026, 3, 25))
    workflow.act(case, Action.SUBMIT_ANSWER, by=office.officer, now=at(2026, 3, 25))
    workflow.act(case, Action.APPROVE, by=office.leader, now=at(2026, 3, 25))

    assert counts(day_after)[3] == 1
    assert counts(Span(date(2026, 3, 1), date(2026, 3, 25)))[3] == 0


def test_overdue_never_looks_past_today(office: Office) -> None:
    office.receive(at(2026, 3, 2))

    assert counts(today=date(2026, 3, 10))[3] == 0


def test_restricted_and_suspected_cases_are_in_no_figure(office: Office) -> None:
    office.committee.restricted_readers.add(office.clerk)
    case = office.receive(at(2026, 3, 2))
    workflow.act(
        case,
        Action.RESTRICT,
        by=office.clerk,
        now=at(2026, 3, 3),
        words="Tố cáo",
        legal_kind=LegalKind.TO_CAO,
    )
    spam = office.receive(at(2026, 3, 2))
    workflow.act(spam, Action.MARK_SPAM, by=office.clerk, now=at(2026, 3, 3))

    assert counts() == [0, 0, 0, 0]


def test_figures_of_a_unit_count_its_book_and_its_work(office: Office) -> None:
    office.accept(office.receive(at(2026, 3, 2)), at(2026, 3, 2))
    office.receive(at(2026, 3, 2), unit=office.party)

    assert counts(unit=office.committee)[0] == 1
    assert counts(unit=office.land)[0] == 1
    assert counts(unit=office.culture)[0] == 0
    assert counts(unit=office.party)[0] == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--from", "2017-13-01", "--to", "2017-12-31"), "2017-13-01"),
        (("--from", "0001-01-01", "--to", "2017-12-31"), "0001-01-01"),
        (("--from", "2017-12-31", "--to", "2017-01-01"), "Ngày cuối"),
        (("--from", "2017-01-01", "--to", "2017-12-31", "--unit", "khong-co"), "khong-co"),
    ],
)
def test_figures_refuses_with_one_sentence_and_code_1(args: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        call_command("figures", *args)

    assert refused.value.returncode == 1
