"""A later day for the answer: the unit asks, a leader decides, the sender is told with the reason."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.models import Deadline, Extension, Message, Submission
from feedback.workflow.changes import Change
from portal.clocks import calendar, rules

Changes = dict[str, list[Any]]
EXTENDED = "answer_target"
REASON_MAX = 2_000


def ask(case: Submission, change: Change) -> Changes:
    """Facts: new_due (a working day after the present one), reason (the sender will read it).

    Raises ValidationError for a term of law, which only a numbered decision may pause, for a day that has
    passed, and for a day further off than the rule `extension_most` of today allows. A second one the table
    of transitions does not offer.
    """
    deadline = _running(case, change.now)
    new_due, reason = change.facts.get("new_due"), str(change.facts.get("reason", "")).strip()
    if not reason:
        raise ValidationError({"reason": _("Write why the answer takes longer.")}, code="required")
    if change.by is None or change.unit is None:
        raise ValueError("A later day is asked for by somebody of a unit.")
    old_due, new_due = _span(deadline, new_due, timezone.localdate(change.now))
    Extension.objects.create(
        deadline=deadline,
        reason=reason[:REASON_MAX],
        old_due=old_due,
        new_due=new_due,
        asked_by=change.by,
        asked_at=change.now,
        unit=change.unit,
    )
    return {EXTENDED: [str(old_due), str(new_due)]}


def grant(case: Submission, change: Change) -> Changes:
    """The leader's yes: the day moves, and the sender reads the new day with the reason."""
    deadline = _running(case, change.now)
    asked = _asked(case)
    if deadline.due_on is None or asked.new_due <= deadline.due_on:
        words = _("The answer is now due on another day than when this was asked. Please refuse it.")
        raise ValidationError(words, code="moved")
    asked.old_due = deadline.due_on
    _decide(asked, Extension.Decision.YES, change)
    old, deadline.due_on = deadline.due_on, asked.new_due
    deadline.save(update_fields=["due_on"])
    Message.objects.create(
        submission=case,
        kind=Message.Kind.EXTENSION,
        text=asked.reason,
        at=change.now,
        by=change.by,
        unit=change.unit,
    )
    change.facts["extension"] = asked
    return {EXTENDED: [str(old), str(asked.new_due)]}


def refuse(case: Submission, change: Change) -> Changes:
    """The leader's no, with an internal reason: the day stays."""
    _decide(_asked(case), Extension.Decision.NO, change)
    return {}


def latest_day(deadline: Deadline, today: date) -> date | None:
    """The last day to which it may be moved under the rule of today; None where no rule allows any."""
    rule = rules.find("extension_most", today)
    return rules.due_on(rule, deadline.due_on) if rule and deadline.due_on else None


def _running(case: Submission, now: datetime) -> Deadline:
    """The service target of the answer, while it runs and has not passed."""
    deadlines = case.deadlines.filter(rule__code=EXTENDED, met_on__isnull=True)
    deadline = deadlines.select_related("rule").first()
    if deadline is None or deadline.due_on is None:
        raise ValidationError(_("No service target for the answer runs here."), code="none")
    if deadline.rule.is_statutory:
        words = _("This is a term of law: no leader can move it, only a numbered decision may pause it.")
        raise ValidationError(words, code="law")
    if deadline.due_on < timezone.localdate(now):
        words = _("The day %(day)s has passed. Please answer, and say plainly why it is late.")
        raise ValidationError(words % {"day": f"{deadline.due_on:%d/%m/%Y}"}, code="passed")
    return deadline


def _span(deadline: Deadline, new_due: Any, today: date) -> tuple[date, date]:
    """The day as it is and the day wished for; raises ValidationError for one that cannot be."""
    last = latest_day(deadline, today)
    if last is None or deadline.due_on is None:
        words = _("No rule of the office allows a later day. Please tell the administrator of the portal.")
        raise ValidationError(words, code="no_rule")
    if not isinstance(new_due, date) or new_due <= deadline.due_on:
        words = _("Choose a day after %(day)s.") % {"day": f"{deadline.due_on:%d/%m/%Y}"}
    elif not calendar.current().is_working_day(new_due):
        words = _("%(day)s is a day off. Choose a working day.") % {"day": f"{new_due:%d/%m/%Y}"}
    elif new_due > last:
        words = _("At the latest %(day)s, as the office's own rule says.") % {"day": f"{last:%d/%m/%Y}"}
    else:
        return deadline.due_on, new_due
    raise ValidationError({"new_due": words}, code="day")


def _asked(case: Submission) -> Extension:
    waiting = Extension.objects.select_for_update().filter(deadline__submission=case)
    return waiting.get(decision=Extension.Decision.WAITS)


def _decide(asked: Extension, decision: str, change: Change) -> None:
    asked.decision, asked.decided_by, asked.decided_at = decision, change.by, change.now
    asked.save(update_fields=["old_due", "decision", "decided_by", "decided_at"])
