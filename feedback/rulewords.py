"""What a routing rule asks, in words: for the desk, for the history of a case and for that of the rule."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback import states
from feedback.models import RoutingRevision, RoutingRule, SubmissionEvent
from feedback.models.routing import CONDITIONS, PLAIN_FIELDS, POINTERS

CHOICES: dict[str, Any] = {
    "kind": states.LegalKind,
    "field": states.Field,
    "topic": states.Topic,
    "channel": states.Channel,
}


def conditions(values: dict[str, Any], found: Iterable[int] | None = None) -> str:
    """The conditions of a rule in one line; of its words those found in the case, all when none is given."""
    parts = [_condition(name, values, found) for name in CONDITIONS if values.get(name)]
    if parts:
        return ", ".join(parts)
    return _("all the rest") if values.get("is_catch_all") else _("whatever enters this book")


def _condition(name: str, values: dict[str, Any], found: Iterable[int] | None) -> str:
    value = values[name]
    if name == "words":
        return _words(value, values.get("all_words", False), found)
    shown = str(CHOICES[name](value).label) if name in CHOICES else values["names"].get(name, "")
    return {
        "kind": _("kind %(what)s"),
        "field": _("field %(what)s"),
        "topic": _("about %(what)s"),
        "addressed_to": _("addressed to %(what)s"),
        "area": _("in %(what)s"),
        "channel": _("through %(what)s"),
    }[name] % {"what": shown}


def _words(phrases: list[str], all_of_them: bool, found: Iterable[int] | None) -> str:
    places = [place for place in found or () if place < len(phrases)]
    told = [phrases[place] for place in places] or phrases
    quoted = ", ".join(f"«{phrase}»" for phrase in told)
    if places or all_of_them or len(told) == 1:
        return _("with the words %(words)s") % {"words": quoted}
    return _("with one of the words %(words)s") % {"words": quoted}


def proposal(rule: RoutingRule) -> str:
    """Why the rule holds for the case it was matched with."""
    return conditions(rule.values, rule.found)


def of_events(events: Iterable[SubmissionEvent]) -> dict[int, str]:
    """For each event that a rule decided: which rule, as it stood then, and what of it held."""
    ruled = {event.pk: event.changes for event in events if event.changes.get("rule")}
    if not ruled:
        return {}
    ids = {changes["rule"][1] for changes in ruled.values()}
    kept = {(row.rule_id, row.number): row.values for row in RoutingRevision.objects.filter(rule__in=ids)}
    return {pk: told for pk, changes in ruled.items() if (told := _of_event(changes, kept))}


def _of_event(changes: dict[str, Any], kept: dict[tuple[int, int], dict[str, Any]]) -> str:
    number = (changes.get("rule_revision") or [None, 1])[1]
    values = kept.get((changes["rule"][1], number))
    if values is None:
        return ""
    found = (changes.get("rule_words") or [None, []])[1]
    told = {"n": values["position"], "why": conditions(values, found)}
    return _("By rule %(n)s: %(why)s") % told


def changed(rule: RoutingRule) -> Iterator[tuple[RoutingRevision, list[tuple[str, str, str]]]]:
    """The history of a rule, newest first: each revision with what it changed, old and new."""
    revisions = list(rule.revisions.select_related("by"))
    for revision, before in zip_longest(revisions, revisions[1:]):  # none: it is older than its history
        yield revision, list(_differences(before.values if before else {}, revision.values))


def _differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in (*PLAIN_FIELDS, *POINTERS, "valid_from", "valid_to"):
        before, after = _shown(name, old), _shown(name, new)
        if before != after:
            label = RoutingRule._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield str(label), before, after


def _shown(name: str, values: dict[str, Any]) -> str:
    value = values.get(name)
    if value in (None, "", [], False):
        return ""
    if name in POINTERS:
        return str(values["names"].get(name, ""))
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name in ("valid_from", "valid_to"):
        day = parse_date(value)
        return date_format(day, "d/m/Y") if day else ""
    if value is True:
        return pgettext("condition", "yes")
    return ", ".join(value) if isinstance(value, list) else str(value)
