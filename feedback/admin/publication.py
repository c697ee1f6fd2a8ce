"""The public version of a case: redacted beside the originals, read as it will stand, let out."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import permissions, states, workflow
from feedback.admin import pages, told
from feedback.models import Answer, Submission
from feedback.publication_forms import LastLookForm, PublicationForm, first_words
from feedback.redaction import Hit
from feedback.workflow import Prepared
from officials.models import User
from portal.errors import Stale

A = states.Action


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Redact and check; what the check finds is listed with its place, to be mended or confirmed."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    label = str(A.PREPARE.label)
    if pages.is_stale(request, case):
        form = PublicationForm(pages.retyped(request, case), case=case, label=label)
        may = permissions.can_prepare(user, case)
        return pages.stale(request, reference, form, label=label if may else "")
    if not permissions.can_prepare(user, case):
        return pages.not_now(request, case, _("This opinion cannot be published as it stands now."))
    posted = request.POST if request.method == "POST" else None
    form = PublicationForm(posted, case=case, label=label, initial=first_words(case) | pages.in_view(case))
    if posted is None or not form.is_valid():
        return _page(request, case, form)
    try:
        prepared = _prepare(request, case, form)
    except Stale:
        return pages.stale(request, reference, form, label=label)
    if prepared.open_hits:
        return _again(request, form, prepared)
    return HttpResponseRedirect(_url(case, "public"))


def _prepare(request: HttpRequest, case: Submission, form: PublicationForm) -> Prepared:
    return workflow.prepare_publication(
        case,
        by=pages.reader_of(request),
        words=form.words,
        confirmed=request.POST.getlist("confirmed"),
        version=form.cleaned_data["version"],
    )


def _again(request: HttpRequest, form: PublicationForm, prepared: Prepared) -> HttpResponse:
    """The words as they were typed, kept as a draft, with what is still to be mended or confirmed."""
    case = pages.case_or_404(pages.reader_of(request), prepared.publication.submission.reference)
    again = PublicationForm(case=case, label=form.button, initial=form.words | pages.in_view(case))
    return _page(request, case, again, prepared.open_hits)


def _page(
    request: HttpRequest, case: Submission, form: PublicationForm, hits: Sequence[Hit] = ()
) -> HttpResponse:
    sent = case.answers.filter(state=Answer.State.SENT).order_by("-sent_at").first()
    if not hits:
        form.begin_at_first()
    kept = case.publication.confirmed if case.publication is not None else []
    context = {"form": form, "found": form.found(hits), "kept": kept, "sent": sent}
    return pages.page(request, "publication", case, context)


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """The page as everybody would read it; its button publishes it, or hands it to the leader."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if pages.is_stale(request, case):
        return pages.stale(request, reference)
    row = _row(user, case)
    if row is None:
        return pages.not_now(request, case)
    posted = request.POST if request.method == "POST" else None
    form = LastLookForm(posted, case=case, label=row.action.label, initial=pages.in_view(case))
    if posted is not None and form.is_valid():
        try:
            done = workflow.act(case, row.action, by=user, version=form.cleaned_data["version"])
        except Stale:
            return pages.stale(request, reference)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return pages.leave(request, done, told.after(done, row))
    may_change = permissions.can_prepare(user, case)
    context: dict[str, Any] = {"form": form, "row": case.publication, "may_change": may_change}
    return pages.page(request, "public", case, context | {"to_leader": row.action == A.PROPOSE})


def _row(user: User, case: Submission) -> states.Transition | None:
    asked = (A.PROPOSE, A.PUBLISH)
    return next(filter(None, (permissions.row_for(user, case, action) for action in asked)), None)


def _url(case: Submission, name: str) -> str:
    return reverse(f"admin:feedback_submission_{name}", args=[case.reference])
