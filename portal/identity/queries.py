"""Reads of identity rows: what a code opens, and who left a number or a name."""

from django.db.models import QuerySet

from portal.identity import codes, crypto
from portal.identity.models import AccessCode, Person
from portal.text import fold


def find_code(code: str) -> AccessCode | None:
    """Return the live row of a code as typed; None is the one answer to wrong, revoked and malformed."""
    normal = codes.normalise(code)
    if normal is None:
        return None
    return AccessCode.objects.filter(digest=codes.digest(normal), revoked_at=None).first()


def same_person(*, phone: str = "", full_name: str = "") -> QuerySet[Person]:
    """Persons who left this telephone number (E.164) and this full name; what is empty is not asked for.

    Found by blind index, so by the whole number and the whole name only, whatever its tones.
    """
    persons = Person.objects.all()
    if phone:
        persons = persons.filter(phone_index=crypto.blind(phone, domain="phone"))
    if full_name:
        persons = persons.filter(name_index=crypto.blind(" ".join(fold(full_name).split()), domain="name"))
    return persons if phone or full_name else Person.objects.none()
