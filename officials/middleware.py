"""What every request of staff passes through: no page before the second factor."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

GetResponse = Callable[[HttpRequest], HttpResponse]

# What stays open on the way to a verified session.
ON_THE_WAY = {"officials:login", "officials:second_step", "officials:enrol", "officials:logout"}


def second_factor(get_response: GetResponse) -> GetResponse:
    """Outside a demonstration lead an account without a second factor to enrolment, whatever it asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        match, user = request.resolver_match, request.user
        is_on_the_way = match is not None and match.view_name in ON_THE_WAY
        if is_on_the_way or not user.is_authenticated or user.is_verified():  # type: ignore[attr-defined]
            return None
        return redirect("officials:enrol")

    hooked: Any = middleware
    hooked.process_view = process_view
    return middleware
