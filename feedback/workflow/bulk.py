"""One step on many cases: rehearsed to be shown, taken with one event a case, taken back in ten minutes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from feedback import emails, permissions, queries, states
from feedback.models import BulkItem, BulkRun, Submission
from feedback.workflow import bulk_answer, clocks, staff
from feedback.workflow.changes import Change, apply, locked, locked_many
from feedback.workflow.effects import Changes, set_fields
from officials.models import Unit, User
from officials.queries import units_of
from portal.errors import NotAllowed, Stale
from portal.outbox import queue

AT_ONCE = 200
ABOUT = "feedback.bulkrun"
A = states.Action


@dataclass(frozen=True)
class Outcome:
    """What becomes of one case; a refusal is the sentence that says why it stays as it is."""

    case: Submission
    refusal: str = ""
    words: str = ""


def rehearse(seen: Mapping[int, int], action: str, *, by: User, **facts: Any) -> list[Outcome]:
    """Take the very steps and take them all back, so that what is shown beforehand is what would happen."""
    with transaction.atomic():
        outcomes, _items = _each(seen, action, by, timezone.now(), facts)
        transaction.set_rollback(True)
    return outcomes


def act_on_many(
    seen: Mapping[int, int], action: str, *, by: User, now: datetime | None = None, **facts: Any
) -> tuple[BulkRun | None, list[Outcome]]:
    """Take one step on each case that still has the version seen, all in one transaction.

    A case that is refused is left whole and told; the others are done, with one event each. Units are told by
    one letter each, which waits until nothing can be taken back any more. None when no case was done.
    """
    now = now or timezone.now()
    if len(seen) > AT_ONCE:
        words = _("At most %(n)s opinions can be worked on at once.") % {"n": AT_ONCE}
        raise ValidationError(words, code="too_many")
    with transaction.atomic():
        outcomes, items = _each(seen, action, by, now, facts)
        if not items:
            return None, outcomes
        run = BulkRun.objects.create(action=action, by=by, at=now)
        for item in items:
            item.run = run
        BulkItem.objects.bulk_create(items)
        _tell_units(run, [outcome.case for outcome in outcomes if not outcome.refusal])
    return run, outcomes


def undo(run: BulkRun, *, by: User, now: datetime | None = None) -> tuple[list[Submission], list[Submission]]:
    """Put back each case nobody touched since; return those put back and those left as they are now.

    Raises NotAllowed for somebody else's run, a second time, and after ten minutes.
    """
    now = now or timezone.now()
    back: list[Submission] = []
    left: list[Submission] = []
    with transaction.atomic():
        run = BulkRun.objects.select_for_update().get(pk=run.pk)
        settled = run.undone_at is not None or run.taken_at is not None
        if run.by_id != by.pk or settled or now >= run.undo_until:
            raise NotAllowed(_("This can no longer be taken back. Open the opinions one by one."))
        run.undone_at = now
        run.save(update_fields=["undone_at"])
        queue.cancel_unsent(about_type=ABOUT, about_id=run.pk)
        for item in run.items.order_by("submission"):
            case = locked(item.submission_id)
            (back if _put_back(case, item, by, now) else left).append(case)
        _tell_units(run, [case for case in left if case.status == states.Status.ROUTED])
    return back, left


def _each(
    seen: Mapping[int, int], action: str, by: User, now: datetime, facts: dict[str, Any]
) -> tuple[list[Outcome], list[BulkItem]]:
    outcomes, items = [], []
    visible = queries.visible_to(by).filter(pk__in=seen).order_by().values_list("pk", flat=True)
    for case in locked_many(list(visible)):
        before = copy(case)
        try:
            if action == A.CLASSIFY and case.is_classified:
                words = _("It is classified already; do it again on its own page.")
                raise ValidationError(words, code="classified")
            done, words = _take(case, action, by=by, now=now, version=seen[case.pk], **facts)
        except Stale:
            outcomes.append(Outcome(before, _("Somebody changed it since you chose it.")))
        except NotAllowed as error:
            outcomes.append(Outcome(before, str(error)))
        except ValidationError as error:
            outcomes.append(Outcome(before, " ".join(error.messages)))
        else:
            outcomes.append(Outcome(done, words=words))
            items.append(BulkItem(submission=case, version=done.version, before=_before(before)))
    return outcomes, items


def _take(case: Submission, action: str, **facts: Any) -> tuple[Submission, str]:
    """The step itself: the case as it stands afterwards and, for an answer, what it will say."""
    if action == A.ANSWER:
        return case, bulk_answer.draft(case, **facts)
    return staff.take(case, action, in_bulk=True, **facts), ""


def _before(case: Submission) -> dict[str, Any]:
    return {
        "status": case.status,
        "responsible": case.responsible_id,
        "routed_at": case.routed_at and case.routed_at.isoformat(),
        "field": case.field,
        "topic": case.topic,
    }


def _put_back(case: Submission, item: BulkItem, by: User, now: datetime) -> bool:
    """Whether the case stood as the run left it, and is now as it was before, by an event of its own."""
    if item.run.action == A.ANSWER:
        return bulk_answer.drop(case, item)
    case.is_undoable = case.version == item.version
    row = permissions.row_for(by, case, A.UNDO)
    if row is None:
        return False
    change = Change(row=row, by=by, unit=case.organ, now=now, facts={"back_to": item.before["status"]})
    apply(case, change, _restored(case, item))
    return True


def _restored(case: Submission, item: BulkItem) -> Changes:
    before = item.before
    if item.run.action == A.ROUTE:
        unit = Unit.objects.filter(pk=before["responsible"]).first()
        routed_at = parse_datetime(before["routed_at"]) if before["routed_at"] else None
        return set_fields(case, responsible=unit, routed_at=routed_at)
    if item.run.action == A.CLASSIFY:
        unsigned = {"legal_kind": "", "legal_kind_by": None, "legal_kind_at": None}
        changes = set_fields(case, field=before["field"], topic=before["topic"], **unsigned)
        clocks.after_classifying(case, timezone.localdate(case.received_at))
        return changes
    if item.run.action == A.MARK_SPAM:
        queue.release_held(about_type="feedback.submission", about_id=case.pk)
        return set_fields(case, suspected=False)
    return {}


def _tell_units(run: BulkRun, cases: Iterable[Submission]) -> None:
    """One letter a unit about all it was given, leaving when the time to take it back is over."""
    if run.action != A.ROUTE:
        return
    piles: dict[Unit, list[Submission]] = defaultdict(list)
    for case in cases:
        unit = case.responsible
        reached = emails.mailbox_for(unit, units_of(case.concerned_ids)) if unit is not None else None
        if reached is not None:
            piles[reached].append(case)
    part = "left" if run.undone_at else "all"
    for unit, given in piles.items():
        letter = emails.routed_together(unit, given)
        key = f"{letter.kind}:{run.pk}:{unit.pk}:{part}"
        queue.enqueue(letter, key=key, about_type=ABOUT, about_id=run.pk, not_before=run.undo_until)
