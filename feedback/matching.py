"""Which rule holds for a case and why: one condition in SQL, for the case page and the dry run alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Exists, IntegerField, OuterRef, Q, QuerySet, TextChoices
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import queries, states
from feedback.models import RoutingRule, Submission
from officials import permissions as office
from officials import queries as people
from officials import roles
from officials.models import RoleGrant, Unit, User
from officials.models.dated import valid_on
from officials.roles import Permission

# `s` is the case, `a` its area, `b` and `c` what that is part of; {r} the rule.
AREAS = """
LEFT JOIN officials_area a ON a.id = s.area_id
LEFT JOIN officials_area b ON b.id = a.parent_id
LEFT JOIN officials_area c ON c.id = b.parent_id
"""
_FOUND = "s.search @@ phraseto_tsquery('vi', word.phrase)"
HOLDS = f"""
    ({{r}}.organ_id IS NULL OR {{r}}.organ_id = s.organ_id)
    AND ({{r}}.kind = '' OR {{r}}.kind = COALESCE(NULLIF(s.legal_kind, ''), s.declared_kind))
    AND ({{r}}.field = '' OR {{r}}.field = s.field)
    AND ({{r}}.topic = '' OR {{r}}.topic = s.topic)
    AND ({{r}}.channel = '' OR {{r}}.channel = s.channel)
    AND ({{r}}.addressed_to_id IS NULL OR {{r}}.addressed_to_id = s.addressed_to_id)
    AND ({{r}}.area_id IS NULL OR {{r}}.area_id IN (a.id, a.parent_id, b.parent_id, c.parent_id))
    AND ({{r}}.words = '{{{{}}}}' OR (
        SELECT count(*) FROM unnest({{r}}.words) AS word (phrase) WHERE {_FOUND}
    ) >= CASE WHEN {{r}}.all_words THEN cardinality({{r}}.words) ELSE 1 END)
"""
_RULE = '"feedback_routingrule"'
_OF_CASE = f"EXISTS (SELECT FROM feedback_submission s {AREAS} WHERE s.id = %s AND {HOLDS.format(r=_RULE)})"
_WORDS_OF_CASE = f"""ARRAY(
    SELECT (word.place - 1)::integer FROM feedback_submission s,
    unnest({_RULE}.words) WITH ORDINALITY AS word (phrase, place) WHERE s.id = %s AND {_FOUND}
)"""


class Fault(TextChoices):
    """Why a rule that holds cannot be used."""

    UNIT = "unit", gettext_lazy("its unit no longer exists")
    OFFICER = "officer", gettext_lazy("its officer no longer handles opinions in that unit")
    CONCERNED = "concerned", gettext_lazy("its unit is concerned in the matter")
    RETURNED = "returned", gettext_lazy("its unit handed this opinion back")


@dataclass(frozen=True)
class Proposal:
    """The first rule that holds for a case; one with a fault is not used, and none after it either."""

    holding: RoutingRule | None = None
    fault: str = ""

    @property
    def rule(self) -> RoutingRule | None:
        """The rule by which the case may be assigned."""
        return None if self.fault else self.holding

    @property
    def warning(self) -> str:
        """What the desk reads instead when the rule cannot be used."""
        if self.holding is None or not self.fault:
            return ""
        words = _("Rule %(n)s cannot be used: %(why)s. Choose the unit by hand.")
        return words % {"n": self.holding.position, "why": Fault(self.fault).label}


def in_use(on: date) -> Q:
    """Rules that are tried on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return Q(is_active=True) & begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def proposal(case: Submission) -> Proposal:
    """The first rule in use whose conditions hold for the case as it is stored.

    Conduct of officials is never sent by rule. A rule whose unit or officer is gone, or whose unit is named
    in the case or holds people named in it, leaves the case with the desk: the next one was not meant for it.
    """
    if queries.is_about_conduct(case):
        return Proposal()
    today = timezone.localdate()
    holding = (
        RoutingRule.objects.filter(in_use(today))
        .filter(RawSQL(_OF_CASE, [case.pk], output_field=BooleanField()))
        .annotate(places_found=RawSQL(_WORDS_OF_CASE, [case.pk], output_field=ArrayField(IntegerField())))
        .select_related("responsible__organ", "area", "officer")
        .first()
    )
    if holding is None:
        return Proposal()
    # What the rule asks is what the case has: two joins less to plan.
    if holding.organ_id is not None:
        holding.organ = case.organ
    if holding.addressed_to_id is not None:
        holding.addressed_to = case.addressed_to
    return Proposal(holding, _fault(holding, case, today))


