"""Holidays and rules as rows: seed, constraints, cache, admin."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from portal.clocks import calendar, rules, seed, workflow
from portal.clocks.arithmetic import Calendar
from portal.clocks.models import CalendarRevision, Holiday, Rule
from tests.clocks.rows import MONDAY, holiday, rule

pytestmark = pytest.mark.django_db


def test_seed_fills_the_calendar_the_arithmetic_is_tested_with(seeded: Calendar) -> None:
    expected = calendar.calendar_of([each for each in seed.holidays() if each.is_counted])

    assert seeded == expected


def test_seed_run_again_changes_nothing(seeded: Calendar) -> None:
    before = CalendarRevision.objects.get().number

    seed.load()

    assert CalendarRevision.objects.get().number == before


def test_seed_keeps_what_an_office_edited(seeded: Calendar) -> None:
    day_off = Holiday.objects.get(day=date(2026, 11, 24))
    day_off.is_counted = True
    workflow.save_holiday(holiday=day_off, by=None, now=timezone.now())
    target = Rule.objects.get(code="answer_target")
    target.days = 12
    workflow.save_rule(rule=target, by=None, now=timezone.now())

    seed.load()

    assert calendar.current().add_working_days(date(2026, 11, 20), 7) == date(2026, 12, 2)
    assert rules.in_force("answer_target", MONDAY).days == 12


def test_seed_refreshes_what_nobody_edited(seeded: Calendar) -> None:
    Holiday.objects.filter(day=date(2027, 2, 8)).update(name="Cũ")

    seed.load()

    assert Holiday.objects.get(day=date(2027, 2, 8)).name == "Nghỉ Tết Nguyên đán"


def test_seed_leaves_a_code_alone_once_one_of_its_rows_is_edited(seeded: Calendar) -> None:
    old = Rule.objects.get(code="answer_target")
    old.valid_to = date(2026, 6, 30)
    workflow.save_rule(rule=old, by=None, now=timezone.now())
    Rule.objects.filter(code="complaint_acceptance").update(edited_at=timezone.now())
    Rule.objects.filter(code="complaint_acceptance", days=7).delete()

    seed.load()

    assert Rule.objects.get(code="answer_target").valid_to == date(2026, 6, 30)
    assert Rule.objects.get(code="complaint_acceptance").days == 10


def test_seed_marks_what_is_not_decided_yet(seeded: Calendar) -> None:
    undecided = Holiday.objects.filter(is_confirmed=False)

    assert set(undecided.filter(day__lt=date(2027, 1, 1)).values_list("day", flat=True)) == {
        date(2026, 11, 24)
    }
    assert not Holiday.objects.filter(day__gte=date(2027, 1, 1), is_confirmed=True).exists()
    assert set(Holiday.objects.filter(is_counted=False).values_list("name_en", flat=True)) == {
        "Vietnam Culture Day",
        "In lieu: Vietnam Culture Day",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "maybe"},
        {"kind": "worked"},
        {"name": ""},
        {"name_en": ""},
    ],
)
def test_database_refuses_a_nonsense_holiday(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        holiday(**fields).save()


def test_database_refuses_the_same_day_twice() -> None:
    holiday().save()

    with pytest.raises(IntegrityError), transaction.atomic():
        holiday().save()


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": "weeks"},
        {"direction": "sideways"},
        {"count_from": "never"},
        {"days": 0},
        {"days": 3661},
        {"is_statutory": True, "legal_basis": ""},
        {"direction": "before", "unit": "month"},
        {"valid_to": date(2025, 12, 31)},
    ],
)
def test_database_refuses_a_nonsense_rule(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(**fields).save()


@pytest.mark.parametrize("starts", [date(2025, 1, 1), date(2026, 6, 30), date(2026, 1, 1)])
def test_database_refuses_rows_of_one_code_that_overlap(starts: date) -> None:
    rule(valid_to=date(2026, 6, 30)).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        rule(valid_from=starts).save()


def test_rows_of_one_code_may_follow_each_other() -> None:
    rule(valid_to=date(2026, 6, 30)).save()
    rule(code="other").save()

    rule(valid_from=date(2026, 7, 1), days=7).save()

    assert rules.in_force("test", date(2026, 6, 30)).days == 5
    assert rules.in_force("test", date(2026, 7, 1)).days == 7


def test_single_revision_row_is_kept_single() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarRevision.objects.create(id=2)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"valid_from": date(2027, 1, 1)}, "__all__"),
        ({"valid_from": date(2027, 1, 1), "valid_to": date(2026, 12, 31)}, "valid_to"),
    ],
)
def test_saving_a_rule_by_hand_says_what_is_wrong(fields: dict[str, object], at: str) -> None:
    rule().save()

    with pytest.raises(ValidationError) as caught:
        workflow.save_rule(rule=rule(**fields), by=None, now=timezone.now())

    assert list(caught.value.message_dict) == [at]


def test_rule_of_the_day_is_found_in_its_history(seeded: Calendar) -> None:
    old = rules.in_force("complaint_acceptance", date(2026, 6, 30))
    new = rules.in_force("complaint_acceptance", date(2026, 7, 1))

    assert (old.days, old.unit, new.days, new.unit) == (10, "calendar", 7, "working")


def test_missing_rule_is_named(seeded: Calendar) -> None:
    with pytest.raises(rules.RuleMissing, match="'alarm_45' is in force on 30/06/2026"):
        rules.in_force("alarm_45", date(2026, 6, 30))
    assert rules.find("alarm_45", date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("notice", date(2026, 3, 5)),
        ("notice_target", date(2026, 3, 5)),
        ("answer_target", date(2026, 3, 12)),
        ("supplement", date(2026, 3, 5)),
        ("calendar_posting", date(2026, 2, 5)),
    ],
)
def test_seeded_rules_reach_their_day(seeded: Calendar, code: str, due: date) -> None:
    started_on = date(2026, 2, 12)

    assert rules.due_on(rules.in_force(code, started_on), started_on) == due


def test_alarm_rings_after_forty_five_days(seeded: Calendar) -> None:
    assert rules.due_on(rules.in_force("alarm_45", MONDAY), MONDAY) == date(2027, 1, 14)


def test_calendar_is_read_once_and_looked_after_seldom(
    seeded: Calendar, django_assert_num_queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar.reset()
    with django_assert_num_queries(3):
        calendar.current()
    with django_assert_num_queries(0):
        rules.due_on(rules.in_force("notice", MONDAY), MONDAY)

    monkeypatch.setattr(calendar, "RECHECK_SECONDS", 0.0)

    with django_assert_num_queries(1):
        calendar.current()


def test_change_made_by_another_process_is_seen(seeded: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    Holiday.objects.filter(day=date(2026, 11, 24)).update(is_counted=True)
    CalendarRevision.objects.update(number=F("number") + 1)

    assert calendar.current().is_working_day(date(2026, 11, 24))
    monkeypatch.setattr(calendar, "RECHECK_SECONDS", 0.0)

    assert not calendar.current().is_working_day(date(2026, 11, 24))


@pytest.mark.django_db(transaction=True)
def test_calendar_is_whole_for_every_thread_while_it_is_reset() -> None:
    expected = calendar.current()

    def read(number: int) -> bool:
        try:
            if number % 5 == 0:
                calendar.reset()
            return calendar.current() == expected
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(80)))


def test_empty_calendar_still_knows_weekends() -> None:
    Holiday.objects.all().delete()
    CalendarRevision.objects.all().delete()

    assert calendar.current().add_working_days(date(2026, 11, 27), 1) == MONDAY


def test_admin_saves_through_workflow_and_deletes_nothing(rf, django_user_model, seeded: Calendar) -> None:
    before = CalendarRevision.objects.get().number
    request = rf.post("/")
    request.user = django_user_model(pk=1, is_active=True)
    admin.autodiscover()
    site = admin.site._registry

    for row in (holiday(), rule()):
        registered = site[type(row)]
        registered.save_model(request, row, form=None, change=False)

        assert row.edited_at
        assert not registered.has_delete_permission(request, row)
        assert registered.get_readonly_fields(request, row) != registered.get_readonly_fields(request)
    assert CalendarRevision.objects.get().number == before + 2
