"""Codes just given at a desk, until their slips are printed: in an encrypted cookie of that browser alone."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from feedback import queries, tracking
from feedback.models import Submission
from officials.models import User
from portal.identity import codes, crypto

NAME = "__Host-desk" if settings.HTTPS else "desk"
MINUTES = 60
MOST = 60  # a cookie holds no more


def waiting(request: HttpRequest, user: User) -> list[str]:
    """The codes given in this browser by this account whose slips were not shown yet."""
    try:
        word, ends_at, owner, kept = crypto.decrypt(request.COOKIES.get(NAME, "")).split(" ")
        is_live = word == "desk" and int(owner) == user.pk and int(ends_at) > timezone.now().timestamp()
    except ValueError:
        return []
    found = [codes.normalise(code) for code in kept.split(",")] if is_live else []
    return [code for code in found if code is not None]


def keep(response: HttpResponse, user: User, given: Sequence[str]) -> None:
    """Remember these codes, the newest last; with none the cookie goes."""
    if not given:
        response.delete_cookie(NAME, samesite="Strict")
        if settings.HTTPS:
            response.cookies[NAME]["secure"] = True
        return
    ends_at = int(timezone.now().timestamp()) + MINUTES * 60
    response.set_cookie(
        NAME,
        crypto.encrypt(f"desk {ends_at} {user.pk} {','.join(given[-MOST:])}"),
        max_age=MINUTES * 60,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def cases(user: User, given: Sequence[str]) -> list[tuple[Submission, str]]:
    """The ordinary cases these codes open that this account still may read, each with its code."""
    pairs = [(case, code) for code in given if (case := tracking.find(code)) is not None]
    seen = queries.visible_to(user).filter(pk__in=[case.pk for case, _code in pairs])
    open_to_user = set(seen.values_list("pk", flat=True))
    return [(case, code) for case, code in pairs if case.is_ordinary and case.pk in open_to_user]
