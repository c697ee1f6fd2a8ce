"""Several opinions marked as suspected spam at once, and ten minutes in which one press takes it back."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from feedback import queries, states, workflow
from feedback.admin import pages
from feedback.models import Submission
from officials.models import User
from portal.errors import NotAllowed, Stale

KEY = "feedback.marked_spam"
UNDONE_WITHIN = timedelta(minutes=10)
AT_ONCE = 200


@admin.action(description=_("Mark as suspected spam"), permissions=["classify"])
def mark(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> None:
    """One event a case; what the table does not allow, such as a case in work, is left as it is."""
    user = pages.reader_of(request)
    chosen = list(cases.order_by("pk")[: AT_ONCE + 1])
    if len(chosen) > AT_ONCE:
        messages.error(request, _("At most %(n)s opinions can be marked at once.") % {"n": AT_ONCE})
        return
    marked = [(case.pk, case.version) for case in _each(user, chosen, states.Action.MARK_SPAM)]
    until = timezone.now() + UNDONE_WITHIN
    request.session[KEY] = {"cases": marked, "until": until.timestamp()}
    words = ngettext(
        "%d opinion is marked as suspected spam; its letters wait.",
        "%d opinions are marked as suspected spam; their letters wait.",
        len(marked),
    )
    messages.success(request, words % len(marked))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Each as the mark left it: what changed since may be a colleague's own marking."""
    user, versions = pages.reader_of(request), dict(undoable(request))
    request.session.pop(KEY, None)
    cases = queries.visible_to(user).filter(pk__in=versions).order_by("pk")
    cleared = _each(user, cases, states.Action.CLEAR_SUSPICION, versions)
    words = ngettext("The mark of %d opinion is gone.", "The marks of %d opinions are gone.", len(cleared))
    messages.success(request, words % len(cleared))
    return HttpResponseRedirect(reverse("admin:feedback_submission_changelist"))


def undoable(request: HttpRequest) -> list[tuple[int, int]]:
    """The cases this visitor marked within the last ten minutes, each with its version since."""
    kept = request.session.get(KEY)
    return kept["cases"] if kept and kept["until"] > timezone.now().timestamp() else []


def _each(
    user: User,
    cases: Iterable[Submission],
    action: states.Action,
    versions: Mapping[int, int] = MappingProxyType({}),
) -> list[Submission]:
    done = []
    for case in cases:
        try:
            done.append(workflow.act(case, action, by=user, version=versions.get(case.pk)))
        except (NotAllowed, Stale):
            continue
    return done
