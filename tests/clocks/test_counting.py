"""Counting days: the vectors of the law, pauses, and both directions against each other."""

from datetime import date, timedelta
from itertools import product

import pytest

from portal.clocks import rules, seed
from portal.clocks.arithmetic import Calendar, DayName, OutOfCalendar, StepKind
from portal.clocks.calendar import calendar_of
from portal.clocks.models import Rule

PLAIN = Calendar()
SEEDED = calendar_of([each for each in seed.holidays() if each.is_counted])
WITH_CULTURE_DAY = calendar_of(seed.holidays())


def rule(days: int, unit: str = "working", **fields: str) -> Rule:
    return Rule(code="test", days=days, unit=unit, valid_from=date(2020, 1, 1), **fields)


def day(text: str) -> date:
    """02/01/2026 as people write it."""
    return date(*map(int, reversed(text.split("/"))))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("12/02/2026", 10, "05/03/2026"),
        ("24/04/2026", 10, "13/05/2026"),
        ("20/08/2026", 10, "07/09/2026"),
        ("21/08/2026", 5, "27/08/2026"),
        ("20/11/2026", 7, "01/12/2026"),
        ("14/11/2026", 10, "27/11/2026"),
        ("31/12/2025", 7, "12/01/2026"),
    ],
)
def test_working_days_reach_the_due_day(start: str, days: int, due: str) -> None:
    assert SEEDED.add_working_days(day(start), days) == day(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [("17/01/2026", "23/02/2026"), ("01/04/2026", "04/05/2026"), ("03/08/2026", "03/09/2026")],
)
def test_thirty_calendar_days_end_on_a_working_day(start: str, due: str) -> None:
    assert SEEDED.add_calendar_days(day(start), 30) == day(due)


@pytest.mark.parametrize(("meeting", "post_by"), [("24/02/2026", "10/02/2026"), ("04/09/2026", "25/08/2026")])
def test_five_working_days_before_a_meeting_leave_it_out(meeting: str, post_by: str) -> None:
    assert SEEDED.working_days_before(day(meeting), 5) == day(post_by)


def test_twenty_fourth_november_counts_as_work_until_a_law_says_otherwise() -> None:
    assert SEEDED.is_working_day(day("24/11/2026"))
    assert WITH_CULTURE_DAY.add_working_days(day("20/11/2026"), 7) == day("02/12/2026")


@pytest.mark.parametrize(("policy", "due"), [("same_day", "27/11/2026"), ("next_working_day", "30/11/2026")])
def test_rule_decides_what_a_saturday_arrival_counts_from(policy: str, due: str) -> None:
    arrived = day("14/11/2026")

    assert rules.due_on(rule(10, count_from=policy), arrived, calendar=SEEDED) == day(due)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("31/01/2025", 1, "28/02/2025"),
        ("31/01/2024", 1, "29/02/2024"),
        ("30/11/2026", 2, "01/02/2027"),
        ("15/10/2026", 3, "15/01/2027"),
        ("30/03/2026", 1, "04/05/2026"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(start: str, months: int, due: str) -> None:
    assert SEEDED.add_months(day(start), months) == day(due)


def test_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert PLAIN.add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ("29/04/2024", "04/05/2024"),
        ("02/05/2025", "26/04/2025"),
        ("02/01/2026", "10/01/2026"),
        ("31/08/2026", "22/08/2026"),
    ],
)
def test_swapped_days_change_places(off: str, worked: str) -> None:
    assert not SEEDED.is_working_day(day(off))
    assert SEEDED.is_working_day(day(worked))


@pytest.mark.parametrize(
    "off", ["27/04/2026", "03/05/2027", "03/01/2028", "02/05/2028", "04/09/2028", "01/02/2030", "04/02/2030"]
)
def test_weekly_rest_lost_to_a_holiday_is_given_back(off: str) -> None:
    assert not SEEDED.is_working_day(day(off))


def test_new_year_of_2030_follows_the_vietnamese_moon() -> None:
    first = day("02/02/2030")

    assert SEEDED.off[first].vi == "Nghỉ Tết Nguyên đán"
    assert SEEDED.is_working_day(day("30/01/2030"))
    assert SEEDED.add_working_days(day("30/01/2030"), 1) == day("07/02/2030")


def test_nothing_to_count_ends_on_the_first_working_day() -> None:
    saturday, monday = day("14/11/2026"), day("16/11/2026")

    assert PLAIN.add_working_days(saturday, 0) == PLAIN.add_calendar_days(saturday, 0) == monday
    assert PLAIN.add_working_days(monday, 0) == PLAIN.working_days_before(monday, 0) == monday


@pytest.mark.parametrize(
    "count", [PLAIN.add_working_days, PLAIN.add_calendar_days, PLAIN.working_days_before]
)
def test_negative_lengths_are_refused(count) -> None:
    with pytest.raises(ValueError, match="negative"):
        count(date(2026, 1, 1), -1)


