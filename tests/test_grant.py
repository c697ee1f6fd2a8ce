"""What the role that serves the portal can do to history: add, and nothing else."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from feedback import states
from feedback.models import SubmissionEvent
from sessions_app import workflow as meetings
from sessions_app.models import Meeting, Raised
from tests.feedback.desk import Desk
from tests.sessions import held
from tests.sessions.conftest import Office, dialogue, reception

__all__ = ["dialogue", "reception"]  # fixtures of the meetings

ROLE = "portal"  # ./dev makes it beside the owner of the tables, who runs these tests


@pytest.fixture
def desk_served_by_the_role(db: None) -> Desk:
    desk = Desk.opened()
    desk.opinion()
    call_command("grant", ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    return desk


@pytest.fixture
def office(desk_served_by_the_role: Desk) -> Office:
    return Office(desk_served_by_the_role)


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE feedback_submissionevent SET action = 'note'",
        "DELETE FROM feedback_submissionevent",
        "TRUNCATE feedback_submissionevent",
        "ALTER TABLE feedback_submissionevent DISABLE TRIGGER ALL",
        "DROP TRIGGER feedback_event_append_only ON feedback_submissionevent",
        "UPDATE feedback_reveal SET reason = 'x'",
        "DELETE FROM feedback_reveal",
        "DROP TABLE feedback_reveal",
        "UPDATE officials_accessevent SET kind = 'login'",
        "DELETE FROM officials_accessevent",
        "TRUNCATE officials_accessevent",
        "SET session_replication_role = replica",
    ],
)
def test_history_is_out_of_the_serving_roles_reach(desk_served_by_the_role: Desk, order: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order)

    assert SubmissionEvent.objects.get().action == states.Action.SUBMIT


def test_serving_role_can_do_the_work(desk_served_by_the_role: Desk) -> None:
    case = desk_served_by_the_role.opinion(states.Status.CLOSED)

    assert case.events.count() == 6


def test_serving_role_can_run_a_reception_and_a_dialogue(
    desk_served_by_the_role: Desk, office: Office, reception: Meeting, dialogue: Meeting
) -> None:
    economy, leader = desk_served_by_the_role.economy, desk_served_by_the_role.leader
    received = held.turn(office, reception)
    meetings.raise_turn(received, by=office.keeper, now=held.NOW)
    meetings.remark(received, text="Đã đọc lại", by=office.keeper, now=held.NOW)
    point = held.point(office, dialogue, unit=economy)
    written = {"reply": "Đã sửa", "reply_doc": "", "result": ""}
    meetings.reply(point, **written, version=1, by=office.keeper, now=held.NOW)
    meetings.raise_point(point, by=office.keeper, now=held.NOW)
    row = held.promised(office, reception)
    meetings.report(row, text="Đang làm", percent=40, by=office.keeper, now=held.NOW)
    meetings.end(row, is_done=True, evidence="Báo cáo 9", by=leader, now=held.NOW)

    assert Raised.objects.count() == 2
