"""Invented opinions: as many as asked, the same for the same seed, and each one fit for every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client

from feedback import states
from feedback.models import Submission
from portal.identity.models import Person
from tests.feedback.desk import Desk


def fill(*args: str) -> str:
    out = StringIO()
    call_command("fill", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
def test_fill_writes_as_many_as_asked_at_many_stages(desk: Desk) -> None:
    out = fill("--submissions", "600")

    assert out.startswith("600 opinions in ")
    assert Submission.objects.count() == 600
    assert {"closed", "transferred", "withdrawn"} <= set(Submission.objects.values_list("status", flat=True))
    assert Submission.objects.filter(status__in=states.OPEN).exists()
    assert {person.full_name.split()[1] for person in Person.objects.all()[:20]} <= {"Văn", "Thị"}


@pytest.mark.usefixtures("demo")
def test_history_of_an_invented_opinion_ends_where_it_stands(desk: Desk) -> None:
    fill("--submissions", "300")

    for case in Submission.objects.prefetch_related("events"):
        steps = list(case.events.all())
        assert [step.from_status for step in steps[1:]] == [step.to_status for step in steps[:-1]]
        assert case.path != states.Path.ORDINARY or steps[-1].to_status == case.status


@pytest.mark.usefixtures("demo")
def test_the_same_seed_makes_the_same_opinions_and_is_taken_once(desk: Desk) -> None:
    facts = ("reference", "title", "body", "status", "received_at")

    def made() -> list[Any]:
        with undone():
            fill("--submissions", "50", "--seed", "7")
            return list(Submission.objects.order_by("pk").values_list(*facts))

    assert made() == made()
    fill("--submissions", "5", "--seed", "7")
    with pytest.raises(CommandError, match="--seed"):
        fill("--submissions", "5", "--seed", "7")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("demo")
def test_pages_of_staff_open_on_invented_opinions(client: Client, desk: Desk) -> None:
    fill("--submissions", "300")
    client.force_login(desk.leader)

    for query in ("", "?status=all", "?q=duong"):
        assert client.get(f"/quan-tri/feedback/submission/{query}").status_code == 200
    for case in Submission.objects.filter(organ=desk.organ, path="ordinary")[:20]:
        assert client.get(case.get_absolute_url(), follow=True).status_code == 200


def test_fill_is_refused_outside_a_demo(desk: Desk) -> None:
    with pytest.raises(CommandError, match="--yes"):
        fill("--submissions", "1")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("args", [("--submissions", "0"), ("--submissions", "1", "--meetings", "3")])
def test_fill_says_what_it_cannot_do(desk: Desk, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        fill(*args)


@pytest.mark.usefixtures("demo")
def test_fill_without_a_commune_says_what_is_missing(db: None) -> None:
    with pytest.raises(CommandError, match="demo"):
        fill("--submissions", "1")
