"""The answer: written as a draft, read as the very letter, then sent or handed to the leader."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import caseview, emails, files, permissions, states, workflow
from feedback.admin import pages, replies, told
from feedback.answer_forms import AnswerForm, SendForm
from feedback.models import Answer, Submission
from officials.models import User
from portal.errors import Stale
from portal.uploads.handlers import takes_files


def _draft_of(case: Submission) -> Answer | None:
    return case.answers.filter(state=Answer.State.DRAFT).select_related("promise_unit").first()


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, reference, is_proven=True)


def again(request: HttpRequest, reference: str) -> HttpResponse:
    """For want of a CSRF token nothing is saved; what was typed and chosen stays."""
    return _page(request, reference, is_proven=False)


def _page(request: HttpRequest, reference: str, *, is_proven: bool) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    label = _("Write the answer")
    if pages.is_stale(request, case):
        may = permissions.can_draft(user, case)
        own = pages.arrived(request, AnswerForm) if may else {}
        form = AnswerForm(pages.retyped(request, case), case=case, label="", **own)
        return pages.stale(request, reference, form, label=label if may else "")
    if not permissions.can_draft(user, case):
        words = _("The answer can be written once your unit has accepted the opinion.")
        return pages.not_now(request, case, words)
    draft = _draft_of(case)
    known = model_to_dict(draft) if draft is not None else {}
    posted = request.POST if request.method == "POST" else None
    own = pages.arrived(request, AnswerForm)
    form = AnswerForm(posted, case=case, label="", initial={**known, **pages.in_view(case)}, **own)
    beside = replies.Replies.beside(case, states.Action.ANSWER)
    if not is_proven:
        form.add_error(None, pages.PRESS_AGAIN)
    elif beside.is_asked(request):
        beside.put_into(form, request.POST.get("reply", ""))
    elif posted is not None and form.is_valid():
        try:
            workflow.draft_answer(case, by=user, version=form.cleaned_data["version"], **form.facts)
        except Stale:
            return pages.stale(request, reference, form, label=label)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            return HttpResponseRedirect(reverse("admin:feedback_submission_preview", args=[case.reference]))
    form.begin_at_first()
    status = 200 if is_proven else pages.FORBIDDEN
    shown = {"form": form, "label": label, "replies": beside}
    return pages.page(request, "action", case, shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as it would leave now; its button sends it, or hands it to the leader if the organ asks."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if pages.is_stale(request, case):
        return pages.stale(request, reference)
    row = _row(user, case)
    if row is None:
        return pages.not_now(request, case)
    draft = _draft_of(case)
    if draft is None:
        return HttpResponseRedirect(reverse("admin:feedback_submission_answer", args=[case.reference]))
    if request.method == "POST":
        try:
            done = workflow.act(case, row.action, by=user, version=case.version)
        except Stale:
            return pages.stale(request, reference)
        return pages.leave(request, done, told.after(done, row))
    return pages.page(request, "preview", case, _letter(case, draft, row))


def _row(user: User, case: Submission) -> states.Transition | None:
    asked = (states.Action.SUBMIT_ANSWER, states.Action.ANSWER)
    return next(filter(None, (permissions.row_for(user, case, action) for action in asked)), None)


def _letter(case: Submission, draft: Answer, row: states.Transition) -> dict[str, Any]:
    return {
        "letter": emails.preview(case, draft),
        "files": list(files.of_draft(case)),
        "takes_mail": caseview.takes_mail(case),
        "form": SendForm(case=case, label=row.action.label, initial=pages.in_view(case)),
        "to_leader": row.action == states.Action.SUBMIT_ANSWER,
    }
