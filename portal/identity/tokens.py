"""The form token: one signed value that is both the form's time stamp and its idempotency key."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner, b62_decode

SALT = "portal.identity.form_token"
LASTS = timedelta(hours=24)


class BadToken(ValueError):
    """The token is missing, damaged or not ours."""


@dataclass(frozen=True)
class FormToken:
    key: str
    age: timedelta


def issue() -> str:
    return TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(16))


def read_or_new(text: str) -> tuple[str, FormToken, bool]:
    """The token that came with a form; a fresh one, and True, where it is too old or none of ours."""
    try:
        token = read(text)
        if token.age <= LASTS:
            return text, token, False
    except BadToken:
        pass
    text = issue()
    return text, read(text), True


def read(token: str) -> FormToken:
    """Return the token's key and age; how old is too old is the form's own rule. Raise BadToken.

    A web server whose clock runs behind sees tokens of another one from the future: their age is negative.
    """
    try:
        key = TimestampSigner(salt=SALT).unsign(token)
    except (BadSignature, UnicodeError) as error:
        raise BadToken("This form token is not ours.") from error
    issued_at = datetime.fromtimestamp(b62_decode(token.rsplit(":", 2)[1]), UTC)
    return FormToken(key=key, age=datetime.now(UTC) - issued_at)
