"""What every page about one case shares: who reads it, which case, its frame, and the second saver's page."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import arrivals, caseview, found, queries
from feedback.action_forms import ActionForm, FilesForm
from feedback.models import Answer, Submission
from officials.models import User

FORBIDDEN, CONFLICT = 403, 409
PRESS_AGAIN = gettext_lazy("The page was opened long ago. Please press the button once more.")


def reader_of(request: HttpRequest) -> User:
    """The account at work; the admin site lets nobody else as far as here."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def case_or_404(user: User, reference: str) -> Submission:
    """The case if this account may read it; the sender is not loaded with it."""
    visible = caseview.with_parts(_with_units(queries.visible_to(user)), user)
    case = found.case_or_404(user, visible, reference)
    if not case.any_concern:  # type: ignore[attr-defined]
        case.live_concerns = []
    return case


def _with_units(cases: QuerySet[Submission]) -> QuerySet[Submission]:
    return cases.select_related(
        "organ", "responsible__organ", "addressed_to", "area", "legal_kind_by", "recorded_by", "officer"
    ).defer("search", "toned")


def in_view(case: Submission, last_event: int | None = None) -> dict[str, int]:
    """The numbers a page carries so that a later save knows what its reader saw."""
    seen = caseview.last_event(case) if last_event is None else last_event
    return {"version": case.version, "seen": seen}


def is_stale(request: HttpRequest, case: Submission) -> bool:
    return request.method == "POST" and request.POST.get("version") != str(case.version)


def page(
    request: HttpRequest, name: str, case: Submission, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    frame = {
        **admin.site.each_context(request),
        "title": _("Opinion %(reference)s") % {"reference": case.reference},
        "opts": Submission._meta,
        "case": case,
    }
    template = f"admin/feedback/submission/{name}.html"
    return TemplateResponse(request, template, {**frame, **context}, status=status)


def stale(
    request: HttpRequest, reference: str, form: ActionForm | None = None, *, label: str = ""
) -> HttpResponse:
    """Show the second saver what changed meanwhile and what they typed; nothing of theirs is lost."""
    case = case_or_404(reader_of(request), reference)
    seen = request.POST.get("seen", "")
    after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else 0
    events = caseview.events(case, after=after)
    entries = caseview.history(case, events)
    draft = case.answers.exclude(state=Answer.State.SENT).select_related("drafted_by").first()
    savers = [entry.who for entry in entries[-1:]] or [
        draft.drafted_by.full_name if draft else _("A colleague")
    ]
    by = {event.by_id for event in events} or {draft.drafted_by_id if draft else None}
    context = {
        "who": savers[0],
        "is_own": by == {reader_of(request).pk},  # pressed twice, or in two tabs
        "entries": entries,
        "form": form,
        "label": label,
        "draft": draft,
    }
    return page(request, "stale", case, context, status=CONFLICT)


def retyped(request: HttpRequest, case: Submission) -> dict[str, Any]:
    """What was typed, under the version that stands now."""
    data = request.POST.copy()
    for name, value in in_view(case).items():
        data[name] = str(value)
    return data


def arrived(request: HttpRequest, form_class: type[ActionForm]) -> dict[str, Any]:
    """What a form that takes files gets beside its words: those of this request, and their token."""
    if not issubclass(form_class, FilesForm):
        return {}
    arrival = arrivals.of(request)
    return {"tray": arrival.tray, "form_token": arrival.text}


def not_now(request: HttpRequest, case: Submission, words: str = "") -> HttpResponse:
    """Refuse a step the case or the account does not allow, with the way back to the case."""
    words = words or _("This cannot be done to the opinion as it stands now.")
    return page(request, "not_now", case, {"words": words}, status=FORBIDDEN)


def leave(request: HttpRequest, case: Submission, words: str) -> HttpResponse:
    """Say what happened, then show the case, or the list to whom the case is no longer shown."""
    messages.success(request, words)
    if queries.visible_to(reader_of(request)).filter(pk=case.pk).exists():
        return HttpResponseRedirect(reverse("admin:feedback_submission_change", args=[case.reference]))
    return HttpResponseRedirect(reverse("admin:feedback_submission_changelist"))
