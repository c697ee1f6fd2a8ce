"""What was asked of the sender waits until its day, over a holiday too, and then goes on by itself."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from feedback import caseview, tracking, workflow
from feedback.models import Deadline, DeadlinePause, Message, Submission
from feedback.tasks import end_waits
from feedback.workflow import tally
from portal.celery import BEAT_SCHEDULE
from portal.clocks import calendar
from tests.feedback.desk import A, Desk, S, submit


def at(year: int, month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 0, 20))


ASKED = at(2026, 4, 16)  # 10 working days over Hùng Kings' day, 30/4 and 1/5 lead to 05/05/2026


@pytest.fixture(autouse=True)
def _fresh_calendar(db: None) -> Iterator[None]:
    calendar.reset()
    yield
    calendar.reset()


def asked(desk: Desk, **fields: str) -> Submission:
    case = submit(received=ASKED, **fields)
    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, now=ASKED, legal_kind="gop_y", field="y_te")
    case = workflow.act(case, A.ROUTE, by=desk.clerk, now=ASKED, responsible=desk.economy)
    case = workflow.act(case, A.ACCEPT, by=desk.officer, now=ASKED)
    return workflow.act(case, A.ASK, by=desk.officer, now=ASKED, words="Đoạn nào?")


def test_case_goes_on_the_day_after_over_the_holidays(desk: Desk) -> None:
    case = asked(desk)
    until = Message.objects.get(submission=case).reply_until
    assert until is not None
    assert until > date(2026, 5, 3)  # the holidays are left out

    early = workflow.end_waits(now=at(until.year, until.month, until.day))
    after = at(until.year, until.month, until.day) + timedelta(days=1)
    late, again = workflow.end_waits(now=after), workflow.end_waits(now=after)

    row, event = Submission.objects.get(pk=case.pk), case.events.last()
    target = Deadline.objects.get(submission=case, rule__code="answer_target")
    assert (early, late, again) == (0, 1, 0)
    assert (row.status, row.asked_from) == (S.ACCEPTED, "")
    assert (event.action, event.by, event.unit) == (A.WAIT_ENDED, None, None)
    assert DeadlinePause.objects.get(deadline=target).ended_on == until + timedelta(days=1)
    # 15 working days, of which none was used before the question: they run from the day the wait ended.
    assert target.due_on == calendar.current().add_working_days(until + timedelta(days=1), 15)
    assert row.due_on == target.due_on
    assert not tally.differences()


def test_it_is_told_as_nobodys_doing(desk: Desk) -> None:
    case = asked(desk)
    workflow.end_waits(now=ASKED + timedelta(days=60))
    case = Submission.objects.get(pk=case.pk)

    entry = caseview.history(case)[-1]
    line = tracking.page_of(case, timezone.localdate()).timeline[-1].words

    assert (entry.headline, entry.who) == ("Hết ngày chờ bổ sung", "Lịch làm việc")
    assert line == "Hết ngày chờ bổ sung; việc được xem xét tiếp theo những gì đã có."


def test_reply_withdrawal_and_a_later_question_are_left_alone(desk: Desk) -> None:
    replied, withdrawn, later = asked(desk), asked(desk), asked(desk)
    workflow.add_words(replied, text="Đầu cầu", now=ASKED)
    workflow.withdraw(withdrawn, now=ASKED)
    Message.objects.filter(submission=later).update(reply_until=date(2026, 12, 1))

    assert workflow.end_waits(now=ASKED + timedelta(days=60)) == 0


def test_question_of_the_desk_returns_to_the_desk(desk: Desk) -> None:
    case = workflow.act(submit(received=ASKED), A.ASK, by=desk.clerk, now=ASKED, words="Ở đâu?")

    workflow.end_waits(now=ASKED + timedelta(days=60))

    assert Submission.objects.get(pk=case.pk).status == S.RECEIVED


def test_schedule_names_the_task(desk: Desk) -> None:
    assert end_waits.name == BEAT_SCHEDULE["waits"]["task"]
    end_waits()
