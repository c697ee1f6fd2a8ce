"""The register as a book: the numbers of one organ and year in a row, as far as their reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from feedback import queries, states
from feedback.models import RegisterEntry, RegisterYear, Submission
from officials import permissions as office
from officials import queries as people
from officials.models import User
from officials.roles import Permission
from portal.clocks import calendar, rules

BACKDATING, LOOKED_AT = "backdating", 1_000
READERS = (Permission.CLASSIFY, Permission.LEAD)


@dataclass(frozen=True)
class Line:
    """One number; without a case where its reader may not see what stands behind it."""

    entry: RegisterEntry
    case: Submission | None


@dataclass(frozen=True)
class Late:
    """An opinion entered long after it came: both days, and the working days between them."""

    case: Submission
    received: date
    entered: date
    working_days: int


@dataclass(frozen=True)
class Summary:
    """What stands in a book on the day it is closed: opinions its reader may see, and those still at work."""

    seen: int
    unwritten: int
    at_work: int
    remarked: int


def reads_books(user: User) -> bool:
    return any(office.holds_anywhere(user, verb) for verb in READERS)


def books_of(user: User) -> QuerySet[RegisterYear]:
    """Books of opinions of the organs whose clerk or leader this account is."""
    organs = frozenset().union(*(people.units_where(user, verb) for verb in READERS))
    books = RegisterYear.objects.filter(organ__in=organs, book=states.Book.Y_KIEN)
    return books.select_related("organ", "closed_by")


def may_close(user: User, book: RegisterYear, today: date) -> bool:
    """The organ's clerk, once the year is over."""
    return (
        not book.is_closed and book.year < today.year and office.holds(user, Permission.CLASSIFY, book.organ)
    )


def lines(user: User, book: RegisterYear, first: int, most: int) -> list[Line]:
    """Numbers of the book from `first` on, at most so many."""
    entries = list(_entries(book).filter(number__gte=first).select_related("by")[:most])
    wanted = [entry.submission_id for entry in entries]
    cases = queries.visible_to(user).filter(pk__in=wanted).select_related("responsible")
    seen = {case.pk: case for case in cases.defer("search", "toned", "sealed")}
    return [Line(entry, seen.get(entry.submission_id)) for entry in entries]


def all_lines(user: User, book: RegisterYear, at_once: int = 500) -> Iterator[Line]:
    """The whole book, read a few hundred numbers at a time."""
    first = 1
    while found := lines(user, book, first, at_once):
        yield from found
        first = found[-1].entry.number + 1


def summary(user: User, book: RegisterYear) -> Summary:
    """Counted for one page a year, over the cases of the book alone."""
    mine = queries.visible_to(user).filter(pk__in=_entries(book).order_by().values("submission"))
    seen = list(mine.values_list("status", "is_transcribed"))
    return Summary(
        seen=len(seen),
        unwritten=sum(not is_written for _status, is_written in seen),
        at_work=sum(status in states.OPEN for status, _is_written in seen),
        remarked=_entries(book)
        .filter(submission__in=mine.values("pk"), remarks__isnull=False)
        .distinct()
        .count(),
    )


def entered_late(user: User, book: RegisterYear) -> list[Late]:
    """Opinions of the book entered at a desk later after the day they came than the rule `backdating` lets.

    Reckoned anew each time, so that it follows the calendar; the newest 1,000 candidates are looked at.
    """
    by_desk = queries.visible_to(user).filter(
        pk__in=_entries(book).order_by().values("submission"),
        recorded_by__isnull=False,
        recorded_at__gt=F("received_at") + timedelta(days=1),
    )
    moved = Count("events", filter=Q(events__action=states.Action.CORRECT_RECEIVED))
    found = by_desk.select_related("recorded_by").annotate(corrected=moved).order_by("-recorded_at", "-pk")
    days, late = calendar.current(), []
    for case in found.defer("search", "toned", "sealed", "body")[:LOOKED_AT]:
        received, entered = (timezone.localdate(at) for at in (case.received_at, case.recorded_at))
        rule = rules.find(BACKDATING, received)
        between = days.working_days_between(received, entered)
        if rule is not None and between > rule.days:
            late.append(Late(case, received, entered, between))
    return late


def last_day(book: RegisterYear) -> date:
    return date(book.year, 12, 31)


def is_over(book: RegisterYear) -> bool:
    return last_day(book) < timezone.localdate()


def _entries(book: RegisterYear) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.filter(organ=book.organ_id, book=book.book, year=book.year)
    return rows.prefetch_related("remarks").order_by("number")
