"""Counts from the tally and the lists behind them; every figure of the portal is defined here once."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import queries as register
from feedback import states, tallied
from feedback.models import Deadline, Submission, SubmissionEvent
from feedback.models.tally import LATE, OF_OPEN, ON_TIME, Kind
from feedback.tallied import Days, Scope
from officials import queries as office
from officials.models import Unit, User
from officials.roles import Permission
from reports.periods import Span
from sessions_app import counting as meetings


class Show(TextChoices):
    """The lists behind the numbers of the leader's page."""

    LATE_BY_LAW = "late_by_law", _("Past the deadline of law")
    LATE_BY_TARGET = "late_by_target", _("Past the service target")
    OPEN = "open", _("In hand")
    RECEIVED = "received", pgettext_lazy("figures", "Received")
    ANSWERED = "answered", _("Answers sent")
    ON_TIME = "on_time", _("Answered within the service target")
    AFTER_TARGET = "after_target", _("Answered after the service target")


OF_PERIOD = frozenset({Show.RECEIVED, Show.ANSWERED, Show.ON_TIME, Show.AFTER_TARGET})


def counted(cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Cases that stand in figures: the ordinary path alone, and no suspected spam until a clerk clears it."""
    return cases.filter(path=states.Path.ORDINARY, suspected=False)


def of_units(cases: QuerySet[Submission], units: Sequence[int]) -> QuerySet[Submission]:
    """Cases in the book of these units, or handled by them or by a department of theirs."""
    return cases.filter(Q(organ__in=units) | Q(responsible__in=units) | Q(responsible__organ__in=units))


def organs_led(user: User) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=office.units_where(user, Permission.LEAD)))


def of_organs(visible: QuerySet[Submission], organs: Sequence[Unit]) -> QuerySet[Submission]:
    """Counted cases of these organs among those the leader may read; what one cannot read is not counted."""
    return of_units(counted(visible), [organ.pk for organ in organs])


def received(cases: QuerySet[Submission], span: Span) -> QuerySet[Submission]:
    return _within(cases, "received_at", span)


def answered(cases: QuerySet[Submission], span: Span) -> QuerySet[Submission]:
    """Cases whose standing answer was sent in the span; a reopened one counts again when answered anew."""
    return _within(cases, "answered_at", span)


def _within(cases: QuerySet[Submission], moment: str, span: Span) -> QuerySet[Submission]:
    begin, end = span.moments
    return cases.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})


def _met_target() -> Exists:
    target = Deadline.objects.filter(submission=OuterRef("pk"), rule__code="answer_target")
    return Exists(target.filter(met_on__lte=F("due_on")))


def chosen(cases: QuerySet[Submission], show: str, span: Span, today: date) -> QuerySet[Submission]:
    """The list behind one number."""
    if show == Show.LATE_BY_LAW:
        return register.late_by_law(cases, today)
    if show == Show.LATE_BY_TARGET:
        return register.late_by_target(cases, today)
    if show == Show.RECEIVED:
        return received(cases, span)
    if show == Show.ANSWERED:
        return answered(cases, span)
    if show == Show.ON_TIME:
        return answered(cases, span).filter(_met_target())
    if show == Show.AFTER_TARGET:
        return answered(cases, span).filter(~_met_target())
    return cases.filter(status__in=states.OPEN)


@dataclass(frozen=True)
class Load:
    """What one unit has in hand today; `unit` is None for cases not yet assigned."""

    unit: int | None
    open: int
    late_by_law: int
    late_by_target: int


def loads(scope: Scope, today: date) -> list[Load]:
    """Open cases by the unit that handles them, the latest unit first."""
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for unit, kind, count in tallied.sums(scope, _in_hand(today), "c.responsible_id, c.kind"):
        found[unit][kind] = count
    rows = [Load(unit, *(counts[kind] for kind in OF_OPEN)) for unit, counts in found.items()]
    return sorted(rows, key=lambda row: (-row.late_by_law, -row.late_by_target, -row.open, row.unit or 0))


def _in_hand(today: date) -> list[Days]:
    yesterday = today - timedelta(days=1)
    return [Days(Kind.OPEN), Days(Kind.LAW, last=yesterday), Days(Kind.TARGET, last=yesterday)]


@dataclass(frozen=True)
class Groups:
    """Cases received in a span, by each of three, and answers sent in it, by whether on the day."""

    fields: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    units: Counter[int | None] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)


def groups(scope: Scope, span: Span) -> Groups:
    """One reading of the tally for all that the leader's page shows of a span but its months."""
    got = Groups()
    pieces = [days for kind in (Kind.FIELD, Kind.CHANNEL, Kind.ANSWERED) for days in _days(kind, span)]
    for kind, key, unit, count in tallied.sums(scope, pieces, "c.kind, c.key, c.responsible_id"):
        if kind in (Kind.CHANNEL, Kind.CHANNEL_HALF):
            got.channels[key] += count
        elif kind in (Kind.ANSWERED, Kind.ANSWERED_HALF):
            got.answers[key] += count
        else:
            got.fields[key] += count
            got.units[unit] += count
    return got


def _days(kind: Kind, span: Span) -> list[Days]:
    return tallied.within(kind, span.first, span.last)


def answer_counts(scope: Scope, span: Span) -> tuple[int, int]:
    """How many answers were sent in the span, and how many of them by the day of the service target."""
    counts = dict(tallied.sums(scope, _days(Kind.ANSWERED, span), "c.key"))
    return sum(counts.values()), counts.get(ON_TIME, 0)


def by_month(scope: Scope, months: Sequence[Span]) -> tuple[list[int], list[int]]:
    """Cases received, and cases answered, in each of some months that follow each other."""
    starts = [month.first for month in months]
    whole = Span(starts[0], months[-1].last)
    got, sent = [0] * len(months), [0] * len(months)
    pieces = _days(Kind.FIELD, whole) + _days(Kind.ANSWERED, whole)
    for kind, day, count in tallied.sums(scope, pieces, "c.kind, c.day"):
        found = sent if kind in (Kind.ANSWERED, Kind.ANSWERED_HALF) else got
        found[bisect(starts, day) - 1] += count
    return got, sent


LISTED_KINDS = {
    Show.LATE_BY_LAW: Kind.LAW,
    Show.LATE_BY_TARGET: Kind.TARGET,
    Show.OPEN: Kind.OPEN,
    Show.RECEIVED: Kind.FIELD,
}


def listed(scope: Scope, show: Show, span: Span, today: date, conditions: Mapping[str, Any]) -> int | None:
    """The length of the list behind a number; None where it is narrowed by what the tally does not hold."""
    narrow, where = dict(conditions), {}
    if "responsible" in narrow:
        unit = narrow.pop("responsible")
        where["responsible_id"] = unit and unit.pk
    kind = LISTED_KINDS.get(show, Kind.ANSWERED)
    if kind in OF_OPEN:
        pieces = [days for days in _in_hand(today) if days.kind == kind]
    else:
        kind = Kind.CHANNEL if show == Show.RECEIVED and "channel" in narrow else kind
        if kind in narrow:
            where["key"] = narrow.pop(kind)
        if show in (Show.ON_TIME, Show.AFTER_TARGET):
            where["key"] = ON_TIME if show == Show.ON_TIME else LATE
        pieces = _days(kind, span)
    return None if narrow else tallied.total(scope, pieces, **where)


def overdue_at_end(cases: QuerySet[Submission], day: date) -> QuerySet[Submission]:
    """Cases that stood open when the day ended with some deadline, of law or of the office, before that day.

    Whether a case was open is told by its history; its deadlines are those the register holds now.
    """
    end = Span(day, day).moments[1]
    history = SubmissionEvent.objects.filter(submission=OuterRef("pk"), at__lt=end).order_by("-at", "-pk")
    # That it was met late, if it was, follows from the other two; said, it lets the index of late ones serve.
    passed = Deadline.objects.filter(
        Q(met_on__isnull=True) | Q(met_on__gt=day),
        Q(met_on__isnull=True) | Q(met_on__gt=F("due_on")),
        due_on__lt=day,
    )
    return cases.alias(stood=Subquery(history.values("to_status")[:1])).filter(
        pk__in=passed.values("submission"), stood__in=states.OPEN
    )


def _overdue(cases: QuerySet[Submission], day: date, today: date) -> QuerySet[Submission]:
    """Today needs no history: the case itself says whether it is open and which day is its next."""
    return register.overdue(cases, today) if day == today else overdue_at_end(cases, day)


# The keys other programs rely on, in this order; what has no rows yet is nought.
KEYS = (
    "submissions",
    "answered",
    "answered_on_time",
    "overdue",
    "reception_sessions",
    "reception_turns",
    "reception_people",
    "crowd_groups",
    "dialogues",
    "dialogue_people",
    "voter_meetings",
    "roundtables",
    "comments",
)


def figures(span: Span, today: date, unit: Unit | None = None) -> dict[str, int]:
    """Counts of a span under their stable keys, for the whole portal or for one unit."""
    cases, scope = counted(Submission.objects.all()), Scope()
    if unit is not None:
        cases, scope = of_units(cases, [unit.pk]), Scope(books=[unit.pk])
    sent, on_time = answer_counts(scope, span)
    known: dict[str, Any] = {
        "submissions": tallied.total(scope, _days(Kind.FIELD, span)),
        "answered": sent,
        "answered_on_time": on_time,
        "overdue": _overdue(cases, min(span.last, today), today).count(),
    }
    known |= meetings.figures(span.first, span.last, unit)
    return {key: known.get(key, 0) for key in KEYS}
