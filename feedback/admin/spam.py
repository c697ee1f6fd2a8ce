"""Several opinions marked as suspected spam at once, and ten minutes in which one press takes it back."""

from datetime import timedelta
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
from portal.errors import NotAllowed

KEY = "feedback.marked_spam"
UNDONE_WITHIN = timedelta(minutes=10)


@admin.action(description=_("Mark as suspected spam"), permissions=["classify"])
def mark(model_admin: Any, request: HttpRequest, cases: QuerySet[Submission]) -> None:
    """One event a case; what the table does not allow, such as a case in work, is left as it is."""
    user = pages.reader_of(request)
    marked = _each(user, cases.order_by("pk"), states.Action.MARK_SPAM)
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
    user, ids = pages.reader_of(request), undoable(request)
    request.session.pop(KEY, None)
    cases = queries.visible_to(user).filter(pk__in=ids).order_by("pk")
    cleared = _each(user, cases, states.Action.CLEAR_SUSPICION)
    words = ngettext("The mark of %d opinion is gone.", "The marks of %d opinions are gone.", len(cleared))
    messages.success(request, words % len(cleared))
    return HttpResponseRedirect(reverse("admin:feedback_submission_changelist"))


def undoable(request: HttpRequest) -> list[int]:
    """The cases this visitor marked within the last ten minutes."""
    kept = request.session.get(KEY)
    return kept["cases"] if kept and kept["until"] > timezone.now().timestamp() else []


def _each(user: User, cases: QuerySet[Submission], action: states.Action) -> list[int]:
    done = []
    for case in cases:
        try:
            done.append(workflow.act(case, action, by=user).pk)
        except NotAllowed:
            continue
    return done
