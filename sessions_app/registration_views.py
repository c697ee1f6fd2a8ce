"""Registering for a meeting without an account, and the page of a registration behind its signed link."""

from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import limits
from portal.identity import tokens
from portal.views import too_many_requests
from sessions_app import checkin, emails, queries, workflow
from sessions_app.models import Meeting, Registration
from sessions_app.registration_forms import ChangeForm, RegistrationForm

FORMS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(FORMS)
def register(request: HttpRequest, public_id: str) -> HttpResponse:
    meeting = get_object_or_404(queries.posted(), public_id=public_id)
    try:
        workflow.refuse_closed(meeting, timezone.now())
    except ValidationError as error:
        return render(
            request, "sessions/closed.html", {"row": meeting, "words": " ".join(error.messages)}, status=409
        )
    if request.method != "POST":
        return _show(request, meeting, RegistrationForm(), tokens.issue())
    return _take_in(request, meeting)


def _take_in(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = RegistrationForm(request.POST)
    text, token, is_old = tokens.read_or_new(request.POST.get("form_token", ""))
    if is_old:
        words = _("The page was opened long ago. Please send it once more; what you wrote is still here.")
        form.add_error(None, words)
        return _show(request, meeting, form, text)
    if request.POST.get("website"):
        form.add_error(None, _("Please leave the field for programs empty, and send it once more."))
    if not form.is_valid():
        if "code" in form.errors and (guess := limits.hit(request, "track")).refused:
            return too_many_requests(request, minutes=guess.retry_minutes)
        return _show(request, meeting, form, text)
    verdict = limits.hit(request, "submit")
    if verdict.refused:
        words = _("Many forms were sent from the network you use. Please try again in %(minutes)s minutes.")
        form.add_error(None, words % {"minutes": verdict.retry_minutes})
        return _show(request, meeting, form, text, status=429)
    language = (get_language() or "vi")[:2]
    try:
        made = workflow.register(
            meeting=meeting, wish=form.wish(language), form_key=token.key, now=timezone.now()
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _show(request, meeting, form, text)
    return redirect("sessions_app:registration", emails.token_of(made))


def _show(
    request: HttpRequest, meeting: Meeting, form: RegistrationForm, token: str, status: int = 200
) -> HttpResponse:
    free = queries.places_free(meeting)
    context = {"row": meeting, "form": form, "form_token": token, "free": free}
    return render(request, "sessions/register.html", context, status=status)


def _of_link(token: str) -> Registration:
    """The registration a signed link names; a link that is not ours is no page."""
    try:
        pk = signing.loads(token, salt=emails.SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    rows = Registration.objects.select_related("meeting__post", "meeting__organ", "seat", "person", "case")
    return get_object_or_404(rows, pk=pk)


@never_cache
@require_safe
def registration(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, _of_link(token), token)


def _page(
    request: HttpRequest, row: Registration, token: str, form: ChangeForm | None = None, words: str = ""
) -> HttpResponse:
    is_open = row.is_live and row.meeting.day > timezone.localdate()
    context: dict[str, Any] = {"reg": row, "row": row.meeting, "token": token, "is_open": is_open}
    context |= {"ahead": emails.places_ahead(row), "looks": queries.looks_at(row), "words": words}
    may_come = row.is_live and row.meeting.day >= timezone.localdate()
    context["qr"] = checkin.picture_of(row) if may_come else ""
    context["form"] = form or ChangeForm(
        initial={"people": row.people, "matter": row.matter, "needs": row.needs}
    )
    return render(request, "sessions/registration.html", context, status=409 if words else 200)


@never_cache
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    row, form = _of_link(token), ChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, row, token, form)
    try:
        workflow.change(row, **form.cleaned_data, now=timezone.now())
    except ValidationError as error:
        return _page(request, row, token, form, " ".join(error.messages))
    return redirect("sessions_app:registration", token)


@never_cache
@require_POST
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    row = _of_link(token)
    try:
        workflow.give_up(row, now=timezone.now())
    except ValidationError as error:
        return _page(request, row, token, words=" ".join(error.messages))
    return redirect("sessions_app:registration", token)
