"""The desk's page for letters, calls and visits, and the slips to print for what was just entered."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from feedback import arrivals, desk_codes, workflow
from feedback.admin.pages import reader_of
from feedback.entry_forms import KEPT, EntryForm, organs_of
from feedback.models import Submission
from feedback.views import slip
from portal.identity import tokens
from portal.uploads.handlers import takes_files


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    if not organs_of(user):
        raise PermissionDenied
    if request.method != "POST":
        begun = {name: request.GET[name] for name in KEPT if name in request.GET}
        return _page(request, EntryForm(user=user, initial=begun))
    arrival = arrivals.of(request, sound=True)
    form = EntryForm(request.POST, user=user, tray=arrival.tray)
    if arrival.is_old:
        form.add_error(
            None, _("The page was opened long ago. Please send it once more; what you wrote is still here.")
        )
    if not form.is_valid():
        return _page(request, form, token=arrival.text)
    try:
        receipt = workflow.enter(entry=form.entry(arrival.token.key), by=user, now=timezone.now())
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, form, token=arrival.text)
    return _leave(request, form, receipt)


def _leave(request: HttpRequest, form: EntryForm, receipt: workflow.Receipt) -> HttpResponse:
    """To the slips, or to the next letter of the pile; the codes wait in this browser until printed."""
    user, case = reader_of(request), receipt.submission
    codes = [code for code in desk_codes.waiting(request, user) if code != receipt.code] + [receipt.code]
    if "next" in request.POST:
        begun = urlencode(form.kept_for_next())
        response = redirect(f"{reverse('admin:feedback_submission_entry')}?{begun}")
        messages.success(request, _entered(case))
    else:
        response = redirect("admin:feedback_submission_slips")
    desk_codes.keep(response, user, codes)
    return response


def _entered(case: Submission) -> str:
    if case.register_entry is None:
        words = _("Entered %(number)s. The book of this year is closed: register it in the new year.")
        return words % {"number": case.reference}
    words = _("Entered %(number)s, register number %(register)s.")
    return words % {"number": case.reference, "register": case.register_entry}


def _page(request: HttpRequest, form: EntryForm, *, token: str = "") -> HttpResponse:
    waiting = len(desk_codes.waiting(request, reader_of(request)))
    words = ngettext("Print %(n)s slip", "Print %(n)s slips", waiting) % {"n": waiting}
    context = {"form": form, "form_token": token or tokens.issue(), "slips": words if waiting else ""}
    return _render(request, "entry", {"title": _("Enter an opinion"), **context})


@require_http_methods(["GET", "HEAD"])
def slips(request: HttpRequest) -> HttpResponse:
    """Every slip not printed yet, each code shown this once; it is kept nowhere after."""
    user = reader_of(request)
    if not organs_of(user):
        raise PermissionDenied
    found = desk_codes.cases(user, desk_codes.waiting(request, user))
    shown = [
        slip.of(case, code) | {"entry": case.register_entry, "code_id": f"code-{case.reference}"}
        for case, code in found
    ]
    response = _render(request, "slips", {"title": _("Slips to print"), "slips": shown})
    response["Cache-Control"] = "no-store"
    if request.method == "GET":
        desk_codes.keep(response, user, [])
    return response


def _render(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": Submission._meta}
    return TemplateResponse(request, f"admin/feedback/submission/{name}.html", {**frame, **context})
