"""Named reads of commitments: whose they are, which are late or due, and those made in public."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from feedback import queries as register
from feedback.models import Answer
from feedback.states import Path
from officials import queries as office
from officials.models import User
from officials.roles import Permission
from portal.clocks import calendar
from sessions_app import queries
from sessions_app.models import Commitment, CommitmentNote, Meeting
from sessions_app.states import OPEN_TO_ALL, Promise

REMIND_BEFORE = 3  # working days


def commitments_of(user: User) -> QuerySet[Commitment]:
    """Commitments of meetings this account keeps or leads, and of units it handles opinions for.

    Of an opinion neither one that is restricted by now nor one that names the account's holder.
    """
    if not user.is_active:
        return Commitment.objects.none()
    organs = queries.organs_of(user)
    mine = Q(meeting__organ__in=organs) | Q(case__organ__in=organs)
    mine |= Q(unit__in=office.units_where(user, Permission.HANDLE))
    ours = Q(meeting__isnull=False) | Q(case__path=Path.ORDINARY) & register.not_about(user, "case__")
    rows = Commitment.objects.filter(mine, ours)
    return rows.select_related("meeting__organ", "case__organ", "unit", "turn").prefetch_related(
        "case__answers"
    )


def late_for(user: User, today: date) -> QuerySet[Commitment]:
    """Open commitments past their day that this account sees."""
    return commitments_of(user).filter(status=Promise.OPEN, due_on__lt=today)


def commitments_to_remind(today: date) -> list[Commitment]:
    """Open commitments that are due within `REMIND_BEFORE` working days, or late."""
    until = calendar.current().add_working_days(today, REMIND_BEFORE)
    rows = Commitment.objects.filter(status=Promise.OPEN, due_on__lte=until)
    rows = rows.filter(Q(meeting__is_sample=False) | Q(case__path=Path.ORDINARY, case__concerned_ids=[]))
    rows = rows.select_related("meeting__organ", "case__organ", "unit__organ")
    return list(rows.prefetch_related("case__answers"))


def promised_in_answers() -> QuerySet[Answer]:
    """Answers that were sent with a promise nobody follows up yet, of ordinary opinions."""
    known = Commitment.objects.filter(
        case=OuterRef("submission"), due_on=OuterRef("promise_on"), unit=OuterRef("promise_unit")
    )
    sent = Answer.objects.filter(state=Answer.State.SENT, promise_unit__isnull=False)
    sent = sent.filter(~Exists(known), submission__path=Path.ORDINARY)
    return sent.select_related("submission__organ", "promise_unit__organ", "drafted_by").order_by("pk")


def of_answer(answer: Answer) -> Commitment | None:
    """How the promise of an answer stands."""
    if answer.promise_on is None:
        return None
    rows = Commitment.objects.filter(case=answer.submission_id, unit=answer.promise_unit_id)
    return rows.filter(due_on=answer.promise_on).first()


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
