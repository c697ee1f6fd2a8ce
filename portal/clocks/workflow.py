"""Every write of holidays and rules; each one moves the calendar revision on."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from portal.clocks import calendar
from portal.clocks.models import CalendarRevision, Holiday, Rule

logger = logging.getLogger(__name__)

Actor = AbstractBaseUser | AnonymousUser | None


def save_holiday(*, holiday: Holiday, by: Actor, now: datetime) -> Holiday:
    """Keep what an office entered; the seed leaves this day alone from now on."""
    _save_by_hand(holiday, by, now)
    return holiday


def save_rule(*, rule: Rule, by: Actor, now: datetime) -> Rule:
    """Keep what an office entered; the seed leaves every row of this code alone from now on."""
    _save_by_hand(rule, by, now)
    return rule


def seed(*, holidays: Iterable[Holiday], rules: Iterable[Rule], now: datetime) -> int:
    """Create and refresh reference rows without touching what was edited by hand; return how many changed."""
    with transaction.atomic():
        revision = _lock_revision()
        kept_days = Holiday.objects.in_bulk(field_name="day")
        changed = sum(_refresh(each, kept_days.get(each.day)) for each in holidays)
        kept_rules = {(each.code, each.valid_from): each for each in Rule.objects.all()}
        edited = {each.code for each in kept_rules.values() if each.edited_at}
        for each in rules:
            changed += each.code not in edited and _refresh(
                each, kept_rules.get((each.code, each.valid_from))
            )
        if changed:
            _move_on(revision, now)
    return changed


def _save_by_hand(row: Holiday | Rule, by: Actor, now: datetime) -> None:
    row.full_clean()
    with transaction.atomic():
        revision = _lock_revision()
        row.edited_at = now
        row.save()
        _move_on(revision, now)
    logger.info("%s %s saved by user %s", row._meta.label, row.pk, getattr(by, "pk", None))


def _refresh(row: Holiday | Rule, kept: Holiday | Rule | None) -> bool:
    if kept is None:
        row.save(force_insert=True)
        return True
    names = [field.name for field in row._meta.concrete_fields if field.name not in {"id", "edited_at"}]
    stale = [name for name in names if getattr(kept, name) != getattr(row, name)]
    if kept.edited_at or not stale:
        return False
    for name in stale:
        setattr(kept, name, getattr(row, name))
    kept.save(update_fields=stale)
    return True


def _lock_revision() -> CalendarRevision:
    """One writer of the calendar at a time, so that two seeds at once do not collide."""
    CalendarRevision.objects.get_or_create(pk=1)
    return CalendarRevision.objects.select_for_update().get(pk=1)


def _move_on(revision: CalendarRevision, now: datetime) -> None:
    revision.number += 1
    revision.changed_at = now
    revision.save(update_fields=["number", "changed_at"])
    calendar.reset()
    transaction.on_commit(calendar.reset, robust=True)
