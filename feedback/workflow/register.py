"""Register numbers: the next one of a book under lock, remarks on a number that stands, the closed book."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import states
from feedback.models import RegisterEntry, RegisterRemark, RegisterYear, Submission
from feedback.workflow.changes import Change
from officials import permissions as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.errors import NotAllowed

REMARK_MAX = 300


class BookClosed(ValidationError):
    """The year of this book is closed: it takes no number any more."""


def take_number(case: Submission, *, by: User, now: datetime) -> RegisterEntry:
    """Give the case the next number of its organ's book, in the caller's transaction.

    The year is that of the registration in Vietnam, not of the receipt. The row of the year stays locked
    until the transaction ends, so a number is either used or taken by the next. Raises BookClosed.
    """
    year = _open_year(case.organ, states.Book.Y_KIEN, timezone.localdate(now).year)
    year.last_number += 1
    year.save(update_fields=["last_number"])
    entry = RegisterEntry.objects.create(
        submission=case,
        organ=case.organ,
        book=year.book,
        year=year.year,
        number=year.last_number,
        at=now,
        by=by,
    )
    case.register_entry = entry
    return entry


def _open_year(organ: Unit, book: str, year: int) -> RegisterYear:
    RegisterYear.objects.get_or_create(organ=organ, book=book, year=year)
    row = RegisterYear.objects.select_for_update(of=("self",)).get(organ=organ, book=book, year=year)
    if row.is_closed:
        words = _("The book of %(year)s is closed and takes no more numbers. Register it in the new year.")
        raise BookClosed(words % {"year": year}, code="closed_year")
    return row


def register(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Enter a case that came by itself in the book; the table lets only one without a number come here."""
    assert change.by is not None  # noqa: S101 – the table opens it to staff only
    entry = take_number(case, by=change.by, now=change.now)
    return {"register_number": ["", entry.label]}


def remark(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Facts: remark, what is wrong with the number. The number itself stays for ever."""
    text = change.facts.get("remark", "").strip()
    if not text:
        raise ValidationError({"remark": _("Please write the remark.")}, code="required")
    entry = case.register_entry
    assert entry is not None  # noqa: S101 – the table asks for a number
    assert change.by is not None  # noqa: S101 – … and for staff
    RegisterRemark.objects.create(entry=entry, text=text[:REMARK_MAX], at=change.now, by=change.by)
    return {}


def close_book(
    book: RegisterYear, *, by: User, last_number: int, now: datetime | None = None
) -> RegisterYear:
    """Close the book of a year that is over, for ever: it takes no number any more, a remark it does.

    `last_number` is the one the clerk read. Raises ValidationError when the book has come further meanwhile
    or is closed already, NotAllowed for somebody else than a clerk of its organ.
    """
    now = now or timezone.now()
    if not office.holds(by, Permission.CLASSIFY, book.organ):
        raise NotAllowed(_("Only a clerk of the organ closes its book."))
    with transaction.atomic():
        row = RegisterYear.objects.select_for_update(of=("self",)).get(pk=book.pk)
        if row.is_closed:
            raise ValidationError(_("This book is closed already."), code="closed")
        if row.year >= timezone.localdate(now).year:
            raise ValidationError(_("The year is not over yet."), code="running")
        if row.last_number != last_number:
            words = _("The last number is %(number)s. Look at the book again.") % {"number": row.last_number}
            raise ValidationError(words, code="last_number")
        row.closed_at, row.closed_by = now, by
        row.save(update_fields=["closed_at", "closed_by"])
    return row
