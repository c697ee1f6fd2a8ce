"""Scans of an opening: one document split into its letters, the signed minutes, and what is shown of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from feedback import arrivals, openings, workflow
from feedback.admin.opening import opening_or_404, page
from feedback.admin.pages import reader_of
from feedback.box_forms import ScanForm, SplitForm
from feedback.models import BoxOpening
from portal.identity import tokens
from portal.uploads import downloads
from portal.uploads.handlers import takes_files


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_or_404(request, pk)
    if request.method != "POST":
        return _show(request, "split", opening, SplitForm(initial={"first": 1}))
    arrival = arrivals.of(request)
    form = SplitForm(request.POST, tray=arrival.tray)
    _refuse_old(form, arrival)
    if form.is_valid():
        try:
            count = workflow.split_scan(opening, by=reader_of(request), now=timezone.now(), **form.asked())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = ngettext("%(n)s letter has its pages.", "%(n)s letters have their pages.", count)
            messages.success(request, words % {"n": count})
            return redirect(opening)
    return _show(request, "split", opening, form, token=arrival.text)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_or_404(request, pk)
    if request.method != "POST":
        return _show(request, "signed", opening, ScanForm())
    arrival = arrivals.of(request)
    form = ScanForm(request.POST, tray=arrival.tray)
    _refuse_old(form, arrival)
    if form.is_valid():
        kept: dict[str, Any] = {"files": arrival.tray.ids, "key": arrival.token.key}
        try:
            workflow.keep_minutes(opening, by=reader_of(request), now=timezone.now(), **kept)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The signed minutes are kept."))
            return redirect(opening)
    return _show(request, "signed", opening, form, token=arrival.text)


def _refuse_old(form: ScanForm, arrival: arrivals.Arrival) -> None:
    if arrival.is_old:
        words = _("The page was opened long ago. Please send it once more; what you wrote is still here.")
        form.add_error(None, words)


def _show(
    request: HttpRequest, name: str, opening: BoxOpening, form: ScanForm, *, token: str = ""
) -> HttpResponse:
    return page(request, name, opening, {"form": form, "form_token": token or tokens.issue()})


@require_safe
def piece(request: HttpRequest, pk: int, number: int, upload: str) -> HttpResponseBase:
    """Pages of a letter not entered yet; once it is a case they are its scan and shown there only."""
    opening = opening_or_404(request, pk)
    return downloads.answer(get_object_or_404(openings.waiting_scans(opening, number), pk=upload))


@require_safe
def signed(request: HttpRequest, pk: int, upload: str) -> HttpResponseBase:
    opening = opening_or_404(request, pk)
    return downloads.answer(get_object_or_404(openings.signed_minutes(opening), pk=upload), inline=True)
