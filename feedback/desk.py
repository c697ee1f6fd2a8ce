"""The numbers with which a working day begins; each is the length of a list and opens it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import openings, queries, states
from feedback.models import LetterBox
from officials import permissions as office
from officials.models import User
from officials.roles import Permission
from portal.outbox.models import Letter, State
from portal.paging import COUNTED_AT_MOST, lengths


@dataclass(frozen=True)
class Number:
    label: str
    count: int
    url: str
    is_alarm: bool = False

    @property
    def is_capped(self) -> bool:
        return self.count >= COUNTED_AT_MOST


@dataclass(frozen=True)
class Pile:
    """Rows whose number is wanted, and the list that shows them."""

    label: str
    rows: QuerySet[Any]
    url: str
    is_alarm: bool = False


def numbers_for(user: User) -> list[Number]:
    """What waits for this account, counted no further than a list would show, all in one statement."""
    piles = list(_piles(user))
    counts = lengths([pile.rows for pile in piles])
    return [Number(p.label, count, p.url, p.is_alarm) for p, count in zip(piles, counts, strict=True)]


def _piles(user: User) -> Iterator[Pile]:
    if user.has_perm("feedback.view_submission"):
        yield from _piles_of_cases(user)
    if user.has_perm("outbox.view_letter"):
        failed = queries.letters_visible_to(user, Letter.objects.filter(state=State.FAILED))
        url = _list("outbox_letter", state__exact=State.FAILED)
        yield Pile(_("Letters that could not be sent"), failed, url, is_alarm=True)


def _piles_of_cases(user: User) -> Iterator[Pile]:
    cases, today = queries.visible_to(user), timezone.localdate()
    yield Pile(_("Waiting for me"), queries.waiting_for(user, cases, today), _cases(queue="mine"))
    yield from _piles_of_steps(user, cases)
    if office.holds_anywhere(user, Permission.HANDLE):
        yield Pile(_("My unit is asked to help"), queries.helping(user, cases), _cases(queue="helping"))
    late = queries.late_by_law(cases, today)
    yield Pile(_("Past the deadline of law"), late, _cases(due="law"), is_alarm=True)
    past = queries.late_by_target(cases, today)
    yield Pile(_("Past the service target"), past, _cases(due="target"), is_alarm=True)
    yield Pile(_("Due this week"), queries.due_this_week(cases, today), _cases(due="week"))
    yield Pile(_("Sender not told yet"), queries.untold(cases), _cases(queue="untold"))
    if office.holds_anywhere(user, Permission.ENTER):
        unwritten = queries.unwritten(cases).filter(status__in=states.OPEN)
        yield Pile(_("Text still to be written down"), unwritten, _cases(queue="unwritten"))
        due = [each.box.pk for each in openings.due(user, today)]
        if due:
            boxes = LetterBox.objects.filter(pk__in=due)
            yield Pile(_("Letter boxes to be opened"), boxes, _list("feedback_boxopening"), is_alarm=True)
    if office.holds_anywhere(user, Permission.CLASSIFY):
        last = queries.last_suspected_reading(user)
        unread = last is None or last.day < timezone.localdate()
        label = _("Suspected spam, not read today") if unread else _("Suspected spam")
        yield Pile(label, queries.suspected(cases), _cases(suspected="1"), is_alarm=unread)


def _piles_of_steps(user: User, cases: QuerySet[Any]) -> Iterator[Pile]:
    """What each desk looks at first, by its part in the work."""
    steps = (
        (Permission.CLASSIFY, states.Status.RECEIVED, _("Received, not classified yet")),
        (Permission.CLASSIFY, states.Status.RETURNED, _("Handed back by units")),
        (Permission.HANDLE, states.Status.ROUTED, _("Assigned, not accepted yet")),
        (Permission.APPROVE, states.Status.AWAITING_APPROVAL, _("Answers to approve")),
    )
    for permission, status, label in steps:
        if office.holds_anywhere(user, permission):
            yield Pile(label, cases.filter(status=status), _cases(status=status))


def _cases(**narrowed: str) -> str:
    return _list("feedback_submission", **narrowed)


def _list(model: str, **narrowed: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(narrowed)}"
