"""Pages of one scan given to letters, as a clerk types them: 1-2, 3, 4-6 are three letters."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?", re.ASCII)


def parse(text: str, pages: int, *, skip_rest: bool = False) -> list[tuple[int, int]]:
    """Return first and last page of each letter, in the order typed.

    Raises ValidationError for what is no range, is not in the scan, is given twice, and, unless `skip_rest`,
    for pages given to no letter.
    """
    found = [_range(item.strip()) for item in re.split("[,;\n]", text) if item.strip()]
    if not found:
        raise ValidationError(_("Write which pages belong to which letter."), code="required")
    given: set[int] = set()
    for first, last in found:
        if first > last or first < 1:
            words = _("%(first)s-%(last)s: the first page comes before the last.")
            raise ValidationError(words % {"first": first, "last": last}, code="backward")
        if last > pages:
            words = _("There is no page %(n)s: the scan has %(pages)s pages.")
            raise ValidationError(words % {"n": last, "pages": pages}, code="beyond")
        twice = sorted(given & set(range(first, last + 1)))
        if twice:
            words = _("Page %(n)s is given to two letters.")
            raise ValidationError(words % {"n": twice[0]}, code="twice")
        given |= set(range(first, last + 1))
    left = sorted(set(range(1, pages + 1)) - given)
    if left and not skip_rest:
        words = _(
            "These pages belong to no letter: %(pages)s. Give them to one, or tick that they are blank."
        )
        raise ValidationError(words % {"pages": ", ".join(map(str, left[:20]))}, code="left")
    return found


def _range(item: str) -> tuple[int, int]:
    match = RANGE.fullmatch(item)
    if match is None:
        words = _('"%(text)s" is no page and no range of pages. Example: 1-2, 3, 4-6.')
        raise ValidationError(words % {"text": item[:20]}, code="unreadable")
    first, last = match.groups()
    return int(first), int(last or first)
