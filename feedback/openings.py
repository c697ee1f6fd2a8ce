"""Named reads of letter boxes and their openings: whose desk sees which, and how far the entry has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback import queries, states
from feedback.models import BoxLetter, BoxOpening, LetterBox, SlipSheet, Submission
from officials import permissions as office_permissions
from officials import queries as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.clocks import calendar
from portal.uploads import queries as uploads
from portal.uploads.models import Upload

# The scan of the signed minutes, and the pages of a letter that is not entered yet.
LONGEST_REST = 31  # days without work that a schedule looks across
MINUTES, PIECE = "feedback.boxopening", "feedback.boxpiece"


def may_open(user: User, organ: Unit) -> bool:
    """Whoever enters letters in the organ's book opens its boxes."""
    return office_permissions.holds(user, Permission.ENTER, organ)


def boxes_of(user: User) -> QuerySet[LetterBox]:
    """The boxes in use of the organs whose desks this account sits at."""
    if not user.is_active:
        return LetterBox.objects.none()
    organs = office.units_where(user, Permission.ENTER)
    return LetterBox.objects.filter(organ__in=organs, is_active=True).select_related("organ")


@dataclass(frozen=True)
class DueBox:
    """A box to be opened by its schedule: the working day on which that fell, and when it was opened last."""

    box: LetterBox
    since: date
    opened_last: date | None


def hung_up(organs: Iterable[int]) -> QuerySet[LetterBox]:
    """Boxes in use at these organs, each with `last_at`, the moment it was last opened."""
    last = BoxOpening.objects.filter(box=OuterRef("pk")).order_by("-opened_at")
    rows = LetterBox.objects.filter(organ__in=organs, is_active=True).select_related("organ")
    return rows.annotate(last_at=Subquery(last.values("opened_at")[:1])).order_by("organ__position", "name")


def due(user: User, today: date) -> list[DueBox]:
    """Boxes of this account's desks whose day to be opened has come and that nobody opened since."""
    last = BoxOpening.objects.filter(box=OuterRef("pk")).order_by("-opened_at").values("opened_at")[:1]
    boxes = boxes_of(user).exclude(opening_days=[]).annotate(last=Subquery(last)).order_by("organ", "name")
    found = []
    for box in boxes:
        opened = box.last and timezone.localdate(box.last)
        since = due_since(box, opened, today)
        if since is not None:
            found.append(DueBox(box, since, opened))
    return found


def due_since(box: LetterBox, opened: date | None, today: date) -> date | None:
    """The working day on which a box fell due that was `opened` last then; None while it is not due.

    Counted from the last scheduled day that has come, moved to a working day where it was a day off. An
    opening on the scheduled day or after it serves, be it before the day it was moved to.
    """
    days = calendar.current()
    for back in range(LONGEST_REST):
        planned = today - timedelta(days=back)
        if (
            box.schedule_from is None
            or planned < box.schedule_from
            or opened is not None
            and opened >= planned
        ):
            return None
        if planned.isoweekday() in box.opening_days:
            moved = days.next_working_day(planned)
            if moved <= today:
                return moved
    return None


def openings_of(user: User) -> QuerySet[BoxOpening]:
    """Openings of the boxes of those organs, boxes no longer in use included; nobody else sees one."""
    if not user.is_active:
        return BoxOpening.objects.none()
    organs = office.units_where(user, Permission.ENTER)
    rows = BoxOpening.objects.filter(box__organ__in=organs)
    return rows.select_related("box__organ", "started_by", "finished_by")


def with_reached(openings: QuerySet[BoxOpening], user: User) -> QuerySet[BoxOpening]:
    """Each opening with `reached`, as `reached()` finds it."""
    letters = _told_to(user).filter(opening=OuterRef("pk")).order_by().values("opening")
    last = letters.annotate(last=Max("number")).values("last")
    return openings.annotate(reached=Coalesce(Subquery(last), 0))


def reached(opening: BoxOpening, user: User) -> int:
    """The number of the last letter entered.

    A restricted letter keeps its number, as the book does. A letter about somebody this account stands
    under is as if it had not been entered.
    """
    found: int | None = _told_to(user).filter(opening=opening).aggregate(last=Max("number"))["last"]
    return found or 0


def _told_to(user: User) -> QuerySet[BoxLetter]:
    return BoxLetter.objects.filter(queries.not_about(user, "submission__"))


def letters_of(opening: BoxOpening, user: User) -> QuerySet[BoxLetter]:
    """The letters of an opening that became ordinary cases this account may read."""
    cases = queries.visible_to(user).filter(path=states.Path.ORDINARY).values("pk")
    rows = BoxLetter.objects.filter(opening=opening, submission__in=cases)
    return rows.select_related("submission").order_by("number")


def letter_of(case: Submission) -> BoxLetter | None:
    """Out of which box and opening a case came."""
    return BoxLetter.objects.filter(submission=case).select_related("opening__box").first()


def piece_of(opening: BoxOpening, number: int) -> tuple[str, str]:
    """What the pages of a letter are about until it is entered: they go to its case then."""
    return PIECE, f"{opening.pk}.{number}"


def waiting_scans(opening: BoxOpening, number: int) -> QuerySet[Upload]:
    """Pages of a letter not entered yet; for the desk of the box."""
    return uploads.about(*piece_of(opening, number))


def signed_minutes(opening: BoxOpening) -> QuerySet[Upload]:
    return uploads.about(MINUTES, opening.pk)


def sheets_of(user: User) -> QuerySet[SlipSheet]:
    """Sheets of slips of the organs at whose desks this account sits, with `used`, how many it knows of."""
    if not user.is_active:
        return SlipSheet.objects.none()
    rows = SlipSheet.objects.filter(organ__in=office.units_where(user, Permission.ENTER))
    known = Q(slips__submission__isnull=False) & queries.not_about(user, "slips__submission__")
    return rows.select_related("organ", "printed_by").annotate(used=Count("slips", filter=known))
