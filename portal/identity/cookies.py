"""Remembers the access code on one device for some minutes, in a cookie nothing but this server can read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.identity import codes, crypto

NAME = "__Host-code" if settings.HTTPS else "code"


def remember(response: HttpResponse, code: str, minutes: int = 30) -> None:
    ends_at = int(timezone.now().timestamp()) + minutes * 60
    response.set_cookie(
        NAME,
        crypto.encrypt(f"code {ends_at} {code}"),
        max_age=minutes * 60,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def recall(request: HttpRequest) -> str | None:
    """Return the remembered code; None when there is none, its time is over or it is not ours."""
    try:
        word, ends_at, code = crypto.decrypt(request.COOKIES.get(NAME, "")).split(" ")
        is_live = word == "code" and int(ends_at) > timezone.now().timestamp()
    except ValueError:
        return None
    return codes.normalise(code) if is_live else None


def forget(response: HttpResponse) -> None:
    response.delete_cookie(NAME, samesite="Lax")
    if settings.HTTPS:
        response.cookies[NAME]["secure"] = True
