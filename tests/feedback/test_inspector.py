"""An inspection reads what its decision names, while its days last; each look is written down."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from feedback import permissions, queries, states, workflow
from feedback.models import Submission, SubmissionEvent
from officials.models import AccessEvent, RoleGrant, User
from officials.roles import Role
from officials.workflow import save_grant
from tests.feedback.desk import A, Desk, days_ago, submit, user
from tests.feedback.hierarchy import Hierarchy, fresh

S = states.Status
LIST = "/quan-tri/feedback/submission/"
PAO = {"full_name": "Giàng A Páo", "phone": "+84912345678", "email": "pao@example.vn"}


def scope(desk: Desk, **changed: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "role": Role.INSPECTOR,
        "unit": desk.organ,
        "valid_from": today - timedelta(days=1),
        "valid_to": today + timedelta(days=10),
        "decision": "12/QĐ-TTr ngày 02/03/2026",
        "scope_from": today - timedelta(days=30),
        "scope_to": today - timedelta(days=10),
    } | changed


@pytest.fixture
def inspector(desk: Desk) -> User:
    account = user("thanh.tra")
    RoleGrant.objects.create(user=account, **scope(desk))
    return account


def readable(who: User) -> set[str]:
    return set(queries.visible_to(fresh(who)).values_list("reference", flat=True))


def test_reads_the_book_of_its_days_and_nothing_else(desk: Desk, inspector: User) -> None:
    inside = submit(received=days_ago(20))
    edges = [submit(received=days_ago(30)), submit(received=days_ago(10))]
    outside = [submit(received=days_ago(31)), submit(received=days_ago(9)), submit()]
    elsewhere = submit(received=days_ago(20), unit=desk.other)
    restricted = submit(received=days_ago(20))
    restricted = workflow.act(
        restricted, A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind=states.LegalKind.TO_CAO
    )

    assert readable(inspector) == {inside.reference, *(case.reference for case in edges)}
    for case in (*outside, elsewhere, restricted):
        assert not permissions.is_inspected_by(fresh(inspector), case)
    assert all(permissions.is_inspected_by(fresh(inspector), case) for case in (inside, *edges))


@pytest.mark.parametrize("first", [-20, 5])
def test_before_and_after_its_days_it_reads_nothing(desk: Desk, inspector: User, first: int) -> None:
    submit(received=days_ago(20))
    today = timezone.localdate()
    begin = today + timedelta(days=first)
    RoleGrant.objects.filter(user=inspector).update(valid_from=begin, valid_to=begin + timedelta(days=3))

    assert readable(inspector) == set()


def test_a_case_that_names_the_inspector_stays_closed(desk: Desk, inspector: User) -> None:
    people, case = Hierarchy(desk), submit(received=days_ago(20))
    type(people.officer).objects.filter(pk=people.officer.pk).update(user=inspector)
    workflow.act(case, A.CONCERN, by=fresh(desk.clerk), official=people.officer)

    assert readable(inspector) == set()


def test_each_look_is_written_once_a_day_and_told_to_the_office(
    client: Client, desk: Desk, inspector: User
) -> None:
    case = submit(received=days_ago(20), contact=PAO)
    client.force_login(inspector)

    pages = [client.get(f"{LIST}{case.reference}/").content.decode() for _time in range(2)]

    event = SubmissionEvent.objects.get(action=A.INSPECT)
    assert (event.submission, event.by, event.unit) == (case, inspector, None)
    assert all(value not in pages[0] for value in ("Giàng A Páo", "0912", "pao@example.vn"))
    client.force_login(desk.clerk)
    page = client.get(f"{LIST}{case.reference}/").content.decode()
    assert "Người thanh tra đã xem" in page
    assert SubmissionEvent.objects.filter(action=A.INSPECT).count() == 1


def test_it_takes_the_case_file_and_changes_nothing(client: Client, desk: Desk, inspector: User) -> None:
    case = submit(received=days_ago(20), contact=PAO)
    client.force_login(inspector)
    page = client.get(f"{LIST}{case.reference}/").content.decode()

    assert "Hồ sơ vụ việc" in page or f"{LIST}{case.reference}/bundle/" in page
    taken = client.post(f"{LIST}{case.reference}/bundle/")
    assert taken.status_code == 200
    everything = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    assert b"0912345678" not in everything
    assert list(permissions.allowed_rows(fresh(inspector), case)) == []
    for tail in ("note/", "contact/", "classify/", "papers/"):
        assert client.post(f"{LIST}{case.reference}/{tail}", {"words": "x"}).status_code in (403, 405, 409)
    assert Submission.objects.get(pk=case.pk).version == case.version


def test_it_draws_a_sample_of_what_it_reads(client: Client, desk: Desk, inspector: User) -> None:
    client.force_login(inspector)

    assert client.get(f"{LIST}sample/").status_code == 200
    assert client.get("/lanh-dao/").status_code == 403
    assert client.get(f"{LIST}sender/").status_code == 403


@pytest.mark.parametrize(
    "missing", [{"decision": ""}, {"valid_to": None}, {"scope_from": None}, {"scope_to": None}]
)
def test_without_decision_days_and_scope_there_is_no_inspector(desk: Desk, missing: dict[str, Any]) -> None:
    grant = RoleGrant(user=user("thanh.tra"), **scope(desk, **missing))

    with pytest.raises(ValidationError, match="Vai trò thanh tra phải ghi quyết định"):
        grant.full_clean()
    with pytest.raises(IntegrityError, match="inspector_has_scope"), transaction.atomic():
        grant.save()


def test_no_other_role_has_a_decision(desk: Desk) -> None:
    grant = RoleGrant(
        user=user("ai"), role=Role.CLERK, unit=desk.organ, decision="x", valid_from=date(2026, 1, 1)
    )

    with pytest.raises(ValidationError, match="Chỉ vai trò thanh tra"):
        grant.full_clean()
    with pytest.raises(IntegrityError, match="scope_of_inspector"), transaction.atomic():
        grant.save()


def test_the_log_keeps_the_decision_and_its_days(desk: Desk) -> None:
    administrator = user("cap", Role.ADMINISTRATOR)
    now = timezone.now()
    grant = save_grant(grant=RoleGrant(user=user("doan"), **scope(desk)), by=administrator, now=now)
    later = grant.scope_to + timedelta(days=5)  # type: ignore[operator]
    grant.scope_to = later
    save_grant(grant=grant, by=administrator, now=now)

    given, changed = AccessEvent.objects.filter(role=Role.INSPECTOR).order_by("pk")
    assert given.changes["decision"] == [None, "12/QĐ-TTr ngày 02/03/2026"]
    assert changed.kind == AccessEvent.Kind.ROLE_CHANGED
    assert changed.changes["scope_to"][1] == str(later)
