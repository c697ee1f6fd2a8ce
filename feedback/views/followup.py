"""What the sender does on the tracking page: add words, withdraw, say whether the answer helped."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from feedback import arrivals, tracking, workflow
from feedback.forms import WRONG_CODE, WordsForm
from feedback.models import Submission
from feedback.views.parts import chosen, to_case
from portal import limits
from portal.errors import NotAllowed
from portal.identity import codes, cookies
from portal.uploads.handlers import takes_files
from portal.views import too_many_requests

TOO_MUCH = gettext_lazy(
    "Much was added to this opinion within the last hour. Please try again in %(minutes)s minutes."
)


def _case(request: HttpRequest) -> Submission | None:
    """The case remembered, if it is the one shown where the button was pressed.

    On a shared machine, or in a second tab, another may have been opened since.
    """
    code = cookies.recall(request)
    case = tracking.find(code, chosen(request)) if code else None
    return case if case is not None and _is_shown(request, case) else None


def _is_shown(request: HttpRequest, case: Submission) -> bool:
    return request.POST.get("case", case.reference) == case.reference


def _to_box(request: HttpRequest) -> HttpResponse:
    code = cookies.recall(request)
    words = _("This page closes after 30 minutes. Please enter the tracking code again.")
    if code and tracking.find(code) is not None:
        words = _(
            "Another opinion was opened on this machine meanwhile, so nothing was done to the first one."
        )
    messages.warning(request, words)
    return redirect("feedback:track")


@takes_files
@require_POST
def add_words(request: HttpRequest) -> HttpResponse:
    """With the cookie gone, or that of another case, the page asks for the code and keeps words and files."""
    arrival = arrivals.of(request)
    opened = _opened(request)
    if opened is None:
        return _ask_code(request, WordsForm(request.POST, asks_code=True, tray=arrival.tray), arrival.text)
    code, case = opened
    form = WordsForm(request.POST, asks_code="code" in request.POST, tray=arrival.tray)
    if not form.is_valid():
        return _show_words(request, form, arrival.text)
    verdict = limits.hit_subject("words", f"case {case.pk}")
    if verdict.refused:
        return _too_many_words(request, form, arrival.text, verdict)
    text, files = form.cleaned_data["text"], arrival.tray
    take = workflow.reopen_by_sender if "again" in request.POST else workflow.add_words
    try:
        take(case, text=text, files=files.ids, files_key=files.key, now=timezone.now())
    except (NotAllowed, ValidationError) as error:
        form.add_error(None, " ".join(getattr(error, "messages", [str(error)])))
        return _show_words(request, form, arrival.text)
    messages.success(request, _("Your words were received.") if text else _("Your files were received."))
    response = to_case(case)
    cookies.remember(response, code)
    return response


def _is_too_much(request: HttpRequest, case: Submission) -> bool:
    """Whether a small step is one too many of this hour: each is an event that makes the desk's pages old."""
    verdict = limits.hit_subject("words", f"case {case.pk}")
    if verdict.refused:
        messages.warning(request, TOO_MUCH % {"minutes": verdict.retry_minutes})
    return verdict.refused


def _too_many_words(
    request: HttpRequest, form: WordsForm, token: str, verdict: limits.Verdict
) -> HttpResponse:
    """What was typed stays in the box."""
    form.add_error(None, TOO_MUCH % {"minutes": verdict.retry_minutes})
    response = _show_words(request, form, token, status=429)
    response["Retry-After"] = str(verdict.retry_minutes * 60)
    return response


def words_again(request: HttpRequest, words: str) -> HttpResponse:
    """Words and files back with a sentence, for want of a CSRF token."""
    arrival = arrivals.of(request)
    form = WordsForm(request.POST, tray=arrival.tray)
    form.add_error(None, words)
    return _show_words(request, form, arrival.text, status=403)


def _show_words(request: HttpRequest, form: WordsForm, token: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "form_token": token, "shown_case": request.POST.get("case", "")}
    return render(request, "feedback/add_words.html", context, status=status)


def _opened(request: HttpRequest) -> tuple[str, Submission] | None:
    """The code remembered for the case shown or else typed beside the words, and the case it opens."""
    code = cookies.recall(request)
    case = tracking.find(code, chosen(request)) if code else None
    if code is None or case is None or not _is_shown(request, case):
        code = codes.normalise(request.POST.get("code", ""))
        case = tracking.find(code, chosen(request)) if code else None
    return (code, case) if code is not None and case is not None else None


def _ask_code(request: HttpRequest, form: WordsForm, token: str) -> HttpResponse:
    verdict = limits.hit(request, "track")
    if verdict.refused:
        return too_many_requests(request, minutes=verdict.retry_minutes)
    words = (
        WRONG_CODE
        if request.POST.get("code")
        else _("The page closes after 30 minutes. Please enter the code.")
    )
    form.add_error("code", words)
    return _show_words(request, form, token)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    case = _case(request)
    if case is None:
        return _to_box(request)
    page = tracking.page_of(case, timezone.localdate())
    if not page.may_withdraw:
        return to_case(case)
    if request.method != "POST":
        desk = case.organ.conflict_desk or case.organ
        context = {"case": case, "shown_case": case.reference, "desk": desk}
        return render(request, "feedback/withdraw.html", context)
    try:
        workflow.withdraw(case, now=timezone.now())
    except NotAllowed as error:
        messages.warning(request, str(error))
    return to_case(case)


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    case = _case(request)
    if case is None:
        return _to_box(request)
    if _is_too_much(request, case):
        return redirect("feedback:track")
    try:
        workflow.rate(case, helpful=request.POST.get("helpful", ""), now=timezone.now())
    except (NotAllowed, ValidationError) as error:
        messages.warning(request, " ".join(getattr(error, "messages", [str(error)])))
    else:
        messages.success(request, _("Thank you, we have noted it."))
    return to_case(case)


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """The sender agrees to publication, or takes that back and the public version with it.

    Taking it back is never one too many.
    """
    case = _case(request)
    if case is None:
        return _to_box(request)
    agrees = request.POST.get("agree") == "yes"
    if agrees and _is_too_much(request, case):
        return redirect("feedback:track")
    try:
        workflow.set_consent(case, agrees=agrees, now=timezone.now())
    except NotAllowed as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request,
            _("You agree to publication, without your name.")
            if agrees
            else _("Noted: nothing of it is public any more."),
        )
    return to_case(case)
