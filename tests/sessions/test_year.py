"""A year's days from a schedule: moved off days without work, entered once, and duty against days held."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.clocks import calendar
from portal.clocks.models import Holiday
from portal.errors import NotAllowed
from sessions_app import queries, workflow, yearly
from sessions_app.models import Meeting, MeetingEvent
from sessions_app.states import Action, Duty, Kind, Per, Status
from tests.sessions.conftest import Office, at


def days(office: Office, year: int, **fields: Any) -> list[tuple[date, date]]:
    for name, value in fields.items():
        setattr(office.schedule, name, value)
    found = yearly.days_of(office.schedule, year, calendar.current())
    return [(each.nominal, each.day) for each in found if each.is_moved]


def test_two_days_a_month_are_24_a_year_and_days_off_move_to_the_next_working_day(office: Office) -> None:
    assert len(yearly.days_of(office.schedule, 2026, calendar.current())) == 24

    moved = dict(days(office, 2026))

    assert moved[date(2026, 4, 5)] == date(2026, 4, 6)  # a Sunday
    assert moved[date(2026, 2, 20)] == date(2026, 2, 23)  # Tết ends on a Friday
    assert all(calendar.current().is_working_day(day) for day in moved.values())


def test_a_day_off_at_the_end_of_a_month_moves_into_the_next(office: Office) -> None:
    assert (date(2026, 2, 28), date(2026, 3, 2)) in days(office, 2026, month_days=[31])
    assert (date(2026, 5, 31), date(2026, 6, 1)) in days(office, 2026, month_days=[31])


def test_a_moved_day_never_falls_on_another_day_of_the_schedule(office: Office) -> None:
    found = yearly.days_of(
        office.scheduled(kind=Kind.COUNCIL, month_days=[4, 5, 6]), 2026, calendar.current()
    )

    assert len({each.day for each in found}) == len(found) == 36
    assert (date(2026, 7, 4), date(2026, 7, 7)) in [(each.nominal, each.day) for each in found]


def test_weekly_days_and_the_days_a_schedule_holds(office: Office) -> None:
    weekly = office.scheduled(
        kind=Kind.COUNCIL, week_days=[2], valid_from=date(2026, 6, 1), valid_to=date(2026, 6, 30)
    )

    found = [each.nominal for each in yearly.days_of(weekly, 2026, calendar.current())]

    assert found == [date(2026, 6, day) for day in (2, 9, 16, 23, 30)]


def test_planning_twice_enters_each_day_once_and_leaves_the_past_out(office: Office) -> None:
    first = workflow.plan_year(schedule=office.schedule, year=2026, by=office.keeper, now=at(2026, 11, 6))
    again = workflow.plan_year(schedule=office.schedule, year=2026, by=office.keeper, now=at(2026, 11, 6))

    assert [meeting.day for meeting in first.made] == [
        date(2026, 11, 20),
        date(2026, 12, 7),
        date(2026, 12, 21),
    ]
    assert (again.made, again.moved, again.kept) == ([], [], 3)
    assert set(Meeting.objects.values_list("status", "place", "post")) == {
        ("planned", "Trụ sở", office.post.pk)
    }
    assert list(MeetingEvent.objects.values_list("action", flat=True)) == [Action.PLAN] * 3


def test_a_new_day_off_moves_what_is_planned_and_not_what_is_posted(office: Office) -> None:
    plan = {"schedule": office.schedule, "year": 2026, "by": office.keeper, "now": at(2026, 11, 6)}
    first, second, _third = workflow.plan_year(**plan).made
    workflow.post(first, by=office.keeper, now=at(2026, 11, 6))
    for day in (first.day, second.day):
        Holiday.objects.create(
            day=day, kind=Holiday.Kind.OFF, name="Nghỉ bù", name_en="Day off", is_counted=True
        )
    calendar.reset()

    again = workflow.plan_year(**plan)

    assert [meeting.day for meeting in again.moved] == [date(2026, 12, 8)]
    first.refresh_from_db()
    assert first.day == date(2026, 11, 20)
    moved = MeetingEvent.objects.get(action=Action.MOVE)
    assert moved.changes == {"day": ["2026-12-07", "2026-12-08"]}


def test_a_scheduled_day_is_not_moved_before_its_schedule(office: Office) -> None:
    plan = workflow.plan_year(schedule=office.schedule, year=2026, by=office.keeper, now=at(2026, 11, 6))
    meeting = plan.made[1]
    kept = {name: getattr(meeting, name) for name in ("organ", "post", "kind")}

    for fields in ({"day": date(2026, 12, 3)}, {"kind": Kind.VOTERS}):
        with pytest.raises(ValidationError, match="lịch cố định"):
            workflow.edit(meeting, written=kept | fields, by=office.keeper, now=at(2026, 11, 6))


def test_who_keeps_no_calendar_of_the_organ_plans_nothing(office: Office) -> None:
    for who in (office.desk.stranger, office.desk.leader, office.desk.officer):
        with pytest.raises(NotAllowed):
            workflow.plan_year(schedule=office.schedule, year=2026, by=who, now=at(2026, 11, 6))

    assert not Meeting.objects.exists()


def test_a_year_that_is_over_has_no_day_left(office: Office) -> None:
    with pytest.raises(ValidationError, match="2025"):
        workflow.plan_year(schedule=office.schedule, year=2025, by=office.keeper, now=at(2026, 1, 2))


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2026, 2, 24), date(2026, 2, 10)), (date(2026, 9, 4), date(2026, 8, 25))],
)
def test_the_calendar_is_to_be_posted_five_working_days_before(office: Office, day: date, last: date) -> None:
    assert queries.due_after(queries.POSTING, day) == last


def test_duty_counts_days_of_the_holder_only(office: Office) -> None:
    """Two halves of a day are one; a delegated day and an extraordinary reception are none."""
    held = {"status": Status.HELD, "chair": office.chair, "kind": Kind.PERIODIC}
    delegated = {"by_delegation": True, "delegation_doc": "12/UBND", "chair": office.deputy}
    office.meeting(day=date(2026, 7, 6), **held)
    office.meeting(day=date(2026, 7, 6), **held)
    office.meeting(day=date(2026, 7, 20), **held | {"status": Status.NOBODY_CAME})
    office.meeting(day=date(2026, 8, 5), **held | delegated)
    office.meeting(day=date(2026, 8, 20), **held)
    office.meeting(day=date(2026, 9, 7), **held | {"kind": Kind.EXTRAORDINARY})

    (row,) = queries.duty_in([office.schedule], 2026, date(2026, 10, 15))

    months = {month.month: month for month in row.months}
    assert [(months[n].held, months[n].delegated, months[n].is_short) for n in (7, 8, 9, 10)] == [
        (2, 0, False),
        (1, 1, True),
        (0, 0, True),
        (0, 0, False),
    ]
    assert row.held == 3


def test_the_rule_of_its_time_says_how_many_days(office: Office) -> None:
    """A chair of a commune: a day a week until 30/06/2026, two days a month since."""
    (row,) = queries.duty_in([office.schedule], 2026, date(2026, 12, 31))

    assert [month.required for month in row.months] == [4, 4, 5, 4, 4, 5, 2, 2, 2, 2, 2, 2]
    assert row.rule is not None
    assert (row.rule.duty, row.rule.days, row.rule.per) == (Duty.CHAIR_COMMUNE, 2, Per.MONTH)


def test_a_schedule_without_a_duty_is_counted_against_nothing(office: Office) -> None:
    schedule = office.scheduled(kind=Kind.COUNCIL, duty="", month_days=[15])

    (row,) = queries.duty_in([schedule], 2026, date(2026, 12, 31))

    assert row.required is None
    assert not any(month.is_short for month in row.months)