def _fault(rule: RoutingRule, case: Submission, today: date) -> str:
    named = {body.pk for body in queries.named_bodies(case)}
    closed = people.units_of(case.concerned_ids)
    unit = rule.responsible
    if not named.isdisjoint({unit.pk, unit.organ_pk}) or unit.pk in closed:
        return Fault.CONCERNED
    if case.status == states.Status.RETURNED and _handed_back(case, unit):
        return Fault.RETURNED
    officer = rule.officer if case.concerned_ids else None
    if officer is not None and not people.barring(officer).isdisjoint(case.concerned_ids):
        return Fault.CONCERNED
    return standing_fault(rule, today)


def _handed_back(case: Submission, unit: Unit) -> bool:
    return case.events.filter(action=states.Action.HAND_BACK, unit=unit).exists()


def standing_fault(rule: RoutingRule, today: date) -> str:
    """What keeps a rule from being used for any case at all; empty when nothing does."""
    if not rule.responsible.is_valid_on(today):
        return Fault.UNIT
    if rule.officer is not None and not _has_officer(rule, rule.officer):
        return Fault.OFFICER
    return ""


def _has_officer(rule: RoutingRule, officer: User) -> bool:
    known: bool | None = getattr(rule, "officer_works", None)
    return works_for(officer, rule.responsible) if known is None else known


def with_officers(rules: QuerySet[RoutingRule], today: date) -> QuerySet[RoutingRule]:
    """Rules that know whether their officer works there, so that a list does not ask for each."""
    handling = [role for role, verbs in roles.TABLE.items() if Permission.HANDLE in verbs]
    held = RoleGrant.objects.filter(
        Q(unit=OuterRef("responsible")) | Q(unit=OuterRef("responsible__organ")),
        valid_on(today),
        user=OuterRef("officer"),
        user__is_active=True,
        role__in=handling,
    )
    return rules.annotate(officer_works=Exists(held))


def works_for(officer: User, unit: Unit) -> bool:
    """Whether the account may handle what the unit is given."""
    return office.holds(officer, Permission.HANDLE, unit)


def faulty_rules(today: date) -> list[tuple[RoutingRule, str]]:
    """Rules in use that can never be used, each with its fault; the administrator is to mend them."""
    rules = with_officers(RoutingRule.objects.filter(in_use(today)), today)
    rules = rules.select_related("responsible__organ", "officer")
    faults = ((rule, standing_fault(rule, today)) for rule in rules)
    return [(rule, fault) for rule, fault in faults if fault]


def covers(wide: RoutingRule, narrow: RoutingRule) -> bool:
    """Whether every case for which `narrow` holds also meets `wide`, as far as the conditions alone tell."""
    pairs = ("organ_id", "kind", "field", "topic", "addressed_to_id", "channel")
    same = all(not getattr(wide, name) or getattr(wide, name) == getattr(narrow, name) for name in pairs)
    return same and _covers_area(wide, narrow) and _covers_words(wide, narrow)


def _covers_area(wide: RoutingRule, narrow: RoutingRule) -> bool:
    area = narrow.area
    while wide.area_id is not None and area is not None and area.pk != wide.area_id:
        area = area.parent
    return wide.area_id is None or area is not None


def _covers_words(wide: RoutingRule, narrow: RoutingRule) -> bool:
    wanted, given = set(wide.words), set(narrow.words)
    if not wanted:
        return True
    if wide.all_words:
        return wanted <= given and (narrow.all_words or len(given) == 1)
    return bool(wanted & given) if narrow.all_words else bool(given) and given <= wanted


def shadowed(rules: Iterable[RoutingRule]) -> list[tuple[RoutingRule, RoutingRule]]:
    """Rules that can never be reached, each with an earlier one that takes all its cases."""
    before: list[RoutingRule] = []
    found = []
    for rule in rules:
        earlier = next((each for each in before if covers(each, rule)), None)
        if earlier is not None:
            found.append((rule, earlier))
        before.append(rule)
    return found
