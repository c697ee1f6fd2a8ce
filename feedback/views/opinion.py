"""The public form: shown, taken in, or shown again with everything typed."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import arrivals, formpage, published, workflow
from feedback.forms import SubmissionForm
from officials import queries as office
from portal import limits
from portal.identity import cookies, tokens
from portal.uploads import workflow as uploads
from portal.uploads.handlers import takes_files

LOOKED_AT = 2_000  # signs of each box that are compared


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    if formpage.is_first_visit(request):
        return formpage.first_visit(request)
    if request.method != "POST":
        return _show(request, SubmissionForm())
    arrival = arrivals.of(request)
    if "look" in request.POST:
        return _look_first(request, arrival)
    form = SubmissionForm(request.POST, tray=arrival.tray)
    if arrival.is_old:
        return _again(request, form, _expired(), token=arrival.text)
    if not form.is_valid():
        return _show(request, form, token=arrival.text)
    if timedelta(seconds=-1) < arrival.token.age < timedelta(seconds=settings.MIN_FILL_SECONDS):
        words = _("That was quick. Please send it again, so that we know a person is writing.")
        return _again(request, form, words, token=arrival.text)
    return _take_in(request, form, arrival.token)


def _look_first(request: HttpRequest, arrival: arrivals.Arrival) -> HttpResponse:
    """The form as it was typed, with public matters like it; nothing is stored, nothing logged."""
    words = " ".join(request.POST.get(name, "")[:LOOKED_AT] for name in ("title", "body", "place"))
    form = SubmissionForm.as_typed(request.POST, tray=arrival.tray)
    found: dict[str, Any] = {"similar": published.like(words), "looked": bool(words.strip())}
    return _show(request, form, token=arrival.text, **found)


def _take_in(request: HttpRequest, form: SubmissionForm, token: tokens.FormToken) -> HttpResponse:
    verdict = limits.hit(request, "submit")
    if verdict.refused:
        return _refused(request, form, verdict)
    suspected = bool(request.POST.get("website"))
    hold = verdict.over or _is_flooded(form.cleaned_data["email"])
    intake = form.intake(
        language=get_language() or settings.LANGUAGE_CODE, suspected=suspected, hold_letter=hold
    )
    receipt = None
    try:
        receipt = workflow.submit(intake=intake, form_key=token.key, now=timezone.now())
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, form, token=request.POST["form_token"])
    finally:
        if receipt is None or not receipt.is_new:  # no letter was written, so none counts
            limits.forget_subject("letters", form.cleaned_data["email"].casefold())
    if not receipt.is_new:
        earlier = receipt.submission
        if earlier.is_ordinary and earlier.body != intake.words["body"]:
            words = _(
                "The words sent before were received. These are other words: please send them once more."
            )
            return _again(request, form, words, token=_fresh_token(form))
        messages.info(request, _("This opinion was already received, there is no need to send it again."))
        if intake.files:
            messages.info(
                request, _("Pictures or documents chosen since then: send them on the tracking page.")
            )
    response = redirect("feedback:receipt")
    cookies.remember(response, receipt.code)
    return response


def _is_flooded(address: str) -> bool:
    """Whether this address has had its receipts of today: somebody may type a stranger's."""
    return bool(address) and limits.hit_subject("letters", address.casefold()).over


def typed_again(request: HttpRequest) -> HttpResponse:
    """For want of a CSRF token nothing is taken in; words and files come back under fresh ones."""
    arrival = arrivals.of(request)
    form = SubmissionForm(request.POST, tray=arrival.tray)
    return _again(request, form, _expired(), token=arrival.text, status=403)


def _expired() -> str:
    return _("The page was opened long ago. Please send it once more; what you wrote is still here.")


def _refused(request: HttpRequest, form: SubmissionForm, verdict: limits.Verdict) -> HttpResponse:
    phone = getattr(office.office_of_pages(), "phone", "")
    words = (
        _(
            "Many opinions were sent within the last hour from the network you use. Please try again in "
            "%(minutes)s minutes, or call %(phone)s, or drop a letter into the letter box."
        )
        if phone
        else _(
            "Many opinions were sent within the last hour from the network you use. Please try again in "
            "%(minutes)s minutes, or drop a letter into the letter box."
        )
    )
    words %= {"minutes": verdict.retry_minutes, "phone": phone}
    response = _again(request, form, words, token=request.POST["form_token"], status=429)
    response["Retry-After"] = str(verdict.retry_minutes * 60)
    return response


def _fresh_token(form: SubmissionForm) -> str:
    """A new token for a form whose own was used; its files go with it."""
    text = tokens.issue()
    uploads.restage(form.tray.ids, key=form.tray.key, new_key=tokens.read(text).key)
    return text


def _again(
    request: HttpRequest, form: SubmissionForm, words: str, *, token: str, status: int = 200
) -> HttpResponse:
    """Show the filled form with one sentence on what to do; nothing was stored."""
    if form.is_valid():
        form.helper.form_error_title = _("Not sent yet. What you typed is still here.")
    form.add_error(None, words)
    return _show(request, form, token=token, status=status)


def _show(
    request: HttpRequest, form: SubmissionForm, *, token: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "form_token": token or tokens.issue(), **more}
    return render(request, "feedback/submit.html", context, status=status)
