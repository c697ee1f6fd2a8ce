"""Encryption of single columns with keys that rotate, and keyed hashes to find equal values."""

import hmac
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Undecipherable(ValueError):
    """No key of FIELD_KEYS opens this value."""


@lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Raise Undecipherable when the token was damaged or its key is gone."""
    try:
        return cipher().decrypt(token).decode()
    except InvalidToken as error:
        raise Undecipherable("No key of FIELD_KEYS opens this value.") from error


def rotate(token: str) -> str:
    """Return the same words under the first key; raise Undecipherable when no key opens them."""
    try:
        return cipher().rotate(token).decode("ascii")
    except InvalidToken as error:
        raise Undecipherable("No key of FIELD_KEYS opens this value.") from error


def blind(value: str, *, domain: str = "value") -> str:
    """Return a keyed hash that is equal for equal values; the same text in two domains gives two hashes."""
    if not value:
        return ""
    return hmac.digest(settings.INDEX_KEY.encode(), f"{domain}\0{value}".encode(), "sha256").hex()


class EncryptedField(models.Field):
    """Keeps Fernet tokens in a text column; it can be compared with nothing but NULL."""

    dumps: Callable[[Any], str]
    loads: Callable[[str], Any]

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return encrypt(self.dumps(value))

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return None if value is None else self.loads(decrypt(value))


class EncryptedTextField(EncryptedField):
    dumps = staticmethod(str)
    loads = staticmethod(str)


class EncryptedJSONField(EncryptedField):
    dumps = staticmethod(json.dumps)
    loads = staticmethod(json.loads)
