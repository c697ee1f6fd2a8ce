"""Pages that belong to no app: the two health addresses and the error pages."""

import logging
import sys
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import Engine
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from portal import health

logger = logging.getLogger(__name__)

DATABASE_TROUBLE = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "60"
BARE_WORDS = (  # for the day on which not even a template can be shown, so neither can a catalogue be trusted
    "Trang đang trục trặc, không phải do Ông/Bà. Ý kiến chưa hiện mã tra cứu là chưa được nhận: "
    "xin giữ lại nội dung và gửi lại.\n\n"
    "The page is out of order; it is not your doing. An opinion that has not shown a tracking code has not "
    "been received: please keep what you wrote and send it again.\n"
)
NEVER_KEPT = {"csrfmiddlewaretoken", "body"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    report = health.report()
    return JsonResponse(report, status=503 if report["status"] == "down" else 200)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest, *, minutes: int) -> HttpResponse:
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure nobody caught; trouble of the database outside a view ends here too."""
    if isinstance(sys.exc_info()[1], DATABASE_TROUBLE):
        return unavailable(request)
    try:
        page = get_template("500.html").render(_own_context(request))
    except Exception:
        logger.exception("the page for failures failed itself")
        return HttpResponse(BARE_WORDS, status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(page, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 page, made without the database; what was typed stays on it, ready to be sent again."""
    context = _own_context(request) | _typed(request)
    headers = {"Retry-After": RETRY_AFTER_SECONDS}
    return HttpResponse(get_template("503.html").render(context), status=503, headers=headers)


def _own_context(request: HttpRequest) -> dict[str, Any]:
    """What our own context processors still know; Django's would ask the database for the user."""
    known: dict[str, Any] = {}
    for processor in Engine.get_default().template_context_processors:
        if processor.__module__.startswith("django."):
            continue
        try:
            known.update(processor(request))
        except Error:
            continue
    return known


def _typed(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form that could not be taken; passwords and files are not kept."""
    if request.method != "POST":
        return {}
    try:
        fields = dict(request.POST.lists())
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return {}
    if any("password" in name for name in fields):
        return {}
    return {
        "action": request.get_full_path(),
        "body": request.POST.get("body", ""),
        "kept": [(name, text) for name, texts in fields.items() if name not in NEVER_KEPT for text in texts],
        "csrf_token": get_token(request),
    }
