"""Organs, accounts and posts: what the database refuses, who followed whom, what each role opens."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from officials import demo, permissions, queries, roles, workflow
from officials.models import (
    AccessEvent,
    Area,
    AreaSuccession,
    Official,
    Post,
    RecoveryCode,
    RoleGrant,
    Tenure,
    Unit,
    UnitSuccession,
    User,
)
from officials.roles import Permission, Role

pytestmark = pytest.mark.django_db

SINCE = date(2025, 7, 1)


def area(**fields: Any) -> Area:
    known = {"code": "02374", "level": "commune", "name": "xã Hàm Yên", "valid_from": SINCE}
    return Area.objects.create(**known | fields)


def organ(code: str = "ubnd", **fields: Any) -> Unit:
    home = fields.pop("area", None) or Area.objects.first() or area()
    known = {"kind": "peoples_committee", "name": "UBND xã", "valid_from": SINCE, "is_organ": True}
    return Unit.objects.create(code=code, area=home, **known | fields)


def account(username: str = "an", role: str = "", unit: Unit | None = None, **days: Any) -> User:
    user = User.objects.create_user(username, "mot-mat-khau-dai", full_name="Nguyễn Văn An")
    if role:
        RoleGrant.objects.create(user=user, role=role, unit=unit, **{"valid_from": SINCE} | days)
    return user


def post(unit: Unit, title: str = "Chủ tịch") -> Post:
    return Post.objects.create(unit=unit, title=title)


def official(name: str = "Ma Văn Thuyết") -> Official:
    return workflow.save_official(official=Official(full_name=name))


def _ends_early() -> None:
    area(valid_to=date(2025, 6, 30))


def _area_level() -> None:
    area(level="ward")


def _area_code_twice() -> None:
    area(valid_from=date(2020, 1, 1), valid_to=date(2025, 7, 1))
    area()


def _area_succession_twice() -> None:
    old, new = area(code="1"), area(code="2")
    for _time in range(2):
        AreaSuccession.objects.create(predecessor=old, successor=new, kind="merge", effective_on=SINCE)


def _unit_code_twice() -> None:
    organ()
    organ()


def _neither_organ_nor_department() -> None:
    organ(is_organ=False)


def _organ_inside_an_organ() -> None:
    organ("b", organ=organ("a"))


def _root_that_is_no_organ() -> None:
    organ("b", organ=organ("a"), is_organ=False, is_root=True)


def _two_roots() -> None:
    organ("a", is_root=True)
    organ("b", is_root=True)


def _own_conflict_desk() -> None:
    unit = organ()
    Unit.objects.filter(pk=unit.pk).update(conflict_desk=unit)


def _unit_ends_early() -> None:
    organ(valid_to=date(2025, 6, 30))


def _unit_succession_twice() -> None:
    old, new = organ("a"), organ("b")
    for _time in range(2):
        UnitSuccession.objects.create(predecessor=old, successor=new, kind="merge", effective_on=SINCE)


def _unknown_role() -> None:
    account(role="king", unit=organ())


def _clerk_without_unit() -> None:
    account(role=Role.CLERK)


def _inspector_without_decision() -> None:
    account(role=Role.INSPECTOR, unit=organ())


def _clerk_with_a_decision() -> None:
    grant = RoleGrant(user=account(), role=Role.CLERK, unit=organ(), valid_from=SINCE, decision="12/QĐ")
    grant.save()


def _administrator_of_a_unit() -> None:
    account(role=Role.ADMINISTRATOR, unit=organ())


def _role_ends_early() -> None:
    account(role=Role.CLERK, unit=organ(), valid_to=date(2025, 6, 30))


def _role_twice_on_a_day() -> None:
    unit = organ()
    user = account(role=Role.CLERK, unit=unit, valid_to=date(2026, 1, 31))
    RoleGrant.objects.create(user=user, role=Role.CLERK, unit=unit, valid_from=date(2026, 1, 31))


def _post_title_twice() -> None:
    unit = organ()
    post(unit)
    post(unit)


def _tenure_ends_early() -> None:
    Tenure.objects.create(
        official=official(), post=post(organ()), valid_from=SINCE, valid_to=date(2025, 6, 30)
    )


def _two_holders_on_a_day() -> None:
    seat = post(organ())
    Tenure.objects.create(official=official(), post=seat, valid_from=SINCE, valid_to=date(2026, 1, 31))
    Tenure.objects.create(official=official("Lý Thị Mẩy"), post=seat, valid_from=date(2026, 1, 31))


def _recovery_code_twice() -> None:
    user = account()
    for _time in range(2):
        RecoveryCode.objects.create(user=user, digest="x")


def _told_of_nobody(kind: str) -> None:
    AccessEvent.objects.create(kind=kind, at=timezone.now())


REFUSED: dict[str, Callable[[], None]] = {
    "officials_recoverycode_once": _recovery_code_twice,
    "officials_area_ends_after_start": _ends_early,
    "officials_area_level_known": _area_level,
    "officials_area_code_once_a_day": _area_code_twice,
    "officials_areasuccession_once": _area_succession_twice,
    "officials_unit_code": _unit_code_twice,
    "officials_unit_organ_or_inside_one": _neither_organ_nor_department,
    "officials_unit_organ_or_inside_one ": _organ_inside_an_organ,
    "officials_unit_root_is_an_organ": _root_that_is_no_organ,
    "officials_unit_one_root": _two_roots,
    "officials_unit_conflict_desk_elsewhere": _own_conflict_desk,
    "officials_unit_ends_after_start": _unit_ends_early,
    "officials_unitsuccession_once": _unit_succession_twice,
    "officials_rolegrant_role_known": _unknown_role,
    "officials_rolegrant_unit_as_role_asks": _clerk_without_unit,
    "officials_rolegrant_unit_as_role_asks ": _administrator_of_a_unit,
    "officials_rolegrant_inspector_has_scope": _inspector_without_decision,
    "officials_rolegrant_scope_of_inspector": _clerk_with_a_decision,
    "officials_rolegrant_ends_after_start": _role_ends_early,
    "officials_rolegrant_once_a_day": _role_twice_on_a_day,
    "officials_post_title_once": _post_title_twice,
    "officials_tenure_ends_after_start": _tenure_ends_early,
    "officials_tenure_one_holder_a_day": _two_holders_on_a_day,
    "officials_access_role_told": lambda: _told_of_nobody("role_given"),
    "officials_access_reader_told": lambda: _told_of_nobody("reader_named"),
    "officials_access_desk_told": lambda: _told_of_nobody("desk_changed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError, match=name.strip()), transaction.atomic():
        REFUSED[name]()


def test_every_constraint_of_the_offices_is_broken_once() -> None:
    declared = {
        constraint.name
        for model in apps.get_app_config("officials").get_models()
        for constraint in model._meta.constraints
    }

    assert declared <= {name.strip() for name in REFUSED}


def test_code_given_again_after_the_first_holder_ended_is_accepted() -> None:
    area(name="thị trấn Tân Yên", valid_from=date(1991, 10, 1), valid_to=date(2025, 6, 30))

    area()

    assert Area.objects.filter(code="02374").count() == 2


def test_post_passes_from_one_holder_to_the_next() -> None:
    seat = post(organ())
    Tenure.objects.create(official=official(), post=seat, valid_from=SINCE, valid_to=date(2026, 1, 31))

    Tenure.objects.create(official=official("Lý Thị Mẩy"), post=seat, valid_from=date(2026, 2, 1))

    assert [t.official.full_name for t in seat.tenures.all()] == ["Lý Thị Mẩy", "Ma Văn Thuyết"]


def test_former_organs_lead_to_those_of_today() -> None:
    demo.load(timezone.now())

    former = Unit.objects.filter(valid_to=date(2025, 6, 30))

    assert {unit.code: unit.successions.get().successor.code for unit in former} == {
        "huyen-ubnd": "ubnd",
        "huyen-uy": "dang-uy",
        "huyen-hdnd": "hdnd",
        "huyen-mttq": "mttq",
        "huyen-cong-doan": "cong-doan",
        "huyen-hoi-nong-dan": "hoi-nong-dan",
        "huyen-doan": "doan-thanh-nien",
        "huyen-hoi-phu-nu": "hoi-phu-nu",
        "huyen-hoi-cuu-chien-binh": "hoi-cuu-chien-binh",
    }
    assert not queries.addressable_units().filter(pk__in=former).exists()
    assert not queries.working_units().filter(pk__in=former).exists()


def test_every_organ_of_today_can_be_written_to_and_works() -> None:
    demo.load(timezone.now())
    today = timezone.localdate()

    organs = queries.working_units(today).filter(is_organ=True)

    assert len(organs) == 9
    for unit in organs:
        assert all([unit.is_addressable, unit.email, unit.phone, unit.address, unit.hours, unit.name_en])
        assert RoleGrant.objects.filter(role=Role.CLERK, unit=unit).exists()
        assert unit.conflict_desk is not None
        assert unit.conflict_desk.organ_pk != unit.pk


def test_officials_stand_in_vietnamese_order() -> None:
    for name in ("Đỗ Văn Bình", "Y Ban", "Dương Văn Bình", "Giàng A Páo", "Hà Thị Ánh", "Vũ Thị An"):
        official(name)

    assert [person.full_name for person in Official.objects.all()] == [
        "Vũ Thị An",
        "Hà Thị Ánh",
        "Y Ban",
        "Dương Văn Bình",
        "Đỗ Văn Bình",
        "Giàng A Páo",
    ]


def test_role_holds_in_the_organ_and_its_departments_only() -> None:
    own, other = organ("a"), organ("b")
    room = organ("c", organ=own, is_organ=False, kind="department")
    clerk, officer = account("thu", Role.CLERK, own), account("vien", Role.OFFICER, room)

    assert permissions.holds(clerk, Permission.ROUTE, own)
    assert permissions.holds(clerk, Permission.ROUTE, room)
    assert not permissions.holds(clerk, Permission.ROUTE, other)
    assert not permissions.holds(clerk, Permission.HANDLE, room)
    assert permissions.holds(officer, Permission.HANDLE, room)
    assert not permissions.holds(officer, Permission.HANDLE, own)
    assert not permissions.holds(clerk, Permission.ROUTE, None)


@pytest.mark.parametrize(
    "days",
    [{"valid_from": date(2020, 1, 1), "valid_to": date(2020, 12, 31)}, {"valid_from": date(2999, 1, 1)}],
    ids=["ended", "not begun"],
)
def test_role_of_another_time_allows_nothing(days: dict[str, date]) -> None:
    unit = organ()
    user = account("thu", Role.CLERK, unit, **days)

    assert not permissions.holds(user, Permission.ROUTE, unit)
    assert not user.has_perm("feedback.view_submission")


def test_closed_account_holds_nothing() -> None:
    unit = organ()
    user = account("thu", Role.CLERK, unit)
    user.is_active = False

    assert not permissions.holds(user, Permission.ROUTE, unit)
    assert not user.has_perm("feedback.view_submission")
    assert not user.has_module_perms("feedback")


ASKED = (
    "feedback.view_submission",
    "feedback.change_submission",
    "feedback.delete_submission",
    "feedback.view_submissionevent",
    "officials.view_accessevent",
    "feedback.view_routingrule",
    "feedback.change_routingrule",
    "outbox.view_letter",
    "outbox.resend_letter",
    "outbox.delete_letter",
    "clocks.view_holiday",
    "clocks.change_holiday",
    "officials.change_user",
    "officials.delete_user",
    "officials.change_unit",
    "officials.delete_unit",
)
READS = {"feedback.view_submission", "clocks.view_holiday"}
OPENS = {
    "": set(),
    Role.CLERK: READS | {"feedback.view_routingrule", "outbox.view_letter", "outbox.resend_letter"},
    Role.OFFICER: READS,
    Role.RECEPTION: READS,
    Role.LEADER: READS,
    Role.AUDITOR: {"feedback.view_submissionevent", "officials.view_accessevent"},
    Role.ADMINISTRATOR: {
        "feedback.view_routingrule",
        "feedback.change_routingrule",
        "outbox.view_letter",
        "outbox.resend_letter",
        "clocks.view_holiday",
        "clocks.change_holiday",
        "officials.change_user",
        "officials.change_unit",
    },
}


@pytest.mark.parametrize("role", OPENS)
def test_role_opens_in_the_admin_exactly_what_the_table_says(role: str) -> None:
    unit = organ() if role and role not in roles.WITHOUT_UNIT else None
    user = account("an", role, unit)

    assert {perm for perm in ASKED if user.has_perm(perm)} == OPENS[role]
    assert {app for app in ("feedback", "outbox", "clocks", "officials") if user.has_module_perms(app)} == {
        perm.partition(".")[0] for perm in OPENS[role]
    }


def test_nobody_may_delete_a_case() -> None:
    assert not any(
        perm.startswith("feedback.delete_submission")
        for role in Role
        for perm in roles.admin_permissions_of(role)
    )


def test_first_administrator_is_made_on_the_command_line() -> None:
    user = User.objects.create_superuser("goc", "mot-mat-khau-dai", full_name="Đỗ Quốc Việt")

    assert user.has_perm("officials.change_user")
    assert not user.has_perm("feedback.view_submission")
