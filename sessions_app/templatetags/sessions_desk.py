"""What the calendar asks of its keeper today, for the first page of the admin."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feedback.desk import Number
from feedback.models import Answer, Submission
from feedback.templatetags.feedback_desk import status_badge
from officials import permissions as office
from officials.models import User
from officials.roles import Permission
from portal.paging import lengths
from sessions_app import promises, queries
from sessions_app.models import Commitment, Raised
from sessions_app.states import BY_CALENDAR

register = template.Library()
MEETINGS = "admin:sessions_app_meeting_changelist"


@register.simple_tag
def raised_state(raised: Raised, seen: dict[int, Submission]) -> SafeString:
    """The opinion something said became, with its state now; without either where it may not be read."""
    case = seen.get(raised.submission_id)
    if case is None:
        return format_html("{}", _("entered in the register"))
    return format_html('<a href="{}">{}</a> {}', case.get_absolute_url(), case.reference, status_badge(case))


@register.simple_tag
def promise_of(answer: Answer) -> Commitment | None:
    """How what an answer promised stands, for the sender."""
    return promises.of_answer(answer) if answer.promise else None


@register.simple_tag
def meetings_of_today(user: Any) -> list[Number]:
    """What the calendar asks: days to post and to record, papers that are missing, directives that are late.

    The papers and the directives stand here only where there are any.
    """
    if not isinstance(user, User):
        return []
    today, keeps = timezone.localdate(), bool(queries.kept_by(user))
    lines = [*_papers(user, today), *_days(user, today)] if keeps else []
    if keeps or office.holds_anywhere(user, Permission.HANDLE):
        lines = [*_given(user, today), *lines]
    # How many, and whether any of them is late, of all lines in one statement.
    counts = lengths([rows for line in lines for rows in (line.rows, line.late)])
    return [
        Number(line.label, count, f"{reverse(line.name)}?{line.query}", is_alarm=bool(late))
        for line, count, late in zip(lines, counts[::2], counts[1::2], strict=True)
        if count or line.is_always
    ]


@dataclass(frozen=True)
class Line:
    """One number to count; `late` are those of its rows that make it an alarm."""

    label: str
    rows: QuerySet[Any]
    late: QuerySet[Any]
    name: str
    query: str
    is_always: bool = False


def _given(user: User, today: date) -> list[Line]:
    """Directives and questions of the units this account works for."""
    late, asked = promises.late_for(user, today), queries.unanswered(queries.points_of(user))
    return [
        Line(_("Directives late"), late, late, "admin:sessions_app_commitment_changelist", "stand=late"),
        Line(
            _("Questions and recommendations to answer"),
            asked,
            asked.filter(due_on__lt=today),
            "admin:sessions_app_point_changelist",
            "",
        ),
    ]


def _papers(user: User, today: date) -> list[Line]:
    def line(label: str, rows: QuerySet[Any], query: str, code: str, day: str = "day") -> Line:
        missed = queries.last_missed(code, today)
        late = rows.filter(**{f"{day}__lte": missed}) if missed is not None else rows.none()
        return Line(label, rows, late, MEETINGS, query)

    refused, turns = queries.refusals_without_notice(user), queries.turns_to_raise(user)
    return [
        line(_("Minutes not signed yet"), queries.without_minutes(user), "when=minutes", queries.MINUTES),
        line(
            _("Conclusion notices missing"), queries.without_notice(user), "when=notice", queries.CONCLUSION
        ),
        line(_("Turns not in the register yet"), turns, "when=turns", queries.NOTICE, "received_on"),
        Line(_("Refusals without notice"), refused, refused, MEETINGS, "when=refusal"),
    ]


def _days(user: User, today: date) -> list[Line]:
    unposted, unrecorded = (
        queries.waiting_to_be_posted(user, today),
        queries.waiting_to_be_recorded(user, today),
    )
    missed = queries.last_missed(queries.POSTING, today)
    posted = unposted.filter(kind__in=BY_CALENDAR)  # of other kinds no law says how long before
    late = posted.filter(day__lte=missed) if missed is not None else posted.none()
    return [
        Line(_("Meetings to be posted"), unposted, late, MEETINGS, "when=planned", is_always=True),
        Line(
            _("Meetings to be recorded"),
            unrecorded,
            unrecorded.none(),
            MEETINGS,
            "when=record",
            is_always=True,
        ),
    ]
