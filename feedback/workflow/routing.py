"""Rules are changed with a history, tried before they are kept, and missed when they cannot be used."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from feedback import emails, matching, states
from feedback.models import RoutingRevision, RoutingRule
from officials import queries as office
from officials.models import Unit, User
from portal.outbox import queue

TRIED_DAYS = 90
LISTED = 20
# The administrator sees no content: of cases that name or may name somebody, that are about conduct, closed
# or suspected not even a number. `m` is the rule that is tried, `r` one in use that comes before it.
TRY = f"""
SELECT s.responsible_id, EXISTS (
    SELECT FROM feedback_routingrule r WHERE r.id = ANY(%(before)s) AND {matching.HOLDS.format(r="r")}
) AS taken, count(*), (array_agg(s.reference ORDER BY s.received_at DESC, s.id DESC))[1:{LISTED}]
FROM feedback_routingrule m CROSS JOIN feedback_submission s {matching.AREAS}
WHERE m.id = %(rule)s AND s.received_at >= %(since)s AND s.path = '{states.Path.ORDINARY.value}'
    AND NOT s.suspected AND s.concerned_ids = '{{}}'
    AND COALESCE(s.may_name_ids, '{{}}') = '{{}}'
    AND s.topic <> '{states.Topic.CAN_BO.value}' AND s.field <> '{states.Field.THAM_NHUNG.value}'
    AND {matching.HOLDS.format(r="m")}
GROUP BY 1, 2
"""


@dataclass
class Trial:
    """What a rule would have done to the cases of the last days, had it stood then."""

    rule: RoutingRule
    matched: int = 0
    taken_before: int = 0
    not_assigned: int = 0
    elsewhere: list[tuple[Unit, int]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    unreachable: list[tuple[RoutingRule, RoutingRule]] = field(default_factory=list)
    loops: list[RoutingRule] = field(default_factory=list)
    fault: str = ""

    @property
    def moved(self) -> int:
        """Cases it would have sent elsewhere than they were in fact assigned."""
        return sum(count for _unit, count in self.elsewhere)


class _Tried(Exception):
    """Takes back what was stored to be tried."""


def try_rule(rule: RoutingRule, *, now: datetime | None = None) -> Trial:
    """Say what the rule as filled in would have done in the last 90 days; nothing is kept.

    It is stored, matched by the very condition that matches a new case, and taken back.
    """
    now = now or timezone.now()
    trial = Trial(rule)
    key = rule.pk
    try:
        with transaction.atomic():
            rule.save()
            _try(trial, now)
            raise _Tried
    except _Tried:
        rule.pk, rule._state.adding = key, key is None
    return trial


def _try(trial: Trial, now: datetime) -> None:
    today = timezone.localdate(now)
    rules = list(
        RoutingRule.objects.filter(matching.in_use(today)).select_related("organ", "responsible", "area")
    )
    own = (trial.rule.is_catch_all, trial.rule.position)
    before = [rule.pk for rule in rules if (rule.is_catch_all, rule.position) < own]
    asked: dict[str, Any] = {
        "rule": trial.rule.pk,
        "before": before,
        "since": now - timedelta(days=TRIED_DAYS),
    }
    with connection.cursor() as cursor:
        cursor.execute(TRY, asked)
        _add_up(trial, cursor.fetchall())
    pairs = matching.shadowed(rules)
    trial.unreachable = [pair for pair in pairs if trial.rule in pair]
    trial.loops = _loops(trial.rule, rules)
    trial.fault = matching.standing_fault(trial.rule, today)


def _add_up(trial: Trial, rows: list[tuple[Any, ...]]) -> None:
    elsewhere: Counter[int] = Counter()
    for responsible, taken, count, references in rows:
        if taken:
            trial.taken_before += count
            continue
        trial.matched += count
        if responsible is None:
            trial.not_assigned += count
        elif responsible != trial.rule.responsible_id:
            elsewhere[responsible] += count
            trial.references += references
    trial.references = trial.references[:LISTED]
    units = Unit.objects.in_bulk(list(elsewhere))
    trial.elsewhere = [(units[pk], count) for pk, count in elsewhere.most_common()]


def _loops(rule: RoutingRule, rules: list[RoutingRule]) -> list[RoutingRule]:
    """Rules of the book it sends to that send the same kind of matter back to the book it comes from."""
    there = rule.responsible.organ_pk
    if rule.organ_id is None or there == rule.organ_id:
        return []
    back = (each for each in rules if each.organ_id == there and each.pk != rule.pk)
    return [
        each
        for each in back
        if each.responsible.organ_pk == rule.organ_id
        and all(
            not getattr(each, name) or not getattr(rule, name) or getattr(each, name) == getattr(rule, name)
            for name in ("kind", "field", "topic", "channel")
        )
    ]


def save_rule(rule: RoutingRule, *, by: User | None, now: datetime | None = None) -> RoutingRule:
    """Keep a rule and what it says from now on as a new revision; one that says nothing new adds none."""
    now = now or timezone.now()
    with transaction.atomic():
        if rule.pk is not None:
            kept = RoutingRule.objects.select_for_update().get(pk=rule.pk)
            rule.revision = kept.revision
        last = rule.revisions.first() if rule.pk is not None else None
        values = rule.values
        if last is None or last.values != values:
            rule.revision = (last.number if last is not None else rule.revision) + 1
        rule.save()
        if last is None or last.values != values:
            RoutingRevision.objects.create(rule=rule, number=rule.revision, at=now, by=by, values=values)
    return rule


def report_faulty_rules(*, now: datetime | None = None) -> int:
    """Write to each administrator, once a day, that rules cannot be used; return how many cannot.

    The letter names the rules by number: no case, no word, nobody concerned.
    """
    today = timezone.localdate(now)
    faulty = matching.faulty_rules(today)
    if not faulty:
        return 0
    for administrator in office.administrators():
        with transaction.atomic():
            letter = emails.faulty_rules(administrator, faulty)
            queue.enqueue(letter, key=f"faulty_rules:{administrator.pk}:{today:%Y-%m-%d}")
    return len(faulty)
