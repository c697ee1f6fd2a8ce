"""The waiting line of a reception: what a ticket's status is, what may be done to it, who comes first."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy

MOST_DESKS = 20


class Status(TextChoices):
    WAITING = "waiting", pgettext_lazy("ticket", "Waiting")
    CALLED = "called", pgettext_lazy("ticket", "Called")
    ON_HOLD = "on_hold", pgettext_lazy("ticket", "On hold")
    NO_SHOW = "no_show", pgettext_lazy("ticket", "Did not come when called")
    LEFT = "left", pgettext_lazy("ticket", "Left")
    RECEIVED = "received", pgettext_lazy("ticket", "Received")


class Priority(TextChoices):
    """Why somebody is called first.

    Of these the law names matters of many people and prolonged ones (Art. 26(1)(a), Decree 154/2026); the
    others are good practice, not law.
    """

    MANY_PEOPLE = "dong_nguoi", pgettext_lazy("priority", "Matter of many people")
    PROLONGED = "keo_dai", pgettext_lazy("priority", "Complex or prolonged matter")
    ELDERLY = "nguoi_cao_tuoi", pgettext_lazy("priority", "Elderly person")
    DISABLED = "nguoi_khuyet_tat", pgettext_lazy("priority", "Person with a disability")
    PREGNANT = "phu_nu_mang_thai", pgettext_lazy("priority", "Pregnant woman")
    MERIT = "nguoi_co_cong", pgettext_lazy("priority", "War invalid, person of merit")
    CHILD = "con_nho", pgettext_lazy("priority", "With a small child")
    FAR = "o_xa", pgettext_lazy("priority", "Came from far away")


class Rank(IntegerChoices):
    """Who is called before whom; within one rank, who stood in line first."""

    PRIORITY = 0, pgettext_lazy("rank", "First")
    BOOKED = 1, pgettext_lazy("rank", "Registered")
    IN_TURN = 2, pgettext_lazy("rank", "In turn")


class Action(TextChoices):
    CHECK_IN = "check_in", pgettext_lazy("ticket", "Takes a number")
    CALL = "call", pgettext_lazy("ticket", "Call")
    HOLD = "hold", pgettext_lazy("ticket", "Put on hold")
    NO_SHOW = "no_show", pgettext_lazy("ticket", "Nobody came")
    BACK = "back", pgettext_lazy("ticket", "Back in line")
    LEAVE = "leave", pgettext_lazy("ticket", "Went home")
    RECEIVE = "receive", pgettext_lazy("ticket", "Received")


@dataclass(frozen=True)
class Transition:
    action: Action
    before: tuple[Status, ...]
    after: Status


TRANSITIONS = (
    Transition(Action.CALL, (Status.WAITING,), Status.CALLED),
    Transition(Action.HOLD, (Status.CALLED,), Status.ON_HOLD),
    Transition(Action.NO_SHOW, (Status.CALLED,), Status.NO_SHOW),
    Transition(Action.BACK, (Status.CALLED, Status.ON_HOLD, Status.NO_SHOW, Status.LEFT), Status.WAITING),
    Transition(Action.LEAVE, (Status.WAITING, Status.CALLED, Status.ON_HOLD), Status.LEFT),
    Transition(Action.RECEIVE, (Status.CALLED,), Status.RECEIVED),
)
# Whoever was not there when called stands behind those who wait; who was put on hold keeps the place.
LOSES_PLACE = (Status.NO_SHOW, Status.LEFT)
# What a desk presses on a ticket; the others come with a call or a turn.
BY_HAND = (Action.HOLD, Action.NO_SHOW, Action.BACK, Action.LEAVE)


def row(action: str, status: str) -> Transition | None:
    """The row of the table that lets this be done to a ticket at this status."""
    return next((r for r in TRANSITIONS if r.action == action and status in r.before), None)
