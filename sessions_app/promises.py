"""Named reads of commitments: whose they are, which are late or due, and those made in public."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from officials import queries as office
from officials.models import User
from officials.roles import Permission
from portal.clocks import calendar
from sessions_app import queries
from sessions_app.models import Commitment, CommitmentNote, Meeting
from sessions_app.states import OPEN_TO_ALL, Promise

REMIND_BEFORE = 3  # working days


def commitments_of(user: User) -> QuerySet[Commitment]:
    """Commitments of meetings this account keeps or leads, and of units it handles opinions for."""
    if not user.is_active:
        return Commitment.objects.none()
    mine = Q(meeting__organ__in=queries.organs_of(user)) | Q(
        unit__in=office.units_where(user, Permission.HANDLE)
    )
    return Commitment.objects.filter(mine).select_related("meeting__organ", "unit", "turn")


def late_for(user: User, today: date) -> QuerySet[Commitment]:
    """Open commitments past their day that this account sees."""
    return commitments_of(user).filter(status=Promise.OPEN, due_on__lt=today)


def commitments_to_remind(today: date) -> list[Commitment]:
    """Open commitments that are due within `REMIND_BEFORE` working days, or late."""
    until = calendar.current().add_working_days(today, REMIND_BEFORE)
    rows = Commitment.objects.filter(status=Promise.OPEN, due_on__lte=until, meeting__is_sample=False)
    return list(rows.select_related("meeting__organ", "unit__organ"))


def promises_before(meeting: Meeting) -> tuple[Meeting | None, list[Commitment]]:
    """The last meeting of the same kind, organ and audience that promised anything in public, and what."""
    if meeting.kind not in OPEN_TO_ALL:
        return None, []
    same = {"organ": meeting.organ_id, "kind": meeting.kind, "audience": meeting.audience}
    rows = queries.posted().filter(**same, day__lt=meeting.day, commitments__is_public=True)
    last = rows.order_by("-day").first()
    return last, promises_of(last) if last is not None else []


def promises_of(meeting: Meeting) -> list[Commitment]:
    """What was promised in public at a meeting, each with its `percent` as last reported."""
    last = CommitmentNote.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
    rows = meeting.commitments.filter(is_public=True).select_related("unit").order_by("number")
    return list(rows.annotate(percent=Subquery(last.values("percent")[:1])))
