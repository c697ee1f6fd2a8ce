"""The explanation of a date, and the command that prints one."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from portal.clocks import rules
from portal.clocks.arithmetic import Calendar
from portal.clocks.explain import day_in_words, explain
from tests.clocks.rows import MONDAY, rule

pytestmark = pytest.mark.django_db


def test_explanation_tells_rule_reasons_and_day(seeded: Calendar) -> None:
    notice = rules.in_force("notice", date(2026, 8, 20))

    with override("en"):
        told = explain(notice, date(2026, 8, 21), calendar=seeded)

    assert told[0].endswith("10 working days (basis: khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13).")
    assert told[1:4] == [
        "The count leaves out Friday, 21/08/2026 itself.",
        "Saturday, 22/08/2026 is a working day: Worked instead of 31/08/2026.",
        "Sunday, 23/08/2026 is not counted: weekly rest.",
    ]
    assert told[-1] == "Due day: Tuesday, 08/09/2026."


def test_explanation_speaks_vietnamese(seeded: Calendar) -> None:
    with override("vi"):
        told = explain(rules.in_force("alarm_45", MONDAY), date(2026, 12, 18), calendar=seeded)

    assert told == [
        "Xử lý xong trong 45 ngày: 45 ngày (căn cứ: điểm b khoản 3 Điều 41 Nghị định 154/2026/NĐ-CP).",
        "Không tính chính thứ Sáu, 18/12/2026.",
        "Ngày cuối: thứ Hai, 01/02/2027.",
    ]
    with override("vi"):
        assert day_in_words(date(2026, 3, 5)) == "thứ Năm, 05/03/2026"


def test_explanation_admits_what_is_uncertain(seeded: Calendar) -> None:
    with override("en"):
        tet = explain(rules.in_force("notice", MONDAY), date(2027, 2, 1), calendar=seeded)
        far = explain(rules.in_force("notice", MONDAY), date(2030, 12, 25), calendar=seeded)

    assert "Not certain yet: Monday, 08/02/2027, Lunar New Year. The official decision is awaited." in tet
    assert far[-1] == "The calendar has no holidays for 2031 yet; the day may move."


def test_explanation_of_pauses_and_late_starts(seeded: Calendar) -> None:
    target = rule(days=2, count_from="next_working_day")
    saturday, asked, told_on = date(2026, 11, 14), date(2026, 11, 16), date(2026, 11, 17)

    with override("en"):
        held = explain(target, saturday, [(asked, told_on)], seeded)
        still = explain(target, saturday, [(asked, None)], seeded)

    assert held == [
        "Test: 2 working days, a target the office sets for itself.",
        "Saturday, 14/11/2026 is a day off: the count starts from the next working day.",
        "The count leaves out Monday, 16/11/2026 itself.",
        "Tuesday, 17/11/2026 is not counted: the clock was paused.",
        "Due day: Thursday, 19/11/2026.",
    ]
    assert still[-1] == (
        "The clock has been standing still since Monday, 16/11/2026. "
        "The day will be known once it runs again."
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["2026-02-12", "--working", "10"], "2026-03-05\n"),
        (["2026-01-17", "--calendar", "30"], "2026-02-23\n"),
        (["2026-02-24", "--before", "5"], "2026-02-10\n"),
        (["2026-11-14", "--working", "0"], "2026-11-16\n"),
    ],
)
def test_due_prints_the_day_alone(seeded: Calendar, arguments: list[str], expected: str) -> None:
    out = StringIO()

    call_command("due", *arguments, stdout=out)

    assert out.getvalue() == expected


def test_due_explains_when_asked(seeded: Calendar) -> None:
    out = StringIO()

    with override("en"):
        call_command("due", "2026-04-01", "--calendar", "30", "--explain", stdout=out)

    assert out.getvalue().splitlines() == [
        "2026-05-04",
        "The count leaves out Wednesday, 01/04/2026 itself.",
        "The last day counted is Friday, 01/05/2026, a day off, so the day moves.",
        "Friday, 01/05/2026 is not counted: International Labour Day.",
        "Saturday, 02/05/2026 is not counted: weekly rest.",
        "Sunday, 03/05/2026 is not counted: weekly rest.",
        "Due day: Monday, 04/05/2026.",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["12/02/2026", "--working", "10"],
        ["2026-02-30", "--working", "10"],
        ["2026-02-12", "--working", "ten"],
        ["2026-02-12", "--before", "-5"],
        ["2026-02-12", "--calendar", "100001"],
        ["9999-12-30", "--working", "10"],
    ],
)
def test_due_refuses_bad_input_in_one_sentence(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("due", *arguments[:1], f"{arguments[1]}={arguments[2]}")

    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)
