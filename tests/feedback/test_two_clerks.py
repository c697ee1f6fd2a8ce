"""Two people who act on one case at the same moment: one wins, the other is told."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from feedback import states, workflow
from feedback.action_forms import RouteForm
from feedback.models import Submission
from feedback.workflow.changes import locked
from portal.errors import NotAllowed, Stale
from portal.outbox.models import Letter
from tests.feedback.desk import Desk


def at_once(*steps: Any) -> list[str]:
    """Run each step in a thread of its own and tell how it ended."""
    barrier, ends = threading.Barrier(len(steps)), []

    def run(step: Any) -> None:
        barrier.wait()
        try:
            step()
            ends.append("done")
        except (NotAllowed, Stale) as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_assign_one_case_and_one_wins() -> None:
    desk = Desk.opened()
    case = desk.opinion(states.Status.CLASSIFIED)

    def assign(unit: Any) -> None:
        workflow.act(case, "route", by=desk.clerk, version=case.version, responsible=unit)

    ends = at_once(lambda: assign(desk.economy), lambda: assign(desk.culture))

    after = Submission.objects.get(pk=case.pk)
    assert ends == ["Stale", "done"]
    assert after.version == case.version + 1
    assert after.events.filter(action="route").count() == 1
    assert Letter.objects.filter(kind="routed").count() <= 1


@pytest.mark.django_db(transaction=True)
def test_sender_withdraws_while_the_clerk_declines_and_one_wins() -> None:
    desk = Desk.opened()
    case = desk.opinion()
    facts = {"by": desk.clerk, "version": case.version, "words": "Đã trả lời", "ground": "answered_before"}

    ends = at_once(
        lambda: workflow.act(case, "decline", **facts),
        lambda: workflow.withdraw(case, now=case.received_at),
    )

    assert ends in (["NotAllowed", "done"], ["Stale", "done"])
    assert case.events.exclude(action="submit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_case_gets_it_with_the_units_it_has_by_then() -> None:
    """A book or unit that changes while somebody waits for the row must not make the row vanish."""
    desk = Desk.opened()
    case = desk.opinion(states.Status.ROUTED)
    held, waited = threading.Event(), []

    def move() -> None:
        with transaction.atomic():
            locked(case.pk)
            held.set()
            time.sleep(0.5)
            Submission.objects.filter(pk=case.pk).update(organ=desk.other, responsible=desk.culture)

    def wait() -> None:
        held.wait()
        with transaction.atomic():
            found = locked(case.pk)
            waited.append((found.organ, found.responsible))

    ends = at_once(move, wait)

    assert ends == ["done", "done"]
    assert waited == [(desk.other, desk.culture)]


def test_the_page_of_the_second_saver_names_the_unit_that_was_chosen(desk: Desk) -> None:
    case = desk.opinion(states.Status.CLASSIFIED)
    form = RouteForm({"responsible": str(desk.culture.pk)}, case=case, label="Chuyển xử lý")

    assert ("Đơn vị xử lý", desk.culture.label) in list(form.typed())
