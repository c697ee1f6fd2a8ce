"""The receipt: shown once after sending, from the cookie alone; a desk prints the same slip."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from feedback import tracking
from feedback.models import Submission
from feedback.states import ReplyBy
from feedback.workflow import clocks
from portal import qr
from portal.identity import codes, cookies


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    code = cookies.recall(request)
    case = tracking.find(code) if code else None
    if code is None or case is None or not case.is_ordinary:
        return redirect("feedback:track")
    return render(request, "feedback/receipt.html", of(case, code))


def of(case: Submission, code: str) -> dict[str, Any]:
    """What a slip shows, on the citizen's own screen and on paper from a desk."""
    deadlines = case.deadlines.select_related("rule")
    return {
        "case": case,
        **of_code(code),
        "target": clocks.notice_target(deadlines),
        "reply": _reply(case),
    }


def of_code(code: str) -> dict[str, Any]:
    """What a slip shows of the code alone, also of one that no case has yet."""
    address = settings.SITE_URL + reverse("feedback:track")
    shown = codes.grouped(code)
    return {"code": shown, "track_address": address, "qr": qr.picture(f"{address}#{shown}")}


def _reply(case: Submission) -> str:
    """How the answer goes out beside the tracking page; `missing_…` when the sender left no way to do it."""
    person = case.person
    left = {
        ReplyBy.EMAIL: person.email if person else "",
        ReplyBy.PHONE: person.phone if person else "",
        ReplyBy.POST: person.address if person else "",
    }
    by = ReplyBy(case.reply_by)
    return str(by) if left.get(by, "at the desk") else f"missing_{by}"
