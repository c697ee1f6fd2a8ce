"""The waiting line at the desk: numbers given, called, moved; each press is one small POST."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.identity import tokens
from sessions_app import checkin, permissions, queries, waiting, workflow
from sessions_app.admin import pages
from sessions_app.line_forms import BookedForm, CallForm, WalkInForm
from sessions_app.models import Meeting, Ticket
from sessions_app.waiting import Status

LINE = "admin:sessions_app_meeting_line"
DESK = "sessions_app.desk"


@never_cache
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _open(request, pk))


@require_safe
def scan(request: HttpRequest) -> HttpResponse:
    """Where the square picture of a slip leads: the waiting line of its day, its code in the box."""
    code = request.GET.get("ma", "")[:300]
    found = checkin.registration_of(code)
    if found is None:
        raise Http404
    pages.meeting_or_404(request, found.meeting_id)
    return redirect(f"{reverse(LINE, args=[found.meeting_id])}?ma={code}")


@require_POST
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A number for somebody who registered."""
    meeting = _open(request, pk)
    form = BookedForm(request.POST, meeting=meeting)
    return _give(request, meeting, form, "booked")


@require_POST
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A number for somebody who came without registering."""
    return _give(request, _open(request, pk), WalkInForm(request.POST), "walk")


def _give(request: HttpRequest, meeting: Meeting, form: Any, name: str) -> HttpResponse:
    _text, token, is_old = tokens.read_or_new(request.POST.get("form_token", ""))
    if is_old:
        form.add_error(None, _("The page was opened long ago. Please press the button once more."))
    ticket = pages.tried(form, lambda: workflow.check_in(**_wanted(request, meeting, form, token.key)))
    if ticket is None:
        return _page(request, meeting, **{name: form})
    messages.success(request, _("Number %(n)s. Hand over the ticket.") % {"n": ticket})
    return redirect(f"{reverse(LINE, args=[meeting.pk])}?so={ticket.number}")


def _wanted(request: HttpRequest, meeting: Meeting, form: Any, key: str) -> dict[str, Any]:
    given = form.cleaned_data
    registration = given.get("code")
    return {
        "meeting": meeting,
        "registration": registration,
        "people": registration.people if registration is not None else given["people"],
        "priority": given["priority"],
        "form_key": key,
        "by": pages.reader_of(request),
        "now": timezone.now(),
    }


@require_POST
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """The next number to this desk; the desk stays this browser's."""
    meeting, form = _open(request, pk), CallForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, calls=form)
    desk = request.session[DESK] = form.cleaned_data["desk"]
    try:
        ticket = workflow.call_next(
            meeting=meeting, desk=desk, by=pages.reader_of(request), now=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if ticket is None:
            messages.info(request, _("Nobody waits."))
        else:
            messages.success(
                request, _("Number %(n)s is called to desk %(desk)s.") % {"n": ticket, "desk": desk}
            )
    return redirect(LINE, pk)


@require_POST
def move(request: HttpRequest, pk: int, number: int, action: str) -> HttpResponse:
    if action not in waiting.BY_HAND:
        raise Http404
    ticket = get_object_or_404(_open(request, pk).tickets, number=number)
    try:
        ticket = workflow.move(ticket, action, by=pages.reader_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Number %(n)s: %(status)s.") % {"n": ticket, "status": ticket.get_status_display()}
        )
    return redirect(LINE, pk)


@require_safe
def ticket(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The number on paper."""
    meeting = _open(request, pk)
    row = get_object_or_404(meeting.tickets, number=number)
    ahead = queries.ahead_of(row)
    return pages.page(request, "ticket", meeting, {"ticket": row, "ahead": ahead})


def _open(request: HttpRequest, pk: int) -> Meeting:
    meeting = pages.meeting_or_404(request, pk)
    if not permissions.can_line_up(pages.reader_of(request), meeting, timezone.localdate()):
        raise PermissionDenied
    return meeting


def _page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    booked: BookedForm | None = None,
    walk: WalkInForm | None = None,
    calls: CallForm | None = None,
) -> HttpResponse:
    rows = meeting.tickets.select_related("registration", "turn")
    tickets = list(rows.order_by("rank", "lined_up_at", "number"))
    stand: dict[str, list[Ticket]] = {status: [] for status in Status.values}
    for each in tickets:
        stand[each.status].append(each)
    code, given = request.GET.get("ma", "")[:300], request.GET.get("so", "")
    context = {
        "stand": stand,
        "came": len(tickets),
        "given": next((each for each in tickets if str(each) == given), None),
        "expected": queries.not_come_yet(meeting),
        "booked": booked or BookedForm(meeting=meeting, initial={"code": code}),
        "walk": walk or WalkInForm(),
        "calls": calls or CallForm(initial={"desk": request.session.get(DESK, 1)}),
        "form_token": tokens.issue(),
        "errors": next((form for form in (booked, walk, calls) if form is not None), None),
    }
    return pages.page(request, "line", meeting, context)
