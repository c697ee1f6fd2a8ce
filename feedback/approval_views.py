"""The leader's yes: answers that wait for it, and one of them with the very letter that would leave."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import dues, emails, files, found, permissions, queries, workflow
from feedback.approval_forms import DecisionForm
from feedback.models import Answer, Submission, SubmissionEvent
from feedback.states import Action, Status
from officials import permissions as office
from officials.models import User
from officials.roles import Permission
from portal.errors import Stale
from portal.paging import keyset

EXTENSIONS_SHOWN = 50
PUBLIC_MOST = 50


def _approver(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not office.holds_anywhere(user, Permission.APPROVE):
        raise PermissionDenied
    return user


@require_safe
@login_required
def approvals(request: HttpRequest) -> HttpResponse:
    """Answers that wait for my yes, the opinion received first on top, and later days asked for."""
    user = _approver(request)
    visible = queries.visible_to(user)
    waiting = queries.awaiting_approval(user, visible)
    page = keyset(
        waiting.select_related("responsible").defer("search", "toned"),
        order="received_at",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    asked = list(queries.extensions_to_decide(user, visible)[:EXTENSIONS_SHOWN])
    public = list(queries.publications_to_approve(user, visible).only("reference")[:PUBLIC_MOST])
    count = waiting.count() + len(asked) + len(public)
    context = {"page": page, "count": count, "extensions": asked, "public": public}
    return render(request, "feedback/approvals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one answer with its letter; approve and send it, or send it back with a note."""
    return _page(request, reference, is_proven=True)


def again(request: HttpRequest, reference: str) -> HttpResponse:
    """For want of a CSRF token nothing is decided; the note typed stays."""
    return _page(request, reference, is_proven=False)


def _page(request: HttpRequest, reference: str, *, is_proven: bool) -> HttpResponse:
    user = _approver(request)
    visible = queries.visible_to(user).select_related("organ", "responsible__organ", "person")
    case = found.case_or_404(user, visible, reference)
    if case.status != Status.AWAITING_APPROVAL:
        return _nothing_to_approve(request, case)
    if not permissions.can_act(user, case, Action.APPROVE):
        raise PermissionDenied
    form = DecisionForm(request.POST or None)
    if not is_proven:
        form.add_error(None, _("The page was opened long ago. Please press the button once more."))
    elif request.method == "POST" and form.is_valid():
        try:
            return _decide(request, user, case, form)
        except Stale:
            return _both_versions(request, found.case_or_404(user, visible, reference), form)
        except ValidationError as refused:
            form.add_error(None, refused)
    status = 200 if is_proven else 403
    return render(request, "feedback/approve.html", _context(case, form), status=status)


def _decide(request: HttpRequest, user: User, case: Submission, form: DecisionForm) -> HttpResponse:
    decided = form.cleaned_data
    workflow.act(case, decided["action"], by=user, version=decided["version"], words=decided["words"])
    if decided["action"] == Action.SEND_BACK:
        told = _("The answer to opinion %(number)s went back to the unit with your note.")
    elif _has_letter(case):
        told = _("The answer to opinion %(number)s is approved; its letter is on the way.")
    else:
        told = _("The answer to opinion %(number)s is approved and stands on the tracking page.")
    messages.success(request, told % {"number": case.reference})
    return redirect("feedback:approvals")


def _both_versions(request: HttpRequest, case: Submission, form: DecisionForm) -> HttpResponse:
    """Somebody was faster: the letter as it was seen, the letter as it is now, what happened in between."""
    if case.status != Status.AWAITING_APPROVAL:
        return _nothing_to_approve(request, case)
    since = SubmissionEvent.objects.filter(submission=case, pk__gt=form.cleaned_data["last_event"])
    again = DecisionForm(initial={"words": form.cleaned_data["words"]})
    context = _context(case, again)
    context |= {"seen": form.cleaned_data["seen"], "since": since.select_related("by")}
    return render(request, "feedback/approve.html", context, status=409)


def _nothing_to_approve(request: HttpRequest, case: Submission) -> HttpResponse:
    told = _("Opinion %(number)s waits for no approval now. Its state: %(state)s.")
    messages.warning(request, told % {"number": case.reference, "state": case.get_status_display()})
    return redirect("feedback:approvals")


def _has_letter(case: Submission) -> bool:
    return case.person is not None and bool(case.person.email)


def _context(case: Submission, form: DecisionForm) -> dict[str, Any]:
    unsent = case.answers.exclude(state=Answer.State.SENT)
    answer = unsent.select_related("drafted_by", "promise_unit").first()
    last = case.events.order_by("-pk").values_list("pk", flat=True).first()
    return {
        "case": case,
        "answer": answer,
        "letter": emails.preview(case, answer) if answer is not None else None,
        "files": list(files.of_draft(case)),
        "has_letter": _has_letter(case),
        "words": case.messages.select_related("unit"),
        "notes": case.notes.select_related("by"),
        "dues": dues.of_case(case, timezone.localdate()),
        "last_event": last or 0,
        "form": form,
    }
