"""The 45-day alarm: to the leader once near the day and once past it, never to a person named."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from feedback import workflow
from feedback.models import Submission
from feedback.tasks import send_alarms
from officials.models import Official
from portal.celery import BEAT_SCHEDULE
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk, submit

CONTACT = {"full_name": "Hoàng Văn Sính", "phone": "+84912000111", "email": "sinh@example.vn"}
RECEIVED = timezone.make_aware(datetime(2026, 8, 3, 9))  # 45 days: Thursday 17/09/2026
DAY = timezone.make_aware(datetime(2026, 9, 17, 8))


@pytest.fixture(autouse=True)
def _addresses(desk: Desk) -> None:
    desk.leader.email = "chutich@hamyen.example"
    desk.leader.save(update_fields=["email"])
    desk.organ.email = "vanthu@hamyen.example"
    desk.organ.save(update_fields=["email"])


def petition(desk: Desk) -> Submission:
    case = submit(received=RECEIVED, contact=CONTACT)
    facts = {"legal_kind": "kien_nghi", "field": "ha_tang"}
    return workflow.act(case, A.CLASSIFY, by=desk.clerk, now=RECEIVED, **facts)


def letters() -> list[Letter]:
    return list(Letter.objects.filter(kind="alarm").order_by("created_at"))


def test_leader_is_told_once_near_the_day_and_once_past_it(desk: Desk) -> None:
    case = petition(desk)

    told = [workflow.send_alarms(now=DAY + timedelta(days=days)) for days in (-8, -7, -6, 0, 1, 4)]

    near, past = letters()
    assert told == [0, 1, 0, 0, 1, 0]
    assert near.subject == "[45 ngày] 1 việc sắp đủ 45 ngày, 0 việc đã quá, ngày 10/09/2026"
    assert past.subject == "[45 ngày] 0 việc sắp đủ 45 ngày, 1 việc đã quá, ngày 18/09/2026"
    assert {letter.payload["recipient"] for letter in (near, past)} == {"chutich@hamyen.example"}
    assert f"{case.reference}: ngày 17/09/2026" in near.payload["body"]
    assert "Nghị định 154/2026/NĐ-CP" in near.payload["body"]
    for secret in (case.body, case.title, *CONTACT.values()):
        assert secret not in near.payload["body"] + past.payload["body"]
    assert Submission.objects.get(pk=case.pk).version == case.version


def test_ended_restricted_and_day_off_are_silent(desk: Desk) -> None:
    workflow.withdraw(petition(desk), now=RECEIVED)
    workflow.act(petition(desk), A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind="to_cao")
    assert workflow.send_alarms(now=DAY) == 0
    petition(desk)

    assert workflow.send_alarms(now=DAY + timedelta(days=2)) == 0  # a Saturday


def test_leader_who_is_named_is_not_told_and_the_desk_that_takes_over_is(desk: Desk) -> None:
    desk.other.email = "danguy@hamyen.example"
    desk.other.save(update_fields=["email"])
    desk.organ.conflict_desk = desk.other
    desk.organ.save(update_fields=["conflict_desk"])
    chair = Official.objects.create(full_name="Đỗ Văn Bình", user=desk.leader)
    workflow.act(petition(desk), A.CONCERN, by=desk.clerk, official=chair)

    told = workflow.send_alarms(now=DAY)

    assert told == 1
    assert [letter.payload["recipient"] for letter in letters()] == ["danguy@hamyen.example"]


def test_schedule_names_the_task(desk: Desk) -> None:
    assert send_alarms.name == BEAT_SCHEDULE["alarms"]["task"]
    send_alarms()
