"""One page for each step of the table: a form to read before, workflow.act to take it."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from feedback import permissions, states, steps, workflow
from feedback.action_forms import FORMS, ActionForm
from feedback.admin import pages, told
from feedback.models import Submission
from portal.errors import Stale


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if name not in FORMS:
        raise Http404
    label = str(states.Action(name).label)
    row = permissions.row_for(user, case, name)
    if pages.is_stale(request, case):
        data = pages.retyped(request, case)
        form = FORMS[name](data, case=case, label=label)
        return pages.stale(request, reference, form, label=label if row else "")
    if row is None:
        return pages.not_now(request, case)
    posted = request.POST if request.method == "POST" else None
    form = FORMS[name](posted, case=case, label=label, initial=pages.in_view(case))
    if posted is not None and form.is_valid():
        response = _act(request, case, row, form)
        if response is not None:
            return response
    return pages.page(
        request, "action", case, {"form": form, "row": row, "label": label, **_beside(case, row)}
    )


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
    return pages.leave(request, done, told.after(done, row))


def _for_form(form: ActionForm, error: ValidationError) -> ValidationError:
    """The workflow's sentences at their fields; those of fields the form lacks go on top."""
    if not hasattr(error, "error_dict"):
        return error
    known = {name: errors for name, errors in error.error_dict.items() if name in form.fields}
    return ValidationError(known) if len(known) == len(error.error_dict) else ValidationError(error.messages)


def _beside(case: Submission, row: states.Transition) -> dict[str, object]:
    """Who may still read the case once it is restricted."""
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
    rule, row = steps.rule_for(user, case), permissions.row_for(user, case, states.Action.ROUTE)
    if rule is None or row is None:
        return pages.not_now(request, case)
    try:
        done = workflow.act(
            case, row.action, by=user, version=case.version, responsible=rule.responsible, rule=rule
        )
    except Stale:
        return pages.stale(request, reference)
    return pages.leave(request, done, told.after(done, row))
