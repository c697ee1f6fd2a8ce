"""A form without its CSRF token: nothing is done, and what was typed comes back under a fresh one."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feedback import approval_views
from feedback.admin import action, answer, case, helping, papers, templates
from feedback.admin.pages import PRESS_AGAIN
from feedback.forms import CodeForm, LostCodeForm
from feedback.views import followup, opinion, status

OF_CITIZENS: dict[str, Callable[..., HttpResponse]] = {
    "feedback:submit": opinion.typed_again,
    "feedback:add_words": lambda request: followup.words_again(request, str(PRESS_AGAIN)),
    "feedback:leave": status.leave,  # a shared machine is always cleared; forging this harms nobody
}
BOUND_AGAIN: dict[str, tuple[type[forms.Form], str]] = {
    "feedback:track": (CodeForm, "feedback/track.html"),
    "feedback:lost_code": (LostCodeForm, "feedback/lost_code.html"),
}
OF_STAFF: dict[str, Callable[..., HttpResponse]] = {
    "admin:feedback_submission_act": action.again,
    "admin:feedback_submission_answer": answer.again,
    "admin:feedback_submission_make_paper": papers.make_again,
    "admin:feedback_submission_paper_number": papers.number_again,
    "admin:feedback_documenttemplate_add": templates.add_again,
    "admin:feedback_submission_note": case.note_again,
    "admin:feedback_submission_help_reply": helping.reply_again,
    "admin:feedback_submission_reveal": case.reveal_again,
    "feedback:approve": approval_views.again,
}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page without words to lose asks to be opened again."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if match and name in OF_CITIZENS:
        return OF_CITIZENS[name](request, **match.kwargs)
    if name in BOUND_AGAIN:
        form_class, template = BOUND_AGAIN[name]
        form = form_class(request.POST)
        form.add_error(None, PRESS_AGAIN)
        return render(request, template, {"form": form}, status=403)
    if match and name in OF_STAFF and _is_staff(request):
        return OF_STAFF[name](request, **match.kwargs)
    return render(request, "feedback/expired.html", status=403)


def _is_staff(request: HttpRequest) -> bool:
    """Whether the page itself would be open: the refusal comes before what else guards the address."""
    is_verified = request.user.is_authenticated and request.user.is_verified()  # type: ignore[attr-defined]
    return admin.site.has_permission(request) and (is_verified or not settings.SECOND_FACTOR_REQUIRED)
