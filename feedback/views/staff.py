"""The address of a case in letters to units: leads staff to its page in the admin."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from feedback import found, queries
from officials.models import User


@require_safe
@login_required
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody else's case is a 404, like one that does not exist."""
    user = cast(User, request.user)
    cases = queries.visible_to(user)
    case = found.case_or_404(user, cases.only("reference"), reference)
    return redirect("admin:feedback_submission_change", case.reference)
