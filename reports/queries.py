"""Counts of the register and the lists behind them; every figure of the portal is defined here once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import queries as register
from feedback import states
from feedback.models import Deadline, Submission, SubmissionEvent
from officials import queries as office
from officials.models import Unit, User
from officials.roles import Permission
from reports.periods import Span


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


def loads(cases: QuerySet[Submission], today: date) -> list[Load]:
    """Open cases by the unit that handles them, the latest unit first."""
    everywhere = Submission.objects.all()
    by_law = register.late_by_law(everywhere, today).values("pk")
    by_target = register.late_by_target(everywhere, today).values("pk")
    groups = (
        cases.filter(status__in=states.OPEN)
        .order_by()
        .values_list("responsible")
        .annotate(
            open=Count("pk"),
            law=Count("pk", filter=Q(pk__in=by_law)),
            target=Count("pk", filter=Q(pk__in=by_target)),
        )
    )
    rows = [Load(*group) for group in groups]
    return sorted(rows, key=lambda row: (-row.late_by_law, -row.late_by_target, -row.open, row.unit or 0))


@dataclass(frozen=True)
class Group:
    field: str
    channel: str
    unit: int | None
    count: int


def received_groups(cases: QuerySet[Submission], span: Span) -> list[Group]:
    """Cases received in the span by field, channel and unit at once: one reading serves three figures."""
    groups = received(cases, span).order_by().values_list("field", "channel", "responsible")
    return [Group(*group) for group in groups.annotate(count=Count("pk"))]


def answer_counts(cases: QuerySet[Submission], span: Span) -> tuple[int, int]:
    """How many answers were sent in the span, and how many of them by the day of the service target."""
    counts = answered(cases, span).aggregate(all=Count("pk"), on_time=Count("pk", filter=Q(_met_target())))
    return counts["all"], counts["on_time"]


def by_month(cases: QuerySet[Submission], moment: str, months: Sequence[Span]) -> list[int]:
    """Cases by the month of the moment; months that begin on another day are moved to the first."""
    shift = timedelta(days=months[0].first.day - 1)
    whole = Span(months[0].first, months[-1].last)
    groups = (
        _within(cases, moment, whole)
        .order_by()
        .values_list(TruncMonth(F(moment) - shift))
        .annotate(count=Count("pk"))
    )
    found = {(start.year, start.month): count for start, count in groups}
    return [found.get((month.first.year, month.first.month), 0) for month in months]


def overdue_at_end(cases: QuerySet[Submission], day: date) -> QuerySet[Submission]:
    """Cases that stood open when the day ended with some deadline, of law or of the office, before that day.

    Whether a case was open is told by its history; its deadlines are those the register holds now.
    """
    end = Span(day, day).moments[1]
    history = SubmissionEvent.objects.filter(submission=OuterRef("pk"), at__lt=end).order_by("-at", "-pk")
    passed = Deadline.objects.filter(
        Q(met_on__isnull=True) | Q(met_on__gt=day), submission=OuterRef("pk"), due_on__lt=day
    )
    return cases.alias(stood=Subquery(history.values("to_status")[:1])).filter(
        Exists(passed), stood__in=states.OPEN
    )


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
    cases = counted(Submission.objects.all())
    if unit is not None:
        cases = of_units(cases, [unit.pk])
    sent, on_time = answer_counts(cases, span)
    known: dict[str, Any] = {
        "submissions": received(cases, span).count(),
        "answered": sent,
        "answered_on_time": on_time,
        "overdue": overdue_at_end(cases, min(span.last, today)).count(),
    }
    return {key: known.get(key, 0) for key in KEYS}
