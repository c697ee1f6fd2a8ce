"""What was raised at a meeting: written down, and made an opinion of the register by one press."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback import desk_codes
from feedback.workflow import Receipt
from sessions_app import permissions, queries, workflow
from sessions_app.admin import pages
from sessions_app.models import Meeting, Point, Raised
from sessions_app.outcome_forms import PointForm


def kept(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this account keeps its calendar."""
    meeting = pages.meeting_or_404(request, pk)
    if not permissions.can_keep(pages.reader_of(request), meeting.organ):
        raise PermissionDenied
    return meeting


@require_http_methods(pages.FORMS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = kept(request, pk), pages.reader_of(request)
    form = PointForm(request.POST if request.method == "POST" else None, meeting=meeting)
    text, token = pages.token_of(request, form)
    point = pages.tried(
        form,
        lambda: workflow.add_point(
            meeting=meeting, written=form.cleaned_data, form_key=token.key, by=user, now=timezone.now()
        ),
    )
    if point is None:
        context = {"form": form, "form_token": text, "label": _("Write down a question or opinion")}
        return pages.page(request, "point", meeting, context)
    messages.success(request, _("Kept as number %(n)s.") % {"n": point})
    goes_on = "next" in request.POST
    return redirect("admin:sessions_app_meeting_add_point" if goes_on else pages.SHOW, pk)


@require_http_methods(pages.FORMS)
def change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    meeting, user = kept(request, pk), pages.reader_of(request)
    point = get_object_or_404(queries.not_naming(meeting.points.all(), user), number=number)
    stands = {name: getattr(point, name) for name in PointForm.base_fields}
    form = PointForm(
        request.POST if request.method == "POST" else None,
        meeting=meeting,
        is_sent_in=point.is_sent_in,
        initial=stands,
    )
    seen = pages.version_seen(request)
    done = pages.tried(
        form,
        lambda: workflow.change_point(
            point, written=form.cleaned_data, version=seen, by=user, now=timezone.now()
        ),
    )
    if done is None:
        label = _("Question or opinion %(n)s") % {"n": point}
        context = {"form": form, "label": label, "point": point}
        return pages.page(request, "point", meeting, context)
    messages.success(request, _("Kept as number %(n)s.") % {"n": point})
    return redirect(pages.SHOW, pk)


@require_POST
def raise_point(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    rows = Point.objects.filter(meeting=kept(request, pk))
    point = get_object_or_404(queries.not_naming(rows, pages.reader_of(request)), number=number)
    return _raise(request, pk, workflow.raise_point, point)


@require_POST
def raise_turn(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    turn = get_object_or_404(kept(request, pk).turns, number=number)
    return _raise(request, pk, workflow.raise_turn, turn)


def _raise(request: HttpRequest, pk: int, write: object, row: object) -> HttpResponse:
    """One press; its code waits in this browser until the slip is printed."""
    user, response = pages.reader_of(request), redirect(pages.SHOW, pk)
    try:
        raised, receipt = write(row, by=user, now=timezone.now())  # type: ignore[operator]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return response
    _say(request, raised, receipt)
    if receipt is not None and raised.submission.is_ordinary:
        codes = [code for code in desk_codes.waiting(request, user) if code != receipt.code]
        desk_codes.keep(response, user, [*codes, receipt.code])
    return response


def _say(request: HttpRequest, raised: Raised, receipt: Receipt | None) -> None:
    if receipt is None:
        messages.info(request, _("It was entered in the register before."))
        return
    words = _("Entered in the register as opinion %(number)s. Its slip waits to be printed.")
    messages.success(request, words % {"number": raised.submission.reference})
