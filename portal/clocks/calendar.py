"""The calendar and rules in force, read once a process and again when their revision moves."""

import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.clocks.arithmetic import Calendar, DayName
from portal.clocks.models import CalendarRevision, Holiday, Rule

RECHECK_SECONDS = 5.0

Revision = tuple[int, datetime] | None


@dataclass(frozen=True)
class Snapshot:
    """One consistent reading; its rules are shared between threads and must not be changed."""

    revision: Revision
    calendar: Calendar
    rules: Mapping[str, Sequence[Rule]]
    # Ends of terms by rule and first day, as they were asked for: every opinion of one day asks for the same.
    ends: dict[tuple[str, date], tuple[Rule, date]] = field(default_factory=dict)

    def rule(self, code: str, on: date) -> Rule | None:
        return next((rule for rule in self.rules.get(code, ()) if rule.is_in_force(on)), None)


class _Cache:
    """Holds one snapshot; one thread looks whether it is still true while the others use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._checked_at = 0.0

    def get(self) -> Snapshot:
        """Work on a local name throughout: reset() may come from another thread at any line."""
        snapshot = self._snapshot
        if snapshot and time.monotonic() - self._checked_at < RECHECK_SECONDS:
            return snapshot
        if snapshot and self._lock.locked():
            return snapshot
        with self._lock:
            snapshot, revision = self._snapshot, _revision()
            if snapshot is None or revision is None or snapshot.revision != revision:
                snapshot = self._snapshot = _load(revision)
            self._checked_at = time.monotonic()
            return snapshot

    def reset(self) -> None:
        self._snapshot = None


_cache = _Cache()


def current() -> Calendar:
    return _cache.get().calendar


def snapshot() -> Snapshot:
    return _cache.get()


def reset() -> None:
    """Forget what was read, so that the next question asks the database; tests and writers call it."""
    _cache.reset()


def _revision() -> Revision:
    return CalendarRevision.objects.values_list("number", "changed_at").first()


def _load(revision: Revision) -> Snapshot:
    """Read the rows after their revision: a change in between is then seen at the next look."""
    days = list(Holiday.objects.filter(is_counted=True))
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in Rule.objects.all():
        rules[rule.code].append(rule)
    return Snapshot(revision, calendar_of(days), dict(rules))


def calendar_of(days: Sequence[Holiday]) -> Calendar:
    """The arithmetic calendar of these rows, counted or not: choosing them is the caller's part."""
    named = {each.day: DayName(each.name, each.name_en) for each in days}
    return Calendar(
        off={each.day: named[each.day] for each in days if each.kind == Holiday.Kind.OFF},
        worked={each.day: named[each.day] for each in days if each.kind == Holiday.Kind.WORKED},
        unconfirmed=frozenset(each.day for each in days if not each.is_confirmed),
    )
