"""Scans and recordings of a case shown to the desk that wrote them down, and a lost code given anew."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from feedback import desk_codes, permissions, queries, workflow
from feedback.admin import pages
from feedback.desk_forms import LostCodeForm
from feedback.models import Submission
from portal.uploads import downloads


@require_safe
def scan(request: HttpRequest, reference: str, pk: str) -> HttpResponseBase:
    """A scan or recording, shown beside its transcription; whoever may not see it finds nothing."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_see_scan(user, case):
        raise Http404
    return downloads.answer(get_object_or_404(queries.scans_of(case), pk=pk), inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
def new_code(request: HttpRequest, reference: str) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_replace_code(user, case):
        return pages.not_now(request, case)
    form = LostCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = _give(request, case, form)
        if response is not None:
            return response
    return pages.page(request, "new_code", case, {"form": form, "label": form.title})


def _give(request: HttpRequest, case: Submission, form: forms.Form) -> HttpResponse | None:
    user = pages.reader_of(request)
    given = form.cleaned_data
    try:
        code = workflow.replace_at_desk(
            case, by=user, proof=given["proof"], reason=given["words"], now=timezone.now()
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    response = redirect("admin:feedback_submission_slips")
    desk_codes.keep(response, user, [*desk_codes.waiting(request, user), code])
    return response
