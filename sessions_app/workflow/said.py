"""What was said becomes opinions of the register: a turn or a point of the minutes, each once."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import naming
from feedback import states as register
from feedback import workflow as feedback
from feedback.workflow import DeskEntry, Intake, Receipt
from officials import permissions as office
from officials.models import User
from officials.roles import Permission
from portal.errors import NotAllowed
from sessions_app import permissions
from sessions_app.models import Meeting, Point, PointChange, Raised, Turn
from sessions_app.states import NEEDS_NOBODY, OPEN_TO_ALL, RECEPTIONS, Kind, Matter, Status, Way
from sessions_app.workflow.answers import tell_unit

CHANNEL = {
    Kind.VOTERS: register.Channel.TIEP_XUC_CU_TRI,
    Kind.DIALOGUE: register.Channel.DOI_THOAI,
    Kind.ROUNDTABLE: register.Channel.TOA_DAM,
    Kind.CRITICISM: register.Channel.TOA_DAM,
} | dict.fromkeys(RECEPTIONS, register.Channel.TIEP_CONG_DAN)
NAME_MOST = 120
DECLARED = {
    Matter.PETITION: register.Kind.KIEN_NGHI,
    Matter.REPORT: register.Kind.PHAN_ANH,
}
WRITTEN = (
    "speaker",
    "text",
    "field",
    "competence",
    "is_repeated",
    "is_advance",
    "way",
    "answer",
    "unit",
    "due_on",
    "is_public",
)
SECRET = ("speaker",)


@dataclass(frozen=True)
class Question:
    """What somebody asks before a meeting; of an enterprise also its name, tax number and sector."""

    text: str
    speaker: str
    contact: str = ""
    field: str = ""
    organisation: str = ""
    tax_number: str = ""
    sector: str = ""


def add_point(
    *, meeting: Meeting, written: Mapping[str, Any], form_key: str, by: User, now: datetime
) -> Point:
    """Add one question or opinion, once for one form; `written` has fields of `WRITTEN`.

    Raises NotAllowed, and ValidationError once the minutes are signed or for what the database refuses.
    """
    with transaction.atomic():
        row = _open(meeting, by)
        known = Point.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        last = row.points.aggregate(last=Max("number"))["last"] or 0
        point = Point(meeting=row, number=last + 1, form_key=form_key, recorded_at=now, recorded_by=by)
        return _told(_write(point, written))


def ask(*, meeting: Meeting, question: Question, form_key: str, now: datetime) -> Point:
    """Take in a question before the day, once for one form; anybody may ask, without an account.

    Raises ValidationError, in words for whoever asks, where the meeting takes no questions.
    """
    with transaction.atomic():
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        known = Point.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        refuse_question(row, now)
        last = row.points.aggregate(last=Max("number"))["last"] or 0
        point = Point(meeting=row, number=last + 1, form_key=form_key, recorded_at=now, is_advance=True)
        for name, value in asdict(question).items():
            setattr(point, name, value)
        point.asked, point.way = question.text, Way.TO_ANSWER
        point.may_name_ids = _named_in(point)
        point.validate_constraints()
        point.save()
    return point


def refuse_question(meeting: Meeting, now: datetime) -> None:
    """Raise ValidationError where nobody sends questions beforehand, or not any more."""
    if meeting.kind not in OPEN_TO_ALL:
        raise ValidationError(_("This meeting takes no questions beforehand."), code="kind")
    if meeting.is_off:
        raise ValidationError(_("This meeting does not take place on this day."), code="off")
    if meeting.status != Status.POSTED or meeting.day <= timezone.localdate(now):
        words = _("Questions are no longer taken beforehand. You can raise them at the meeting.")
        raise ValidationError(words, code="late")


def change_point(
    point: Point, *, written: Mapping[str, Any], version: int | None, by: User, now: datetime
) -> Point:
    """Change what is written; `version` is what its writer saw. What stood there before is kept."""
    with transaction.atomic():
        _open(point.meeting, by)
        row = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
        if version != row.version:
            words = _("Somebody changed this before you. Look at it again, then choose.")
            raise ValidationError(words, code="stale")
        # What was sent in is kept as it was, encrypted; here it would stand in plain after it was put better.
        secret = (*SECRET, "text") if row.is_sent_in else SECRET
        changes = {
            name: ["…", "…"] if name in secret else [_shown(getattr(row, name)), _shown(written[name])]
            for name in WRITTEN
            if name in written and getattr(row, name) != written[name]
        }
        if changes:
            row.version += 1
            _told(_write(row, written))
            PointChange.objects.create(point=row, changes=changes, at=now, by=by)
    return row


def _told(point: Point) -> Point:
    """Whoever is to answer is told; what was answered at once, or is not ours, waits for nobody."""
    if point.unit is not None and point.way not in NEEDS_NOBODY:
        tell_unit(point)
    return point


def _shown(value: Any) -> str | bool | None:
    return value if value is None or isinstance(value, bool) else str(value)


def _write(point: Point, written: Mapping[str, Any]) -> Point:
    for name in WRITTEN:
        if name in written:
            setattr(point, name, written[name])
    if point.way == Way.AT_ONCE and not point.answer:
        raise ValidationError({"answer": _("Write what was answered.")}, code="silent")
    point.may_name_ids = _named_in(point)
    point.validate_constraints()
    point.save()
    return point


def _named_in(point: Point) -> list[int]:
    """What the desk writes anew of a question that was sent in takes nobody out whom it named."""
    return naming.officials_in(
        words=[point.text, point.asked], topic=register.Topic.KHONG_RO, field=point.field
    )


def _open(meeting: Meeting, by: User) -> Meeting:
    """The meeting, locked, while its minutes may still be written."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
    if not permissions.can_keep(by, row.organ):
        raise NotAllowed
    if row.kind not in OPEN_TO_ALL:
        raise ValidationError(_("A reception has turns, not questions."), code="kind")
    if row.is_off or row.status == Status.PLANNED:
        raise ValidationError(_("This meeting does not take place, or was not posted."), code="off")
    minutes = getattr(row, "minutes", None)
    if minutes is not None and minutes.signed_on is not None:
        raise ValidationError(_("The minutes are signed: what they say stands."), code="signed")
    return row


