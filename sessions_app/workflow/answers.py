"""Questions given to units: the unit is told, answers, and the answer goes to whoever asked."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from officials.models import User
from portal.errors import NotAllowed
from portal.outbox import queue
from sessions_app import emails, permissions
from sessions_app.models import Point, PointChange
from sessions_app.states import results_at

REPLY = ("reply", "reply_doc", "result")


def reply(
    point: Point, *, reply: str, reply_doc: str, result: str, version: int | None, by: User, now: datetime
) -> Point:
    """Keep the answer of the unit, before the day or after it; signed minutes do not close this.

    `result` is one of `results_at` its kind of meeting, or "". Raises NotAllowed for who neither handles
    opinions for the unit nor keeps the calendar, and ValidationError without words or when it changed.
    """
    with transaction.atomic():
        row = _locked(point)
        if not permissions.can_reply(by, row):
            raise NotAllowed
        if version != row.version:
            words = _("Somebody changed this before you. Look at it again, then choose.")
            raise ValidationError(words, code="stale")
        if not reply.strip():
            raise ValidationError({"reply": _("Write the answer.")}, code="silent")
        if result and result not in results_at(row.meeting.kind):
            raise ValidationError({"result": _("Choose one from the list.")}, code="result")
        written = {"reply": reply.strip(), "reply_doc": reply_doc.strip(), "result": result}
        changes = {
            name: [getattr(row, name), written[name]] for name in REPLY if getattr(row, name) != written[name]
        }
        if not changes:
            return row
        for name in changes:
            setattr(row, name, written[name])
        row.replied_at, row.replied_by, row.version = now, by, row.version + 1
        row.save(update_fields=[*REPLY, "replied_at", "replied_by", "version"])
        PointChange.objects.create(point=row, changes=changes, at=now, by=by)
    return row


def send_answer(point: Point, *, by: User, now: datetime) -> Point:
    """Send what is answered to whoever asked beforehand and left an e-mail address; once for one text.

    Raises NotAllowed for who does not keep the calendar, ValidationError without address or answer.
    """
    with transaction.atomic():
        row = _locked(point)
        if not permissions.can_keep(by, row.meeting.organ):
            raise NotAllowed
        if not row.answered:
            raise ValidationError(_("Write the answer first."), code="silent")
        draft = emails.of_answer(row)
        if draft is None:
            raise ValidationError(_("Whoever asked left no e-mail address."), code="address")
        queue.enqueue(draft, key=f"question_answered:{row.pk}:{row.version}", **emails.about_point(row))
    return row


def tell_unit(point: Point) -> None:
    """Write to the unit that is to answer; once for one point and unit."""
    draft = emails.of_question(point)
    if draft is not None:
        key = f"question_assigned:{point.pk}:{point.unit_id}"
        queue.enqueue(draft, key=key, **emails.about_point(point))


def _locked(point: Point) -> Point:
    rows = Point.objects.select_for_update(of=("self",)).select_related("meeting__organ", "unit")
    row = rows.get(pk=point.pk)
    if row.meeting.is_off:
        raise ValidationError(_("This meeting does not take place, or was not posted."), code="off")
    return row
