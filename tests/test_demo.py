"""The demo: what it loads, that it loads twice without harm, and that only a demonstration has it."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from feedback import demo as register
from feedback import published, queries, states
from feedback.models import BoxOpening, RoutingRule, Submission, SubmissionEvent
from officials import demo as offices
from officials.models import Area, Official, Post, RoleGrant, Tenure, Unit, User
from portal.outbox.models import Letter, State

pytestmark = pytest.mark.django_db


def test_command_is_refused_outside_demo_mode(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")

    assert not User.objects.exists()


def test_offices_load_twice_into_the_same_rows() -> None:
    offices.load(timezone.now())
    models = (Unit, User, RoleGrant, Official, Tenure)
    before = {model: list(model.objects.order_by("pk").values()) for model in models}

    offices.load(timezone.now())

    assert {model: list(model.objects.order_by("pk").values()) for model in models} == before


def test_opinions_cover_the_register_and_load_once() -> None:
    now = timezone.now()
    offices.load(now)

    register.load(now)
    register.load(now)

    cases = Submission.objects.all()
    openings = BoxOpening.objects.order_by("opened_at")
    assert [(row.letters, row.box_letters.count(), row.is_finished) for row in openings] == [
        (3, 3, True),
        (3, 1, False),
    ]
    assert 120 <= cases.count() <= 160
    assert {case.status for case in cases} == set(states.Status)
    assert {case.field for case in cases if case.is_classified} == set(states.Field)
    assert {case.path for case in cases} == {"ordinary", "complaint", "denunciation"}
    assert len({case.organ_id for case in cases}) >= 7
    assert len({case.channel for case in cases}) >= 7
    assert {case.helpful for case in cases} == {"", *states.Helpful.values}
    assert all(case.received_at < now for case in cases)
    assert not SubmissionEvent.objects.filter(at__gt=now).exists()
    assert queries.overdue(cases, timezone.localdate(now)).count() >= 5
    assert published.everything().count() == 6
    assert set(Letter.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_what_was_edited_in_the_demo_stays_when_it_is_loaded_again() -> None:
    now = timezone.now()
    offices.load(now)
    register.load(now)
    organ, clerk = Unit.objects.get(code="ubnd"), User.objects.get(username="vanthu")
    organ.name, organ.phone, organ.conflict_desk = "UBND xã Mới", "0207 111 222", None
    organ.save()
    User.objects.filter(pk=clerk.pk).update(full_name="Lý Thị Mới")
    clerk.grants.update(valid_to="2026-01-01")
    Official.objects.filter(user=clerk).update(full_name="Lý Thị Mới")
    RoutingRule.objects.filter(pk=RoutingRule.objects.earliest("pk").pk).update(field="", position=5)
    Area.objects.filter(name="thôn Cầu Mới").update(name="thôn Cầu Mới 1")
    Post.objects.filter(unit=organ, is_head=True).update(title="Chủ tịch")
    models = (Area, Unit, User, RoleGrant, Official, Post, Tenure, RoutingRule)
    before = {model: list(model.objects.order_by("pk").values()) for model in models}

    offices.load(now)
    register.load(now)

    assert {model: list(model.objects.order_by("pk").values()) for model in models} == before
