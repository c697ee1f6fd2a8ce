"""Holidays change: open deadlines move once, each case with one event, and no day that has passed moves."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from feedback import caseview, workflow
from feedback.models import Deadline, Submission
from feedback.workflow import recount
from portal.clocks import calendar
from portal.clocks import workflow as clocks
from portal.clocks.models import Holiday
from tests.feedback.desk import Desk, submit

MONDAY = timezone.make_aware(datetime(2026, 11, 2, 9))


@pytest.fixture(autouse=True)
def counted(db: None) -> Iterator[None]:
    calendar.reset()
    workflow.recompute_deadlines()
    yield
    calendar.reset()


def new_holiday(day: date) -> None:
    holiday = Holiday(day=day, name="Nghỉ bù", name_en="Day off instead", source="Thông báo")
    clocks.save_holiday(holiday=holiday, by=None, now=timezone.now())


def days_of(case: Submission) -> list[date | None]:
    return list(Deadline.objects.filter(submission=case).order_by("pk").values_list("due_on", flat=True))


def test_open_deadlines_move_once_with_one_event(desk: Desk) -> None:
    case = submit(received=MONDAY)
    before = days_of(case)
    new_holiday(date(2026, 11, 10))

    moved = workflow.recompute_deadlines(now=MONDAY)
    again = workflow.recompute_deadlines(now=MONDAY)

    after, row = days_of(case), Submission.objects.get(pk=case.pk)
    assert (moved, again) == (1, 0)
    assert [new - old for old, new in zip(before, after, strict=True)] == [timedelta(days=1)] * len(before)
    assert (row.due_on, row.version) == (min(after), case.version)
    event = case.events.get(action="calendar")
    assert event.by is None
    assert event.changes["notice_target"] == [str(min(before)), str(min(after))]
    assert caseview.history(row)[-1].who == "Lịch làm việc"


def test_day_that_has_passed_does_not_move(desk: Desk) -> None:
    case = submit(received=MONDAY)
    before = days_of(case)
    new_holiday(date(2026, 11, 10))

    assert workflow.recompute_deadlines(now=MONDAY + timedelta(days=60)) == 0

    assert days_of(case) == before
    assert not case.events.filter(action="calendar").exists()


def test_ended_case_and_met_deadline_do_not_move(desk: Desk) -> None:
    withdrawn = workflow.withdraw(submit(received=MONDAY), now=MONDAY)
    met = submit(received=MONDAY)
    met.deadlines.update(met_on=MONDAY.date())
    before = days_of(withdrawn) + days_of(met)
    new_holiday(date(2026, 11, 10))

    assert workflow.recompute_deadlines(now=MONDAY) == 0

    assert days_of(withdrawn) + days_of(met) == before


def test_interrupted_count_goes_on_where_it_stood(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.workflow.recount.BATCH", 3)
    cases = [submit(received=MONDAY) for _ in range(4)]
    new_holiday(date(2026, 11, 10))
    real, left = recount._move, [2]

    def dies(*args: object) -> bool:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(*args)

    monkeypatch.setattr("feedback.workflow.recount._move", dies)
    with pytest.raises(KeyboardInterrupt):
        workflow.recompute_deadlines(now=MONDAY)
    monkeypatch.setattr("feedback.workflow.recount._move", real)

    assert workflow.recompute_deadlines(now=MONDAY) == 2
    assert [case.events.filter(action="calendar").count() for case in cases] == [1] * 4


def test_command_says_how_many_moved(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recompute_deadlines")

    assert capsys.readouterr().out == "0 cases moved\n"
