"""Which matter of a split letter a sender's page is about: its number goes along beside the code."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from feedback.models import Submission


def chosen(request: HttpRequest) -> str:
    """The number of the matter in view; empty for the letter itself."""
    return str(request.POST.get("part") or request.GET.get("part") or "")[:20]


def to_case(case: Submission | None) -> HttpResponseRedirect:
    """Back to the tracking page, to the matter that was in view."""
    tail = f"?part={case.reference}" if case is not None and case.is_part else ""
    return HttpResponseRedirect(reverse("feedback:track") + tail)