def test_counts_that_leave_the_calendar_are_refused() -> None:
    with pytest.raises(OutOfCalendar):
        PLAIN.add_working_days(date(9999, 12, 20), 30)
    with pytest.raises(OutOfCalendar):
        PLAIN.working_days_before(date(1, 1, 3), 30)
    with pytest.raises(OutOfCalendar):
        PLAIN.add_years(date(9000, 1, 1), 1000)


def test_forward_and_back_agree_from_every_working_day() -> None:
    days = [day("01/12/2025") + timedelta(number) for number in range(0, 420, 3)]

    for start, length in product(filter(SEEDED.is_working_day, days), (1, 2, 5, 10, 23)):
        due = SEEDED.add_working_days(start, length)

        assert SEEDED.is_working_day(due)
        assert SEEDED.working_days_before(due, length) == start
        assert SEEDED.working_days_between(start, due) == length


def test_longer_periods_never_end_earlier() -> None:
    for number in range(400):
        start = day("01/12/2025") + timedelta(number)
        for count in (SEEDED.add_working_days, SEEDED.add_calendar_days):
            dues = [count(start, length) for length in range(12)]

            assert dues == sorted(dues)
            assert all(SEEDED.is_working_day(due) for due in dues)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], "16/11/2026"),
        ([("04/11/2026", "04/11/2026")], "16/11/2026"),
        ([("04/11/2026", "06/11/2026")], "18/11/2026"),
        ([("06/11/2026", "08/11/2026")], "16/11/2026"),
        ([("06/11/2026", "09/11/2026")], "17/11/2026"),
        ([("04/11/2026", "06/11/2026"), ("05/11/2026", "09/11/2026")], "19/11/2026"),
        ([("02/11/2026", "03/11/2026"), ("12/11/2026", "13/11/2026")], "18/11/2026"),
        ([("20/10/2026", "03/11/2026")], "17/11/2026"),
        ([("16/11/2026", "30/11/2026")], "16/11/2026"),
        ([("13/11/2026", "16/11/2026")], "17/11/2026"),
    ],
)
def test_pause_adds_the_working_days_it_held(pauses: list[tuple[str, str]], due: str) -> None:
    held = [(day(began), day(ended)) for began, ended in pauses]

    assert rules.due_on(rule(10), day("02/11/2026"), held, SEEDED) == day(due)


def test_pause_over_a_holiday_adds_working_days_only() -> None:
    start, over_tet = day("11/02/2026"), [(day("12/02/2026"), day("24/02/2026"))]

    assert SEEDED.add_working_days(start, 5) == day("25/02/2026")
    assert rules.due_on(rule(5), start, over_tet, SEEDED) == day("02/03/2026")


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        (("05/11/2026", "10/11/2026"), "07/12/2026"),
        (("05/11/2026", "05/11/2026"), "02/12/2026"),
        (("01/12/2026", "06/12/2026"), "07/12/2026"),
    ],
)
def test_pause_adds_every_day_to_a_calendar_period(pause: tuple[str, str], due: str) -> None:
    held = [(day(pause[0]), day(pause[1]))]

    assert rules.due_on(rule(30, "calendar"), day("02/11/2026"), held, SEEDED) == day(due)


def test_period_whose_last_day_is_off_waits_for_the_pause_on_the_next_day() -> None:
    held = [(day("12/12/2026"), day("15/12/2026"))]

    assert rules.due_on(rule(10, "calendar"), day("02/12/2026"), held, SEEDED) == day("16/12/2026")


def test_pause_lengthens_months_by_its_days() -> None:
    held = [(day("02/11/2026"), day("05/11/2026"))]

    assert rules.due_on(rule(1, "month"), day("02/11/2026"), held, SEEDED) == day("07/12/2026")


def test_open_pause_leaves_no_due_day() -> None:
    start = day("02/11/2026")

    assert rules.due_on(rule(10), start, [(day("04/11/2026"), None)], SEEDED) is None
    assert rules.due_on(rule(10, "calendar"), start, [(start, None)], SEEDED) is None
    assert rules.due_on(rule(10), start, [(day("16/11/2026"), None)], SEEDED) == day("16/11/2026")


def test_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        rules.due_on(rule(10), day("02/11/2026"), [(day("05/11/2026"), day("04/11/2026"))], SEEDED)


@pytest.mark.parametrize(("unit", "last"), [("working", "10/02/2026"), ("calendar", "13/02/2026")])
def test_rule_may_count_back_from_an_event(unit: str, last: str) -> None:
    before = rule(5 if unit == "working" else 8, unit, direction="before")

    assert rules.due_on(before, day("24/02/2026"), calendar=SEEDED) == day(last)


def test_walk_names_each_day_it_skipped() -> None:
    tet = DayName("Nghỉ Tết Nguyên đán", "Lunar New Year")

    steps = SEEDED.walk_working(day("13/02/2026"), 1)

    assert [(each.kind, each.day.day, each.name) for each in steps] == [
        (StepKind.START, 13, None),
        (StepKind.WEEKEND, 14, None),
        (StepKind.WEEKEND, 15, None),
        *[(StepKind.HOLIDAY, number, tet) for number in range(16, 21)],
        (StepKind.WEEKEND, 21, None),
        (StepKind.WEEKEND, 22, None),
        (StepKind.DUE, 23, None),
    ]
