"""The day of a deadline with its pauses and its extension, and the same count in sentences."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.models import Deadline, Extension
from portal.clocks import calendar, rules
from portal.clocks.arithmetic import EndlessPause, Pause, Step, StepKind
from portal.clocks.explain import day_in_words, explain, sentences

Yes = Extension.Decision.YES


def due_on(deadline: Deadline) -> date | None:
    """The day as it counts now, by the rule or from the day the sender was told; None while a pause holds it.

    A day that was promised to the sender moves for a pause and for nothing else: the calendar may change.
    """
    granted, pauses = granted_of(deadline), _pauses_of(deadline)
    if granted is None:
        return rules.due_on(deadline.rule, deadline.started_on, pauses)
    try:
        return _walk(granted, pauses)[-1].day
    except EndlessPause:
        return None


def granted_of(deadline: Deadline) -> Extension | None:
    """The last extension a leader agreed to."""
    return next((row for row in reversed(deadline.extensions.all()) if row.decision == Yes), None)


def told(deadline: Deadline) -> list[str]:
    """The rule, each day left out, and where the day was moved, as sentences in the active language."""
    granted, pauses = granted_of(deadline), _pauses_of(deadline)
    if granted is None:
        return explain(deadline.rule, deadline.started_on, pauses)
    before = [pause for pause in pauses if pause[0] < _decided_on(granted)]
    return [*explain(deadline.rule, deadline.started_on, before), *_moved(granted, pauses)]


def _moved(granted: Extension, pauses: Sequence[Pause]) -> Iterable[str]:
    words = _("Moved from %(old)s to %(new)s, decided on %(day)s. Reason: %(reason)s")
    yield words % {
        "old": day_in_words(granted.old_due),
        "new": day_in_words(granted.new_due),
        "day": f"{_decided_on(granted):%d/%m/%Y}",
        "reason": granted.reason,
    }
    try:
        steps = _walk(granted, pauses)
    except EndlessPause:
        began = max(began for began, ended in pauses if ended is None)
        words = _(
            "The clock has been standing still since %(day)s. The day will be known once it runs again."
        )
        yield words % {"day": day_in_words(began)}
        return
    if steps[-1].day != granted.new_due:
        yield from sentences([step for step in steps if step.kind != StepKind.START], calendar.current())


def _walk(granted: Extension, pauses: Sequence[Pause]) -> list[Step]:
    """From the decision on, as many working days as lay before the new day, with later pauses left out."""
    days, decided_on = calendar.current(), _decided_on(granted)
    new_due = days.next_working_day(granted.new_due)
    return days.walk_working(decided_on, days.working_days_between(decided_on, new_due), pauses)


def _decided_on(granted: Extension) -> date:
    return timezone.localdate(granted.decided_at)


def _pauses_of(deadline: Deadline) -> list[Pause]:
    return [(pause.started_on, pause.ended_on) for pause in deadline.pauses.all()]
