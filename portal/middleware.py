"""What every answer passes through; rules about one app's pages live in that app."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from portal import logs, views

logger = logging.getLogger(__name__)

OUR_ENCODING = "utf-8"
GetResponse = Callable[[HttpRequest], HttpResponse]

FEATURES_OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES_OFF)


def request_ids(get_response: GetResponse) -> GetResponse:
    """Give each request a number of ours, so that its lines in the log are found together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = logs.request_id.set(secrets.token_hex(4))
        try:
            return get_response(request)
        finally:
            logs.request_id.reset(token)

    return middleware


def one_encoding(get_response: GetResponse) -> GetResponse:
    """Refuse a body said to be in another encoding than ours: Django decodes it by any codec it names.

    A browser sends forms in the encoding of their page; the error page itself reads the form again.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if (request.encoding or OUR_ENCODING).lower() not in {OUR_ENCODING, "utf8"}:
            request.encoding = OUR_ENCODING
            raise BadRequest("not in UTF-8")
        return get_response(request)

    return middleware


def unavailable(get_response: GetResponse) -> GetResponse:
    """A view the database fails answers with the 503 page; failures outside views reach handler500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, views.DATABASE_TROUBLE):
            return None
        route = request.resolver_match.route if request.resolver_match else ""
        logger.error("database does not answer: %s at %s", type(exception).__name__, route)
        return views.unavailable(request)

    hooked: Any = middleware
    hooked.process_exception = process_exception
    return middleware


def response_headers(get_response: GetResponse) -> GetResponse:
    """Ask no device feature of the browser, and let no page be kept that did not allow it itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
