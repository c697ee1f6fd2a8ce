"""One step on many opinions: chosen in the list, previewed, taken, taken back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from feedback import canned, states, workflow
from feedback.action_forms import EMPTY, UnitSelect
from feedback.admin import pages
from feedback.models import BulkRun, CannedReply, Submission
from feedback.models.bulk import UNDONE_WITHIN
from feedback.workflow.bulk import AT_ONCE, Outcome
from officials.models import User
from portal.errors import NotAllowed
from portal.fields import LineField, PickField

A = states.Action
KEY = "feedback.bulk_run"
FILTER_LONGEST = 2000


class StepForm(forms.Form):
    """What a step on many needs to know; most need nothing."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class RouteForm(StepForm):
    responsible = UnitSelect(
        label=gettext_lazy("Unit that handles"),
        error_messages={"required": gettext_lazy("Choose the unit that handles it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].offer()  # type: ignore[attr-defined]


class ClassifyForm(StepForm):
    legal_kind = PickField(
        label=gettext_lazy("Kind in law"),
        choices=[*EMPTY, *((kind.value, kind.label) for kind in states.ORDINARY_KINDS)],
        error_messages={"required": gettext_lazy("Choose the kind in law.")},
    )
    field = PickField(
        label=pgettext_lazy("matter", "Field"),
        choices=[*EMPTY, *states.Field.choices],
        error_messages={"required": gettext_lazy("Choose the field.")},
    )


class AnswerForm(StepForm):
    reply = forms.ModelChoiceField(
        CannedReply.objects.none(),
        label=gettext_lazy("Canned reply"),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose a canned reply from the list.")},
    )
    outcome = PickField(
        label=gettext_lazy("Outcome"),
        choices=[*EMPTY, *states.Outcome.choices],
        error_messages={"required": gettext_lazy("Choose the outcome.")},
    )
    summary = LineField(
        label=gettext_lazy("What the senders raised, in one sentence (optional)"),
        help_text=gettext_lazy("Empty: the heading of each opinion."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].queryset = canned.offered_to(self.user, A.ANSWER)  # type: ignore[attr-defined]


FORMS: dict[str, type[StepForm]] = {
    A.CLASSIFY: ClassifyForm,
    A.ROUTE: RouteForm,
    A.ANSWER: AnswerForm,
    A.CLOSE: StepForm,
    A.MARK_SPAM: StepForm,
}


@admin.action(description=gettext_lazy("Classify several…"), permissions=["classify"])
def classify(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> HttpResponse | None:
    return _begin(request, A.CLASSIFY, cases)


@admin.action(description=gettext_lazy("Assign several…"), permissions=["classify"])
def route(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> HttpResponse | None:
    return _begin(request, A.ROUTE, cases)


@admin.action(description=gettext_lazy("Answer several by a canned reply…"), permissions=["handle"])
def answer(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> HttpResponse | None:
    return _begin(request, A.ANSWER, cases)


@admin.action(description=gettext_lazy("Close several…"), permissions=["classify"])
def close(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> HttpResponse | None:
    return _begin(request, A.CLOSE, cases)


@admin.action(description=gettext_lazy("Mark as suspected spam"), permissions=["classify"])
def mark_spam(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> HttpResponse | None:
    return _begin(request, A.MARK_SPAM, cases)


ACTIONS: list[Callable[..., Any]] = [classify, route, answer, close, mark_spam]


def _begin(request: HttpRequest, action: str, cases: QuerySet[Submission]) -> HttpResponse | None:
    chosen = list(cases.order_by("pk").values_list("pk", "version")[: AT_ONCE + 1])
    if len(chosen) > AT_ONCE:
        words = _("At most %(n)s opinions can be worked on at once.") % {"n": AT_ONCE}
        messages.error(request, words)
        return None
    seen = dict(chosen)
    user = pages.reader_of(request)
    if FORMS[action] is not StepForm:
        return _page(request, action, seen, form=FORMS[action](user=user))
    outcomes = workflow.rehearse(seen, action, by=user)
    return _page(request, action, seen, form=StepForm({}, user=user), outcomes=outcomes)


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, name: str) -> HttpResponse:
    """Preview the step, or take it; what is shown as done or refused is what happened."""
    if name not in FORMS:
        raise Http404
    seen = _seen(request)
    user = pages.reader_of(request)
    form = FORMS[name](request.POST, user=user)
    if not seen:
        messages.error(request, _("Choose the opinions in the list first."))
        return HttpResponseRedirect(_list(request))
    if not form.is_valid() or request.POST.get("do") == "change":
        return _page(request, name, seen, form=form)
    if request.POST.get("do") != "act":
        outcomes = workflow.rehearse(seen, name, by=user, **form.cleaned_data)
        return _page(request, name, seen, form=form, outcomes=outcomes)
    run, outcomes = workflow.act_on_many(seen, name, by=user, **form.cleaned_data)
    if run is not None:
        until = run.undo_until.timestamp()
        request.session[KEY] = {"run": run.pk, "n": run.items.count(), "until": until}
    return _page(request, name, seen, form=form, outcomes=outcomes, is_done=True)


def _seen(request: HttpRequest) -> dict[int, int]:
    """The cases chosen, each with the version its chooser saw; what no page of ours sent is left out."""
    found = {}
    for text in request.POST.getlist("case")[: AT_ONCE + 1]:
        pk, _colon, version = text.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (pk, version)):
            found[int(pk)] = int(version)
    return dict(list(found.items())[:AT_ONCE])


def _page(
    request: HttpRequest,
    action: str,
    seen: dict[int, int],
    *,
    form: forms.Form,
    outcomes: list[Outcome] | None = None,
    is_done: bool = False,
) -> HttpResponse:
    chosen = outcomes or []
    context = {
        **admin.site.each_context(request),
        "title": A(action).label,
        "opts": Submission._meta,
        "action": action,
        "seen": seen,
        "form": form,
        "is_previewed": outcomes is not None,
        "is_done": is_done,
        "going": [outcome for outcome in chosen if not outcome.refusal],
        "refused": [outcome for outcome in chosen if outcome.refusal],
        "bulk": undoable(request) if is_done else None,
        "is_answer": action == A.ANSWER,
        "asks_something": bool(form.fields),
        "back": _list(request),
        "filtered": _filtered(request),
        "leaves_at": timezone.localtime() + UNDONE_WITHIN,
    }
    return TemplateResponse(request, "admin/feedback/submission/bulk.html", context)


def _filtered(request: HttpRequest) -> str:
    """The query of the list the opinions were chosen in."""
    return request.POST.get("filtered", request.GET.urlencode())[:FILTER_LONGEST]


def _list(request: HttpRequest) -> str:
    """The list as it was filtered."""
    filtered = _filtered(request)
    return f"{reverse('admin:feedback_submission_changelist')}{'?' if filtered else ''}{filtered}"


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the visitor's last run back; what changed since stays as it is and is named."""
    user = pages.reader_of(request)
    kept = request.session.pop(KEY, None)
    run = BulkRun.objects.filter(pk=kept["run"], by=user).first() if kept else None
    try:
        if run is None:
            raise NotAllowed(_("This can no longer be taken back. Open the opinions one by one."))
        back, left = workflow.undo_many(run, by=user)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%d opinion is as it was before.", "%d opinions are as they were before.", len(back))
        messages.success(request, words % len(back))
        if left:
            numbers = ", ".join(case.reference for case in left)
            messages.warning(
                request, _("Changed since, so left as they are: %(numbers)s.") % {"numbers": numbers}
            )
    return HttpResponseRedirect(reverse("admin:feedback_submission_changelist"))


def undoable(request: HttpRequest) -> dict[str, Any] | None:
    """The visitor's last run, while it may be taken back."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    return kept if kept and kept["until"] > timezone.now().timestamp() else None
