"""Tracking: the box for the code, the case it opens, a lost code, and closing it all on this machine."""

import time
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import files, tracking, workflow
from feedback.forms import WRONG_CODE, CodeForm, LostCodeForm, WordsForm
from feedback.views.parts import chosen
from portal import limits
from portal.identity import codes, cookies, tokens
from portal.uploads import downloads
from portal.views import too_many_requests

# Seconds. A right pair costs a letter and some writes more than a wrong one: told by the clock, whoever holds
# a reception number could try out who left which address with it.
LOST_CODE_TAKES = 0.5


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _open(request)
    code = cookies.recall(request)
    case = (tracking.find(code, chosen(request)) or tracking.find(code)) if code else None
    if case is None:
        return render(request, "feedback/track.html", {"form": CodeForm()})
    page = tracking.page_of(case, timezone.localdate())
    context = {"page": page, "case": case, "shown_case": case.reference}
    if page.takes_words:
        context |= {"words_form": WordsForm(), "form_token": tokens.issue()}
    return render(request, "feedback/case.html", context)


@require_safe
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A file from or to the sender, for the holder of the code; of a restricted case none."""
    code = cookies.recall(request)
    case = tracking.find(code, chosen(request)) if code else None
    if case is None or not case.is_ordinary:
        raise Http404
    return downloads.answer(get_object_or_404(files.readable_by_sender(case), pk=pk))


def _open(request: HttpRequest) -> HttpResponse:
    """Only failures count towards the limit: a village that shares one network reads as often as it likes."""
    typed = request.POST.get("code", "")
    code = codes.normalise(typed)
    if code is not None and tracking.find(code) is not None:
        response = redirect("feedback:track")
        cookies.remember(response, code)
        return response
    verdict = limits.hit(request, "track")
    if verdict.refused:
        return too_many_requests(request, minutes=verdict.retry_minutes)
    form = CodeForm({"code": typed[:200]})
    form.add_error("code", WRONG_CODE)
    return render(request, "feedback/track.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def lost_code(request: HttpRequest) -> HttpResponse:
    form = LostCodeForm(request.POST or None)
    if request.method != "POST":
        return render(request, "feedback/lost_code.html", {"form": LostCodeForm()})
    verdict = limits.hit(request, "track")
    if verdict.refused:
        return too_many_requests(request, minutes=verdict.retry_minutes)
    if not form.is_valid():
        return render(request, "feedback/lost_code.html", {"form": form})
    began = time.monotonic()
    if limits.hit_subject("letters", form.cleaned_data["email"].casefold()).allowed:
        workflow.replace_code(**form.cleaned_data, now=timezone.now())
    time.sleep(max(0.0, began + LOST_CODE_TAKES - time.monotonic()))
    words = _(
        "If the two belong together, a letter with a new code will arrive within minutes; the old code ends."
    )
    messages.info(request, words)
    return redirect("feedback:lost_code")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Closed and cleared from this machine."))
    response = redirect("feedback:home")
    cookies.forget(response)
    if settings.HTTPS:
        response["Clear-Site-Data"] = '"cache"'
    return response
