"""Browsers that logged in to an account before, known by a signed cookie; it holds no name and no place."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from portal.identity import crypto

NAME = "__Host-browser" if settings.HTTPS else "browser"
SALT = "officials.browsers"
AGE = 400 * 24 * 3600  # the longest browsers keep a cookie
ACCOUNTS = 8


def known_as(request: HttpRequest, username: str) -> str:
    """The browser's own number if this account logged in from it before, else an empty text."""
    number, accounts = _read(request)
    return number if _mark(username) in accounts else ""


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    number, accounts = _read(request)
    mark = _mark(username)
    kept = [mark, *(other for other in accounts if other != mark)][:ACCOUNTS]
    response.set_cookie(
        NAME,
        signing.dumps([number or secrets.token_urlsafe(12), kept], salt=SALT),
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        number, accounts = signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return "", []
    return number, accounts


def _mark(username: str) -> str:
    return crypto.blind(username, domain="browser")[:16]
