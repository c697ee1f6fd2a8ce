"""The reception register for its keepers: a turn written down, a remark, the book of a year to read."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.identity import phones
from sessions_app import permissions, queries, register_sheet, waiting, workflow
from sessions_app.admin import pages
from sessions_app.models import Meeting, Ticket, Turn, TurnBook
from sessions_app.turn_forms import BookLookForm, TurnForm, TurnRemarkForm

ON_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(pages.FORMS)
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """One turn of a reception; sent twice it is one row."""
    meeting, user = pages.meeting_or_404(request, pk), pages.reader_of(request)
    if not permissions.can_keep(user, meeting.organ):
        raise PermissionDenied
    ticket = _called(request, meeting)
    form = TurnForm(request.POST if request.method == "POST" else None, meeting=meeting, ticket=ticket)
    text, token = pages.token_of(request, form)
    turn = pages.tried(
        form,
        lambda: workflow.receive(
            meeting=meeting, found=form.found(), form_key=token.key, by=user, now=timezone.now()
        ),
    )
    if turn is None:
        context = {"form": form, "form_token": text, "label": _("Write down a turn"), "ticket": ticket}
        return pages.page(request, "turn", meeting, context)
    messages.success(request, _("Turn %(number)s is in the register.") % {"number": turn})
    if ticket is not None:
        return redirect("admin:sessions_app_meeting_line", pk)
    goes_on = "next" in request.POST
    return redirect("admin:sessions_app_meeting_receive" if goes_on else pages.SHOW, pk)


def _called(request: HttpRequest, meeting: Meeting) -> Ticket | None:
    """The number at a desk whose turn is written; its registration is read, which its holder is told."""
    typed, user = request.GET.get("so", ""), pages.reader_of(request)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        return None
    called = meeting.tickets.select_related("registration__person").filter(status=waiting.Status.CALLED)
    ticket = get_object_or_404(called, number=int(typed))
    registered = queries.not_naming(meeting.registrations.filter(ticket=ticket), user)
    if ticket.registration is not None and not registered.exists():
        ticket.registration = None  # it may name this account: received as anybody who comes without one
    if ticket.registration is not None:
        workflow.read_at_desk(ticket, by=user, now=timezone.now())
    return ticket


@require_http_methods(pages.FORMS)
def remark(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    meeting, user = pages.meeting_or_404(request, pk), pages.reader_of(request)
    if not permissions.can_keep(user, meeting.organ):
        raise PermissionDenied
    turn = get_object_or_404(meeting.turns, number=number)
    form = TurnRemarkForm(request.POST if request.method == "POST" else None)
    done = pages.tried(
        form,
        lambda: workflow.remark(turn, text=form.cleaned_data["text"], by=user, now=timezone.now()),
    )
    if done is None:
        label = _("Remark on turn %(number)s") % {"number": turn}
        return pages.page(
            request, "form", meeting, {"form": form, "button": _("Keep the remark"), "label": label}
        )
    messages.success(request, _("The remark is kept and stands in the register."))
    return redirect(pages.SHOW, pk)


@never_cache
@require_http_methods(pages.FORMS)
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The register of an organ and year, its twelve columns; names only as the answer to a reason.

    With `xlsx` the answer is the whole year as a workbook.
    """
    user = pages.reader_of(request)
    kept = get_object_or_404(TurnBook.objects.filter(organ__in=queries.kept_by(user)), pk=pk)
    form = BookLookForm(request.POST if request.method == "POST" else None)
    shows_names = form.is_bound and form.is_valid()
    first = _number(request.GET.get("from", ""))
    rows = Turn.objects.filter(organ=kept.organ, year=kept.year, number__gte=first).order_by("number")
    page = list(rows.select_related("person", "ground").prefetch_related("remarks")[:ON_A_PAGE])
    if shows_names:
        _write_down(request, kept, form.cleaned_data["words"])
        if "xlsx" in request.POST:
            return _workbook(kept)
    lines = [(turn, phones.shown(turn.person.phone) if turn.person.phone else "") for turn in page]
    title = _("Reception register %(year)s, %(organ)s") % {"year": kept.year, "organ": kept.organ.label}
    context: dict[str, Any] = {"form": form, "lines": lines, "book": kept, "first": first, "title": title}
    context["before"] = max(1, first - ON_A_PAGE) if first > 1 else 0
    context["after"] = first + ON_A_PAGE if first + ON_A_PAGE <= kept.last_number else 0
    return pages.page(request, "book", None, context | {"shows_names": shows_names})


def _workbook(kept: TurnBook) -> HttpResponse:
    rows = Turn.objects.filter(organ=kept.organ, year=kept.year).order_by("number")
    turns = rows.select_related("person", "ground").prefetch_related("remarks").iterator(chunk_size=500)
    response = HttpResponse(register_sheet.write(kept, turns), content_type=XLSX)
    name = f"so-tiep-cong-dan-{kept.organ.code}-{kept.year}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _number(typed: str) -> int:
    """The number from which the book is read; the first where nothing sensible was typed."""
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 8 and int(typed) else 1


def _write_down(request: HttpRequest, kept: TurnBook, words: str) -> None:
    LogEntry.objects.create(
        user=pages.reader_of(request),
        content_type=ContentType.objects.get_for_model(TurnBook),
        object_id=str(kept.pk),
        object_repr=str(kept),
        action_flag=CHANGE,
        change_message=words,
    )
