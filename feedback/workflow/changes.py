"""How any change is written: the locked row, its new status, its clocks and its event."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import states
from feedback.models import Submission, SubmissionEvent
from feedback.workflow import clocks, tally
from officials.models import Unit, User
from portal.errors import Stale

# The unit has the matter in hand: a later day it asked for may still be decided.
WORKED_ON = (states.Status.ACCEPTED, states.Status.NEEDS_MORE, states.Status.AWAITING_APPROVAL)


@dataclass
class Change:
    """One step about to be taken: the table's row, who takes it from which unit, when, and what it needs."""

    row: states.Transition
    by: User | None
    unit: Unit | None
    now: datetime
    words: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def locked(pk: int) -> Submission:
    """Return the case locked until the transaction ends, with its units, its sender and where it counts.

    Whoever then changes its row or its deadlines ends with `tally.record`, as `apply` does. Locked first and
    read afterwards: a row waited for whose book or unit has changed meanwhile fits the units joined to it no
    more, and PostgreSQL leaves it out.
    """
    try:
        (case,) = locked_many([pk])
    except ValueError:
        raise Submission.DoesNotExist from None
    return case


def locked_many(keys: Collection[int]) -> list[Submission]:
    """Cases locked as `locked` locks one, by id, in two statements for all; those gone are left out."""
    cases = Submission.objects.filter(pk__in=keys).order_by("pk")
    list(cases.select_for_update().values_list("pk"))
    found = list(cases.select_related("organ", "responsible__organ", "person").defer("search", "toned"))
    for case in found:
        case.tallied = tally.cells_of(case.pk)
    return found


def refuse_stale(case: Submission, version: int | None) -> None:
    """Raise Stale when the locked case is no longer the one its reader saw; None skips the question."""
    if version is not None and case.version != version:
        raise Stale(_("Somebody saved this opinion before you. Look at it again, then choose."), code="stale")


def apply(case: Submission, change: Change, changes: dict[str, list[Any]]) -> None:
    """Move the case to the row's target, keep its clocks, save what changed, tally it and add the event.

    `changes` holds the fields an effect already set on the case, each with its old and new value in codes;
    a fact that is no field of the case, such as the rule that proposed a unit, is kept in the event only.
    """
    before = case.status
    target = _target(case, change)
    own = {field.name for field in case._meta.concrete_fields}
    fields = {*own.intersection(changes), "status", "asked_from", "version", "closed_at", *clocks.DUE}
    _move(case, target, change.now)
    _keep_clocks(case, before, change.row, change.now)
    clocks.refresh_due(case)
    case.version += 1
    case.save(update_fields=sorted(fields))
    tally.record(case)
    SubmissionEvent.objects.create(
        submission=case,
        action=change.row.action,
        from_status=before,
        to_status=target,
        at=change.now,
        by=change.by,
        unit=change.unit,
        changes=changes,
    )


def _target(case: Submission, change: Change) -> str:
    target = change.row.target
    if target == states.DESK:
        return states.Status.RETURNED if change.facts.get("leaves_unit") else case.status
    if target == states.WAS:
        return str(change.facts["back_to"])
    if target == states.SAME:
        return case.status
    return case.asked_from if target == states.BACK else target


def _move(case: Submission, target: str, now: datetime) -> None:
    """Set the status and what hangs on it; a step that changes none leaves the question and the end alone."""
    if target == case.status:
        return
    case.asked_from = case.status if target == states.Status.NEEDS_MORE else ""
    case.status = target
    case.closed_at = now if target in states.ENDED else None


def _keep_clocks(case: Submission, before: str, row: states.Transition, now: datetime) -> None:
    today = timezone.localdate(now)
    if row.meets:
        clocks.meet(case, row.meets, today)
    if case.status == before:
        return
    if case.status not in WORKED_ON and before in WORKED_ON:
        clocks.drop_requests(case, now)
    if case.status == states.Status.NEEDS_MORE:
        clocks.pause(case, today)
    elif before == states.Status.NEEDS_MORE:
        clocks.resume(case, today)
