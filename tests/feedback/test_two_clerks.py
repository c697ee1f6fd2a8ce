"""Two people who act on one case at the same moment: one wins, the other is told."""

import threading
from typing import Any

import pytest
from django.db import connection

from feedback import states, workflow
from feedback.models import Submission
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
