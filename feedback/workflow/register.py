"""Register numbers: the next one of a book under lock, and remarks on a number that stands."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import states
from feedback.models import RegisterEntry, RegisterRemark, RegisterYear, Submission
from feedback.workflow.changes import Change
from officials.models import Unit, User

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
