"""The list of suspected spam, read to its end once a day."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from feedback import queries, workflow
from feedback.admin import pages
from officials.models import User


def reading(user: User) -> dict[str, Any]:
    """What the list says above its rows: who read it last, and whether that was today."""
    last = queries.last_suspected_reading(user)
    today = timezone.localdate()
    return {"asks_reading": True, "reading": last, "read_today": last is not None and last.day == today}


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Write down that the list was read; who sorts nothing is refused."""
    seen = workflow.note_suspected_read(by=pages.reader_of(request))
    words = ngettext("Read today: %(n)s opinion stands here.", "Read today: %(n)s opinions stand here.", seen)
    messages.success(request, words % {"n": seen})
    return HttpResponseRedirect(reverse("admin:feedback_submission_changelist") + "?suspected=1")
