"""Hand-over between units: passed on by the one that has it, urged from above, others asked to help."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import emails
from feedback.models import Submission
from feedback.workflow.answer import set_draft_aside
from feedback.workflow.changes import Change
from officials import queries as office
from officials.models import Unit
from portal.outbox import queue

Changes = dict[str, list[Any]]
Effect = Callable[[Submission, Change], Changes]


def passing_on(route: Effect) -> Effect:
    """As the desk assigns, but by the unit that has it: the desk is told, its draft becomes a note.

    Facts: responsible. Raises ValidationError as `route` does, and for the unit that passes it on itself.
    """

    def pass_on(case: Submission, change: Change) -> Changes:
        old = case.responsible
        if change.facts.get("responsible") == old:
            words = _("The opinion is with this unit already.")
            raise ValidationError({"responsible": words}, code="same")
        set_draft_aside(case, change)
        queue.cancel_unsent(about_type="feedback.submission", about_id=case.pk, kind="routed")
        changes = route(case, change)
        letter = emails.passed_on(case, old)
        if letter is not None:
            queue.enqueue(letter, key=f"passed_on:{case.pk}:{case.version + 1}", **emails.about(case))
        return changes

    return pass_on


def remind(case: Submission, change: Change) -> Changes:
    """Urge the unit that has the case, once a day at most; the letter says how often by now."""
    today = timezone.localdate(change.now)
    if case.reminded_on is not None and case.reminded_on >= today:
        words = _("The unit was urged today already. It can be urged again on the next day.")
        raise ValidationError(words, code="today")
    before, case.reminded, case.reminded_on = case.reminded, case.reminded + 1, today
    return {"reminded": [before, case.reminded], "reminded_on": []}


def unreminded(case: Submission) -> Changes:
    """A unit that gets the case anew was never urged about it."""
    if not case.reminded:
        return {}
    before, case.reminded, case.reminded_on = case.reminded, 0, None
    return {"reminded": [before, 0], "reminded_on": []}


def ask_help(case: Submission, change: Change) -> Changes:
    """Facts: helper (a unit that exists today, not the one that handles it), reply_by (a day ahead, or None).

    The question are the words of the step. A unit in which somebody named works, or that such a person heads,
    is refused as it would be for handling.
    """
    unit, reply_by = change.facts.get("helper"), change.facts.get("reply_by")
    today = timezone.localdate(change.now)
    if not isinstance(unit, Unit) or not office.working_units(today).filter(pk=unit.pk).exists():
        raise ValidationError({"helper": _("Choose the unit that helps.")}, code="invalid")
    if unit.pk == case.responsible_id:
        raise ValidationError({"helper": _("This unit handles it already.")}, code="same")
    if unit.pk in office.units_of(case.concerned_ids):
        raise ValidationError(
            {"helper": _("This unit cannot be given this opinion. Choose another.")}, code="conflict"
        )
    if reply_by is not None and reply_by <= today:
        raise ValidationError({"reply_by": _("Choose a day that lies ahead.")}, code="past")
    if case.helps.filter(unit=unit, ended_at__isnull=True).exists():
        raise ValidationError({"helper": _("This unit is asked already.")}, code="twice")
    assert change.by is not None  # noqa: S101 – the table opens it to staff only
    case.helps.create(unit=unit, reply_by=reply_by, asked_by=change.by, asked_at=change.now)
    return {"helper": [None, unit.pk]}
