"""Writes of identity rows: describing a person, issuing and revoking access codes."""

import uuid
from datetime import datetime

from portal.identity import codes, crypto
from portal.identity.models import AccessCode, Person
from portal.text import fold


def person(
    *, full_name: str = "", phone: str = "", email: str = "", address: str = "", id_number: str = ""
) -> Person:
    """One person, not yet stored; `phone` must already be E.164 or it will not be found again."""
    given = {"full_name": full_name, "phone": phone, "email": email, "address": address}
    given["id_number"] = id_number
    return Person(
        data={name: value for name, value in given.items() if value},
        phone_index=crypto.blind(phone, domain="phone"),
        email_index=crypto.blind(email.strip().casefold(), domain="email"),
        name_index=crypto.blind(" ".join(fold(full_name).split()), domain="name"),
    )


def access_code(*, code: str, about_type: str, about_id: int | str | uuid.UUID, now: datetime) -> AccessCode:
    """The row of a code, not yet stored."""
    return AccessCode(
        digest=codes.digest(code), about_type=about_type, about_id=str(about_id), created_at=now
    )


def issue_code(*, code: str, about_type: str, about_id: int | str | uuid.UUID, now: datetime) -> AccessCode:
    row = access_code(code=code, about_type=about_type, about_id=about_id, now=now)
    row.save(force_insert=True)
    return row


def revoke_codes(*, about_type: str, about_id: int | str | uuid.UUID, now: datetime) -> int:
    """Close every live code of a case; the rows stay, so that an old code is known to have been one."""
    live = AccessCode.objects.filter(about_type=about_type, about_id=str(about_id), revoked_at=None)
    return live.update(revoked_at=now)
