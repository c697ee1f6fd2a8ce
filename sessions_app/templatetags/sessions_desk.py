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

register = template.Library()


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
    late = Line(
        _("Directives late"),
        promises.late_for(user, today),
        "admin:sessions_app_commitment_changelist",
        "stand=late",
    )
    asked = queries.unanswered(queries.points_of(user))
    due = Line(_("Questions and recommendations to answer"), asked, POINTS, "")
    lines = [*_papers(user), *_days(user, today)] if keeps else []
    lines = [late, due, *lines] if keeps or office.holds_anywhere(user, Permission.HANDLE) else lines
    counts = lengths([line.rows for line in lines])
    return [
        Number(line.label, count, f"{reverse(line.name)}?{line.query}", is_alarm=line.is_alarm(count, today))
        for line, count in zip(lines, counts, strict=True)
        if count or line.is_always
    ]


POINTS = "admin:sessions_app_point_changelist"
MEETINGS = "admin:sessions_app_meeting_changelist"


@dataclass(frozen=True)
class Line:
    """One number to count; `code` is the rule that says by when the oldest of them is due."""

    label: str
    rows: QuerySet[Any]
    name: str
    query: str
    code: str = ""
    is_always: bool = False

    def is_alarm(self, count: int, today: date) -> bool:
        if not count or self.is_always and not self.code:
            return False
        if not self.code:
            return self.name != POINTS or queries.overdue(self.rows, today)
        first = self.rows.first()
        if first is None:
            return False
        if self.code == queries.POSTING:
            return queries.is_posted_late(first)
        due = queries.due_after(self.code, first.day)
        return due is not None and due < today


def _papers(user: User) -> list[Line]:
    minutes, notices = queries.without_minutes(user), queries.without_notice(user)
    return [
        Line(_("Minutes not signed yet"), minutes, MEETINGS, "when=minutes", queries.MINUTES),
        Line(_("Conclusion notices missing"), notices, MEETINGS, "when=notice", queries.CONCLUSION),
        Line(
            _("Turns not in the register yet"),
            queries.turns_to_raise(user),
            MEETINGS,
            "when=turns",
            queries.NOTICE,
        ),
        Line(_("Refusals without notice"), queries.refusals_without_notice(user), MEETINGS, "when=refusal"),
    ]


def _days(user: User, today: date) -> list[Line]:
    unposted = queries.waiting_to_be_posted(user, today).order_by("day")
    unrecorded = queries.waiting_to_be_recorded(user, today)
    return [
        Line(_("Meetings to be posted"), unposted, MEETINGS, "when=planned", queries.POSTING, is_always=True),
        Line(_("Meetings to be recorded"), unrecorded, MEETINGS, "when=record", is_always=True),
    ]
