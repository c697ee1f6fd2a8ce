"""The public form as a first visit finds it: made once a minute in each language, only its tokens are new."""

import re

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from feedback.forms import SubmissionForm
from portal.identity import tokens

# A unit that may be chosen from now on, or no longer, shows this many seconds late, as the office's own data.
KEPT_SECONDS = 60
MARK = "form-token-goes-here"
CSRF = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')


def is_first_visit(request: HttpRequest) -> bool:
    """Nothing on the page is this visitor's own: nobody logged in, no message waits, no errors.

    Nor was anything written behind the address: the links to other languages carry it on.
    """
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    is_plain = request.method != "POST" and not request.META.get("QUERY_STRING")
    return is_plain and own.isdisjoint(request.COOKIES)


def first_visit(request: HttpRequest) -> HttpResponse:
    key = f"feedback.form.{get_language()}"
    pieces: list[str] | None = cache.get(key)
    if pieces is None:
        pieces = _pieces(request)
        cache.set(key, pieces, KEPT_SECONDS)
    own = {MARK: tokens.issue(), CSRF.pattern: get_token(request)}
    return HttpResponse("".join(own.get(piece, piece) for piece in pieces))


def _pieces(request: HttpRequest) -> list[str]:
    """The page cut where a token stands; in its place the name of the token."""
    context = {"form": SubmissionForm(), "form_token": MARK}
    page = CSRF.sub(lambda found: CSRF.pattern, render_to_string("feedback/submit.html", context, request))
    return re.split(f"({re.escape(MARK)}|{re.escape(CSRF.pattern)})", page)
