"""One page for each step of the table: a form to read before, workflow.act to take it."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback import action_forms, handover_forms, permissions, queries, states, steps, workflow
from feedback.action_forms import ActionForm
from feedback.admin import pages, replies, told
from feedback.desk_forms import DESK_FORMS
from feedback.models import Submission
from feedback.split_forms import SplitForm
from feedback.workflow import extension
from portal.errors import Stale
from portal.uploads.handlers import takes_files

FORMS: dict[str, type[ActionForm]] = {
    **action_forms.FORMS,
    **DESK_FORMS,
    **handover_forms.FORMS,
    states.Action.SPLIT: SplitForm,
}
# A leader goes back to what else waits for a yes.
DECIDED = (states.Action.GRANT_EXTENSION, states.Action.REFUSE_EXTENSION)
OF_EXTENSION = (states.Action.EXTEND, *DECIDED)


@csp_update({"media-src": [SELF]})  # type: ignore[arg-type]
@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    return _page(request, reference, name, is_proven=True)


def again(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """For want of a CSRF token no step is taken; what was typed and chosen stays."""
    return _page(request, reference, name, is_proven=False)


def _page(request: HttpRequest, reference: str, name: str, *, is_proven: bool) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if name not in FORMS:
        raise Http404
    label = str(states.Action(name).label)
    row = permissions.row_for(user, case, name)
    if pages.is_stale(request, case):
        own = pages.arrived(request, FORMS[name]) if row else {}
        form = FORMS[name](pages.retyped(request, case), case=case, label=label, **own)
        return pages.stale(request, reference, form, label=label if row else "")
    if row is None:
        return pages.not_now(request, case)
    posted = request.POST if request.method == "POST" else None
    own = pages.arrived(request, FORMS[name])
    form = FORMS[name](posted, case=case, label=label, initial=pages.in_view(case), **own)
    beside = replies.Replies.beside(case, name)
    if not is_proven:
        form.add_error(None, pages.PRESS_AGAIN)
    elif beside.is_asked(request):
        beside.put_into(form, request.POST.get("reply", ""))
    elif posted is not None and form.is_valid():
        response = _act(request, case, row, form)
        if response is not None:
            return response
    form.begin_at_first()
    shown = {"form": form, "row": row, "label": label, "replies": beside, **_beside(case, row)}
    return pages.page(request, "action", case, shown, status=200 if is_proven else pages.FORBIDDEN)


def _act(
    request: HttpRequest, case: Submission, row: states.Transition, form: ActionForm
) -> HttpResponse | None:
    """Take the step; None means that the form now says what to put right."""
    try:
        done = workflow.act(
            case,
            row.action,
            by=pages.reader_of(request),
            version=form.cleaned_data["version"],
            words=form.said,
            **form.facts,
        )
    except Stale:
        return pages.stale(request, case.reference, form, label=str(row.action.label))
    except ValidationError as error:
        form.add_error(None, _for_form(form, error))
        return None
    if row.action in DECIDED:
        messages.success(request, told.after(done, row))
        return HttpResponseRedirect(reverse("feedback:approvals"))
    return pages.leave(request, done, told.after(done, row))


def _for_form(form: ActionForm, error: ValidationError) -> ValidationError:
    """The workflow's sentences at their fields; those of fields the form lacks go on top."""
    if not hasattr(error, "error_dict"):
        return error
    known = {name: errors for name, errors in error.error_dict.items() if name in form.fields}
    return ValidationError(known) if len(known) == len(error.error_dict) else ValidationError(error.messages)


def _beside(case: Submission, row: states.Transition) -> dict[str, object]:
    """What a step needs to see: the scan, the day of the answer, who may read once it is restricted."""
    if row.action == states.Action.TRANSCRIBE:
        return {"scans": list(queries.scans_of(case))}
    if row.action in OF_EXTENSION:
        today, target = timezone.localdate(), queries.answer_target(case)
        known: dict[str, object] = {"asked": queries.extension_asked(case), "target": target}
        if target is None or target.due_on is None:
            return known
        is_passed = target.due_on < today
        return known | {"is_passed": is_passed, "latest": extension.latest_day(target, today)}
    if row.action != states.Action.RESTRICT:
        return {}
    return {"readers": case.organ.restricted_readers.filter(is_active=True)}


@require_POST
def route_by_rule(request: HttpRequest, reference: str) -> HttpResponse:
    """Assign at once as the rules propose."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if pages.is_stale(request, case):
        return pages.stale(request, reference)
    rule, row = steps.proposal_for(user, case).rule, permissions.row_for(user, case, states.Action.ROUTE)
    if rule is None or row is None:
        return pages.not_now(request, case)
    try:
        done = workflow.act(
            case, row.action, by=user, version=case.version, responsible=rule.responsible, rule=rule
        )
    except Stale:
        return pages.stale(request, reference)
    except ValidationError as error:
        return pages.not_now(request, case, " ".join(error.messages))
    return pages.leave(request, done, told.after(done, row))
