"""The numbers with which a working day begins; each is the length of a list and opens it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import queries, states
from officials import permissions as office
from officials.models import User
from officials.roles import Permission
from portal.outbox.models import Letter, State
from portal.paging import COUNTED_AT_MOST


@dataclass(frozen=True)
class Number:
    label: str
    count: int
    url: str
    is_alarm: bool = False

    @property
    def is_capped(self) -> bool:
        return self.count >= COUNTED_AT_MOST


def numbers_for(user: User) -> Iterator[Number]:
    """What waits for this account, counted no further than a list would show."""
    if user.has_perm("feedback.view_submission"):
        yield from _numbers_of_cases(user)
    if user.has_perm("outbox.view_letter"):
        failed = queries.letters_visible_to(user, Letter.objects.filter(state=State.FAILED))
        url = _list("outbox_letter", state__exact=State.FAILED)
        yield Number(_("Letters that could not be sent"), _length(failed), url, is_alarm=True)


def _numbers_of_cases(user: User) -> Iterator[Number]:
    cases, today = queries.visible_to(user), timezone.localdate()
    mine = queries.waiting_for(user, cases, today)
    yield Number(_("Waiting for me"), _length(mine), _cases(queue="mine"))
    yield from _numbers_of_steps(user, cases)
    late = queries.late_by_law(cases, today)
    yield Number(_("Past the deadline of law"), _length(late), _cases(due="law"), is_alarm=True)
    past = queries.late_by_target(cases, today)
    yield Number(_("Past the service target"), _length(past), _cases(due="target"), is_alarm=True)
    week = queries.due_this_week(cases, today)
    yield Number(_("Due this week"), _length(week), _cases(due="week"))
    if office.holds_anywhere(user, Permission.CLASSIFY):
        suspected = cases.filter(suspected=True, status__in=states.OPEN)
        yield Number(_("Suspected spam"), _length(suspected), _cases(suspected="1"))


def _numbers_of_steps(user: User, cases: QuerySet[Any]) -> Iterator[Number]:
    """What each desk looks at first, by its part in the work."""
    steps = (
        (Permission.CLASSIFY, states.Status.RECEIVED, _("Received, not read yet")),
        (Permission.CLASSIFY, states.Status.RETURNED, _("Handed back by units")),
        (Permission.HANDLE, states.Status.ROUTED, _("Assigned, not accepted yet")),
        (Permission.APPROVE, states.Status.AWAITING_APPROVAL, _("Answers to approve")),
    )
    for permission, status, label in steps:
        if office.holds_anywhere(user, permission):
            yield Number(label, _length(cases.filter(status=status)), _cases(status=status))


def _length(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:COUNTED_AT_MOST].count()


def _cases(**narrowed: str) -> str:
    return _list("feedback_submission", **narrowed)


def _list(model: str, **narrowed: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(narrowed)}"
