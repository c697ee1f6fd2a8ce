"""Naming a person or a body in a case, and taking that back: who loses it, and whose book it then is in."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feedback import naming, states
from feedback.models import Concern, Submission
from feedback.workflow import publishing, sealing
from feedback.workflow.answer import set_draft_aside
from feedback.workflow.changes import Change
from officials import queries as office
from officials.models import Official, Unit, User
from portal.outbox import queue

Changes = dict[str, list[Any]]
HELD_BY_UNIT = (states.Status.ROUTED, states.Status.ACCEPTED, states.Status.AWAITING_APPROVAL)


def name(case: Submission, change: Change) -> Changes:
    """Facts: official or concerned_unit, one of them.

    A person named loses the case with all who stand under them: a unit of theirs gives it back, and where
    they head the book's organ or read its incoming opinions the book passes to the organ's desk for such
    cases. Refused where no desk is left to read it. A body named is only passed over by the rules.
    """
    official, unit = change.facts.get("official"), change.facts.get("concerned_unit")
    if isinstance(official, Official) == isinstance(unit, Unit):
        raise ValidationError({"official": _("Choose one person or one body.")}, code="one")
    if any(row.official == official and row.unit == unit for row in case.live_concerns):
        raise ValidationError(_("This person or body is named already."), code="again")
    if change.by is None:
        raise ValueError("A naming is confirmed by somebody of the office.")
    Concern.objects.create(
        submission=case, official=official, unit=unit, confirmed_by=change.by, confirmed_at=change.now
    )
    changes = _recorded(case)
    if official is not None:
        changes |= publishing.take_down(case, change)
        _leave_unit(case, change)
        changes |= _leave_book(case, change)
    return changes


def not_named(case: Submission, change: Change) -> Changes:
    """Facts: official, one the clerk is asked about. The event says only that a question was answered."""
    official = change.facts.get("official")
    asked = naming.of_case(case)
    if not isinstance(official, Official) or official.pk not in asked:
        raise ValidationError(_("Nobody asks about this person any more."), code="again")
    case.may_name_ids = [pk for pk in asked if pk != official.pk]
    return {"may_name_ids": []}


def take_back(case: Submission, change: Change) -> Changes:
    """Facts: concern, one that stands. Where the case is by now, it stays."""
    concern = change.facts.get("concern")
    if not isinstance(concern, Concern) or concern not in case.live_concerns:
        raise ValidationError({"concern": _("Choose who is not concerned after all.")}, code="invalid")
    Concern.objects.filter(pk=concern.pk).update(taken_back_by=change.by, taken_back_at=change.now)
    kept = {} if case.is_ordinary else sealing.add_note(case, change)
    return _recorded(case) | kept


def _recorded(case: Submission) -> Changes:
    """Bring the ids on the case up to its rows; return those that were and those that are, by kind."""
    before = case.live_concerns
    del case.live_concerns
    after = case.live_concerns
    case.concerned_ids = sorted(row.official_id for row in after if row.official_id is not None)
    changes: Changes = {
        "concerned_ids": [
            sorted(row.official_id for row in rows if row.official_id is not None) for rows in (before, after)
        ]
    }
    bodies = [sorted(row.unit_id for row in rows if row.unit_id is not None) for rows in (before, after)]
    return changes | ({"concerned_units": bodies} if any(bodies) else {})


def _leave_unit(case: Submission, change: Change) -> None:
    """The unit that has it in hand, if the person works there or stands above it, holds it no longer."""
    closed = office.units_of(case.concerned_ids)
    change.facts["closed"] = closed
    if case.helps.filter(unit__in=closed, ended_at__isnull=True).exists():
        queue.cancel_unsent(about_type="feedback.submission", about_id=case.pk, kind="help_asked")
    if case.responsible_id not in closed:
        return
    for kind in ("routed", "reminded", "help_replied"):
        queue.cancel_unsent(about_type="feedback.submission", about_id=case.pk, kind=kind)
    if (case.asked_from or case.status) in HELD_BY_UNIT:
        set_draft_aside(case, change)
        change.facts["leaves_unit"] = True


def _leave_book(case: Submission, change: Change) -> Changes:
    organ = _desk_for(case)
    if organ is None:
        raise ValidationError(
            _(
                "People of this organ's own desk are named, and no other desk is entered that could read the "
                "opinion instead. Please ask the administrator to enter one."
            ),
            code="no_desk",
        )
    if organ == case.organ:
        return {}
    changes: Changes = {"organ": [case.organ_id, organ.pk]}
    case.organ = organ
    change.facts["entrusted"] = organ.pk not in change.facts["closed"]
    return changes


def _desk_for(case: Submission) -> Unit | None:
    """The book's organ, or the first along the desks for such cases whose own people are not named."""
    organ: Unit | None = case.organ
    passed: set[int] = set()
    while organ is not None and organ.pk not in passed:
        if _can_read(organ, case):
            return organ
        passed.add(organ.pk)
        organ = organ.conflict_desk
    return None


def _can_read(organ: Unit, case: Submission) -> bool:
    if not case.is_ordinary:
        return _some_free(organ.restricted_readers.filter(is_active=True), case)
    own = office.at_the_desk(organ, case.concerned_ids)
    return not own and _some_free(office.clerks_of(organ), case)


def _some_free(accounts: Iterable[User], case: Submission) -> bool:
    return any(office.barring(account).isdisjoint(case.concerned_ids) for account in accounts)
