"""One-time codes: what an authenticator app shows at an instant, and the codes of a printed sheet."""

import secrets
import unicodedata
from base64 import b32decode, b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from django.utils.safestring import SafeString, mark_safe
from django_otp.oath import hotp

from portal.identity import codes, crypto

STEP_SECONDS = 30
DRIFT = 1  # steps a telephone's clock may be off, either way
RECOVERY_CODES, RECOVERY_LENGTH = 10, 10


def new_secret() -> str:
    return b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, now: datetime, drift: int = 0) -> str:
    return f"{hotp(b32decode(secret), _step(now) + drift):06d}"


def matching_step(secret: str, code: str, now: datetime, after: int = -1) -> int | None:
    """The step, later than `after`, that this code belongs to at this instant give or take one; else None."""
    step = _step(now)
    for candidate in range(step - DRIFT, step + DRIFT + 1):
        shown = f"{hotp(b32decode(secret), candidate):06d}"
        if candidate > after and secrets.compare_digest(shown, code):
            return candidate
    return None


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def picture(secret: str, account: str, office: str) -> SafeString:
    """The square picture an authenticator app reads; drawn here, without inline style."""
    words = urlencode({"secret": secret, "issuer": office}, quote_via=quote)
    address = f"otpauth://totp/{quote(office)}:{quote(account)}?{words}"
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=3, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from quoted words


def grouped(text: str, size: int) -> str:
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def new_sheet() -> list[str]:
    """Codes for paper, of signs that cannot be mistaken for one another."""
    return [
        "".join(secrets.choice(codes.ALPHABET) for _sign in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]


def read(text: str) -> str:
    """What was typed, without spaces, dashes and case; letters for recovery, else digits of the app."""
    plain = unicodedata.normalize("NFKC", text[:100]).upper()
    signs = "".join(sign for sign in plain if sign.isalnum())
    return signs if is_of_app(signs) else signs.translate(codes.LOOK_ALIKES)


def is_of_app(signs: str) -> bool:
    return len(signs) == 6 and signs.isascii() and signs.isdecimal()


def digest(user_id: int, code: str) -> str:
    """Return what is stored instead of a recovery code."""
    return crypto.blind(f"{user_id} {code}", domain="recovery")