def raise_turn(turn: Turn, *, by: User, now: datetime) -> tuple[Raised, Receipt | None]:
    """Make an opinion of a turn, with its sender and a code; None beside it where that was done before.

    A complaint or a denunciation goes to restricted handling in the same breath, by whoever may move it
    there. Raises NotAllowed and, in words, ValidationError.
    """
    with transaction.atomic():
        # The meeting is locked, not the turn: the role that serves the portal may not even lock a row it
        # could never change.
        Meeting.objects.select_for_update(of=("self",)).get(pk=turn.meeting_id)
        row = Turn.objects.select_related("person", "meeting").get(pk=turn.pk)
        known = Raised.objects.filter(turn=row).first()
        if known is not None:
            return known, None
        is_closed = row.kind in (Matter.COMPLAINT, Matter.DENUNCIATION)
        if is_closed and not office.holds(by, Permission.CLASSIFY, row.organ):
            words = _("Complaints and denunciations have a book of their own: please ask the intake desk.")
            raise ValidationError(words, code="closed")
        person = row.person
        contact = {name: getattr(person, name) for name in ("full_name", "phone", "email", "address")}
        receipt = _enter(row.meeting, _words_of(row), contact, DECLARED.get(Matter(row.kind)), by, now)
        case = receipt.submission
        if is_closed:
            case = feedback.act(
                case,
                register.Action.RESTRICT,
                by=by,
                now=now,
                words=_("Brought in person, turn %(number)s.") % {"number": row},
                legal_kind=row.kind,
            )
        return Raised.objects.create(turn=row, submission=case), receipt


def _words_of(turn: Turn) -> str:
    if not turn.requests:
        return turn.matter
    return f"{turn.matter}\n\n{_('What is asked for')}: {turn.requests}"


def raise_point(point: Point, *, by: User, now: datetime) -> tuple[Raised, Receipt | None]:
    """Make an opinion of a question or a line of the minutes; None beside it where that was done before."""
    with transaction.atomic():
        row = Point.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=point.pk)
        known = Raised.objects.filter(point=row).first()
        if known is not None:
            return known, None
        if not permissions.can_keep(by, row.meeting.organ):
            raise NotAllowed
        left = "email" if "@" in row.contact else "phone"
        name = ", ".join(filter(None, (row.speaker, row.organisation)))[:NAME_MOST]
        contact = {"full_name": name, "phone": "", "email": "", "address": "", left: row.contact}
        receipt = _enter(
            row.meeting, row.asked or row.text, contact, None, by, now, field=row.field, unit=row.unit
        )
        return Raised.objects.create(point=row, submission=receipt.submission), receipt


def _enter(
    meeting: Meeting,
    body: str,
    contact: dict[str, str],
    declared: str | None,
    by: User,
    now: datetime,
    **more: Any,
) -> Receipt:
    """An opinion entered at the desk of the meeting's organ, received on the day it was said."""
    words = {
        "declared_kind": declared or register.Kind.KHONG_RO,
        "topic": register.Topic.KHONG_RO,
        "field": more.get("field", ""),
        "title": "",
        "body": body,
        "place": "",
        "consent_publish": False,
        "reply_by": register.ReplyBy.PAGE,
    }
    intake = Intake(
        words=words,
        contact=contact,
        unit=more.get("unit"),
        anonymous=not any(contact.values()),
        channel=CHANNEL[Kind(meeting.kind)],
    )
    entry = DeskEntry(
        intake=intake, form_key=secrets.token_hex(32), organ=meeting.organ, received_on=meeting.day
    )
    return feedback.enter(entry=entry, by=by, now=now)
