"""Scans of a letter-box opening: one document split into its letters, and the signed minutes."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feedback import openings, page_ranges, queries
from feedback.models import BoxOpening
from officials.models import User
from portal.errors import NotAllowed
from portal.uploads import cleaning
from portal.uploads import workflow as uploads
from portal.uploads.models import Upload

PDF = "application/pdf"


def split_scan(
    opening: BoxOpening, *, document: Upload, pages: str, skip_rest: bool, first: int, by: User, now: datetime
) -> int:
    """Give each letter from number `first` on its own pages of one scan; return how many letters got some.

    A letter that is a case already gets them as its scan, sealed to the desk; the others when they are
    entered. Raises NotAllowed, ValidationError; then no letter has got anything.
    """
    _check_desk(opening, by)
    if document.content_type != PDF:
        raise ValidationError({"attachments": _("Only a PDF can be split into letters.")}, code="no_pdf")
    try:
        count = uploads.page_count(document)
        try:
            ranges = page_ranges.parse(pages, count, skip_rest=skip_rest)
        except ValidationError as error:
            raise ValidationError({"pages": error.messages}) from error
        numbers = _numbers(opening, first, len(ranges))
        titles = [_("Letter %(n)s.pdf") % {"n": number} for number in numbers]
        pieces = uploads.split(document, ranges, names_of=titles, now=now)
    except (cleaning.Unreadable, cleaning.TooLarge) as error:
        words = _("The scan could not be split. Please scan the letters in two or three documents.")
        raise ValidationError({"attachments": words}, code="not_split") from error
    with transaction.atomic():
        row = BoxOpening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
        _numbers(row, first, len(ranges))
        cases = dict(row.box_letters.filter(number__in=numbers).values_list("number", "submission_id"))
        for number, piece in zip(numbers, pieces, strict=True):
            about = (queries.SCAN, cases[number]) if number in cases else openings.piece_of(row, number)
            uploads.claim(
                [piece.pk], key=document.staged_for, about_type=about[0], about_id=about[1], now=now
            )
    return len(pieces)


def _check_desk(opening: BoxOpening, by: User) -> None:
    if not openings.may_open(by, opening.box.organ):
        raise NotAllowed(_("You may not open this letter box."))


def _numbers(opening: BoxOpening, first: int, count: int) -> list[int]:
    """The numbers of the letters; raise ValidationError where there are not so many, or one has pages."""
    numbers = list(range(first, first + count))
    if first < 1 or numbers[-1] > opening.letters:
        words = _("%(n)s letters were counted, these pages would go to letter %(last)s.")
        facts = {"n": opening.letters, "last": numbers[-1]}
        raise ValidationError({"pages": words % facts}, code="too_many")
    for number in numbers:
        if openings.waiting_scans(opening, number).exists():
            words = _("Letter %(n)s has its pages already.") % {"n": number}
            raise ValidationError({"pages": words}, code="has_pages")
    return numbers


def keep_minutes(
    opening: BoxOpening, *, files: Sequence[uuid.UUID], key: str, by: User, now: datetime
) -> None:
    """Keep the scan of the signed minutes with the opening; raises NotAllowed, ValidationError."""
    _check_desk(opening, by)
    if not files:
        raise ValidationError({"attachments": _("Please choose the scan.")}, code="required")
    with transaction.atomic():
        uploads.claim(files, key=key, about_type=openings.MINUTES, about_id=opening.pk, now=now)
