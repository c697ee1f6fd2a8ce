"""Directives and promises: entered, reported on, ended by a leader, and urged until then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import Unit, User
from portal.errors import NotAllowed
from portal.outbox import queue
from sessions_app import emails, permissions, promises
from sessions_app.models import Commitment, CommitmentNote, Meeting, Turn
from sessions_app.states import OPEN_TO_ALL, RECEPTIONS, Promise

ADOPTED_AT_ONCE = 500
URGED_WEEKS = 8  # what is older stands on the first page and in the lists


@dataclass(frozen=True)
class Promised:
    """What somebody is to do: `product` is what is expected to come of it, `helpers` units that help."""

    words: str
    unit: Unit
    due_on: date
    product: str
    helpers: Collection[Unit] = ()
    is_public: bool = False
    turn: Turn | None = None


def promise(*, meeting: Meeting, what: Promised, form_key: str, by: User, now: datetime) -> Commitment:
    """Enter one directive or promise, once for one form; the unit is told by a letter."""
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
        if not permissions.can_keep(by, row.organ):
            raise NotAllowed
        known = Commitment.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        if not row.took_place:
            raise ValidationError(_("Record the meeting as held first."), code="not_held")
        _refuse_promise(row, what)
        made = Commitment.objects.create(
            meeting=row,
            number=(row.commitments.aggregate(last=Max("number"))["last"] or 0) + 1,
            words=what.words,
            unit=what.unit,
            due_on=what.due_on,
            product=what.product,
            is_public=what.is_public,
            turn=what.turn,
            form_key=form_key,
            made_at=now,
            made_by=by,
        )
        made.helpers.set(what.helpers)
        _tell(made, "commitment")
    return made


def report(commitment: Commitment, *, text: str, percent: int, by: User, now: datetime) -> CommitmentNote:
    """Say how far it is; by the unit responsible or the desk that keeps the calendar."""
    with transaction.atomic():
        row = _open(commitment)
        if not permissions.can_report(by, row):
            raise NotAllowed
        if not text.strip():
            raise ValidationError({"text": _("Write how far it is.")}, code="silent")
        return CommitmentNote.objects.create(
            commitment=row, text=text.strip(), percent=percent, at=now, by=by
        )


def end(commitment: Commitment, *, is_done: bool, evidence: str, by: User, now: datetime) -> Commitment:
    """End it, with what proves it done or why it is dropped; by a leader of the organ that promised."""
    with transaction.atomic():
        row = _open(commitment)
        if not permissions.can_end(by, row):
            raise NotAllowed
        if not evidence.strip():
            raise ValidationError({"evidence": _("Write what proves it, or why it ends.")}, code="silent")
        row.status = Promise.DONE if is_done else Promise.DROPPED
        row.evidence, row.ended_on, row.ended_by = evidence.strip(), timezone.localdate(now), by
        row.save(update_fields=["status", "evidence", "ended_on", "ended_by"])
        queue.cancel_unsent(**emails.about_commitment(row))
    return row


def adopt_promises(now: datetime) -> None:
    """Follow up what answers promised: told, urged and ended like a directive; each once."""
    for answer in promises.promised_in_answers()[:ADOPTED_AT_ONCE]:
        if answer.promise_unit is None or answer.promise_on is None:
            continue  # the database holds both or neither
        with transaction.atomic():
            made, is_new = Commitment.objects.get_or_create(
                form_key=f"answer:{answer.pk}",
                defaults={
                    "case": answer.submission,
                    "number": 1,
                    "unit": answer.promise_unit,
                    "due_on": answer.promise_on,
                    "made_at": now,
                    "made_by": answer.decided_by or answer.drafted_by,
                },
            )
            is_ahead = answer.promise_on >= timezone.localdate(now)  # late ones are urged, not told anew
            if is_new and is_ahead and not answer.submission.concerned_ids:
                _tell(made, "commitment")


def remind_promises(now: datetime) -> None:
    """Remind units three working days before a commitment is due, and each week that it is late."""
    today = timezone.localdate(now)
    for row in promises.commitments_to_remind(today):
        with transaction.atomic():
            if row.due_on >= today:
                _tell(row, "commitment_due")
            elif (week := week_since(row.due_on, today)) <= URGED_WEEKS:
                _tell(row, "commitment_late", f":{week}" if week else "")


def week_since(day: date, today: date) -> int:
    return (today - day).days // 7


def _tell(row: Commitment, kind: str, which: str = "") -> None:
    """Write the letter to the unit, if it has an address; its key lets each be written once."""
    draft = emails.of_commitment(row, kind)
    if draft is not None:
        queue.enqueue(draft, key=f"{kind}:{row.pk}{which}", **emails.about_commitment(row))


def _open(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",)).select_related(
        "meeting__organ", "case__organ", "unit"
    )
    row = rows.get(pk=commitment.pk)
    if not row.is_open:
        raise ValidationError(_("It has ended already."), code="ended")
    return row


def _refuse_promise(meeting: Meeting, what: Promised) -> None:
    if what.due_on < meeting.day:
        raise ValidationError({"due_on": _("This day is before the meeting.")}, code="early")
    if what.unit in what.helpers:
        words = _("The unit responsible does not also help.")
        raise ValidationError({"helpers": words}, code="twice")
    if what.is_public and meeting.kind not in OPEN_TO_ALL:
        words = _("What was said at a reception is not shown to the public.")
        raise ValidationError({"is_public": words}, code="private")
    if what.turn is not None and (what.turn.meeting_id != meeting.pk or meeting.kind not in RECEPTIONS):
        raise ValidationError(_("This turn is of another day."), code="turn")
