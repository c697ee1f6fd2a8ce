"""How a date was reached, in sentences for people in the active language ("Cách tính")."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from portal.clocks import calendar as calendars
from portal.clocks import rules
from portal.clocks.arithmetic import Calendar, DayName, EndlessPause, Pause, Step, StepKind
from portal.clocks.models import Rule

WEEKDAYS = (
    pgettext_lazy("before a date", "Monday"),
    pgettext_lazy("before a date", "Tuesday"),
    pgettext_lazy("before a date", "Wednesday"),
    pgettext_lazy("before a date", "Thursday"),
    pgettext_lazy("before a date", "Friday"),
    pgettext_lazy("before a date", "Saturday"),
    pgettext_lazy("before a date", "Sunday"),
)


def day_in_words(day: date) -> str:
    """thứ Năm, 05/03/2026."""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def sentences(steps: Sequence[Step], calendar: Calendar) -> list[str]:
    """One sentence a step, then what is not certain yet about the days it went over."""
    return [_sentence(step) for step in [*steps, *_doubts(steps, calendar)]]


def explain(
    rule: Rule, started_on: date, pauses: Sequence[Pause] = (), calendar: Calendar | None = None
) -> list[str]:
    """The rule with its basis, then each day that was not counted and why, then the due day."""
    calendar = calendar or calendars.current()
    try:
        steps = rules.steps(rule, started_on, pauses, calendar)
    except EndlessPause:
        return [
            _rule_sentence(rule),
            _("The clock has been standing still since %(day)s. The day will be known once it runs again.")
            % {"day": day_in_words(max(began for began, ended in pauses if ended is None))},
        ]
    return [_rule_sentence(rule), *sentences(steps, calendar)]


def _rule_sentence(rule: Rule) -> str:
    length = f"{rule.days} {rule.get_unit_display()}"
    if rule.direction == Rule.Direction.BEFORE:
        length = _("%(length)s before") % {"length": length}
    words = {"name": rule.label, "length": length, "basis": rule.legal_basis}
    if rule.is_statutory:
        return _("%(name)s: %(length)s (basis: %(basis)s).") % words
    return _("%(name)s: %(length)s, a target the office sets for itself.") % words


def _doubts(steps: Sequence[Step], calendar: Calendar) -> list[Step]:
    doubts = [Step(StepKind.UNCONFIRMED, step.day, step.name) for step in steps if step.name]
    doubts = [step for step in doubts if step.day in calendar.unconfirmed]
    due = steps[-1].day
    if calendar.known_until and due > calendar.known_until:
        doubts.append(Step(StepKind.UNKNOWN, due))
    return doubts


def _sentence(step: Step) -> str:
    return capfirst(_wording(step))


def _wording(step: Step) -> str:
    words = {"day": day_in_words(step.day), "name": _name(step.name), "year": step.day.year}
    return {
        StepKind.STARTS_LATER: _("%(day)s is a day off: the count starts from the next working day."),
        StepKind.START: _("The count leaves out %(day)s itself."),
        StepKind.WEEKEND: _("%(day)s is not counted: weekly rest."),
        StepKind.HOLIDAY: _("%(day)s is not counted: %(name)s."),
        StepKind.WORKED: _("%(day)s is a working day: %(name)s."),
        StepKind.PAUSED: _("%(day)s is not counted: the clock was paused."),
        StepKind.LAST_COUNTED: _("The last day counted is %(day)s, a day off, so the day moves."),
        StepKind.DUE: _("Due day: %(day)s."),
        StepKind.UNCONFIRMED: _("Not certain yet: %(day)s, %(name)s. The official decision is awaited."),
        StepKind.UNKNOWN: _("The calendar has no holidays for %(year)s yet; the day may move."),
    }[step.kind] % words


def _name(name: DayName | None) -> str:
    if name is None:
        return ""
    return name.vi if get_language() == "vi" else name.en
