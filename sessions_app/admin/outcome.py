"""After a meeting: minutes, notices, directives; typed here, printed, and signed on paper."""

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
from django.views.decorators.http import require_http_methods, require_safe

from portal.identity import phones
from sessions_app import queries, workflow
from sessions_app.admin import pages
from sessions_app.admin.said import kept
from sessions_app.models import Meeting, Minutes, Turn
from sessions_app.outcome_forms import MinutesForm, NoticeForm, PromiseForm, SignForm, begun, stands, today
from sessions_app.turn_forms import BookLookForm


def _minutes_of(meeting: Meeting) -> Minutes | None:
    return Minutes.objects.filter(meeting=meeting).select_related("written_by").first()


@require_http_methods(pages.FORMS)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = kept(request, pk), pages.reader_of(request)
    known = _minutes_of(meeting)
    initial = stands(known) if known is not None else begun(meeting, user.full_name)
    form = MinutesForm(request.POST if request.method == "POST" else None, initial=initial)
    seen = pages.version_seen(request)
    done = pages.tried(
        form,
        lambda: workflow.write_minutes(
            meeting, written=form.cleaned_data, version=seen, by=user, now=timezone.now()
        ),
    )
    if done is None:
        context = {"form": form, "label": _("Minutes"), "minutes": known}
        return pages.page(request, "minutes", meeting, context)
    messages.success(request, _("The minutes are kept. Print them, have them signed, then record the day."))
    return redirect("admin:sessions_app_meeting_minutes_print", pk)


@require_http_methods(pages.FORMS)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = kept(request, pk), pages.reader_of(request)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"signed_on": today()})
    done = pages.tried(
        form,
        lambda: workflow.sign_minutes(meeting, **form.cleaned_data, by=user, now=timezone.now()),
    )
    if done is None:
        label = _("Record that the minutes were signed")
        return pages.page(request, "form", meeting, {"form": form, "button": label, "label": label})
    messages.success(request, _("The minutes are signed; what they say stands."))
    return redirect(pages.SHOW, pk)


@require_safe
def print_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = kept(request, pk)
    known = get_object_or_404(Minutes, meeting=meeting)
    turns = list(meeting.turns.order_by("number"))
    context = {
        "label": _("Minutes"),
        "minutes": known,
        "turns": turns,
        "people": sum(turn.people for turn in turns),
        "points": list(meeting.points.select_related("unit")),
        "commitments": _commitments(meeting),
    }
    return pages.page(request, "minutes_print", meeting, context)


def _commitments(meeting: Meeting) -> list[Any]:
    return list(meeting.commitments.order_by("number").select_related("unit").prefetch_related("helpers"))


@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return pages.page(request, "invitation", kept(request, pk), {"label": _("Invitation")})


@require_safe
def print_conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """The conclusion notice as it would be signed: the conclusion, and each directive with unit and day."""
    meeting = kept(request, pk)
    rows = _commitments(meeting)
    told = [unit.label for row in rows for unit in (row.unit, *row.helpers.all())]
    context = {
        "label": _("Conclusion notice"),
        "minutes": _minutes_of(meeting),
        "commitments": rows,
        "recipients": list(dict.fromkeys(told)),
        "notice": getattr(meeting, "conclusion_notice", None),
    }
    return pages.page(request, "conclusion_print", meeting, context)


@require_http_methods(pages.FORMS)
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    return _record(request, pk, kept(request, pk), _("Record the conclusion notice"))


@require_http_methods(pages.FORMS)
def refusal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    turn = _refused(kept(request, pk), number)
    return _record(request, pk, turn, _("Record the notice of refusal, turn %(n)s") % {"n": turn})


def _record(request: HttpRequest, pk: int, about: Meeting | Turn, label: str) -> HttpResponse:
    meeting = about if isinstance(about, Meeting) else about.meeting
    form = NoticeForm(request.POST if request.method == "POST" else None, initial={"signed_on": today()})
    by = pages.reader_of(request)
    done = pages.tried(
        form, lambda: workflow.record_notice(about=about, **form.cleaned_data, by=by, now=timezone.now())
    )
    if done is None:
        return pages.page(request, "form", meeting, {"form": form, "button": label, "label": label})
    messages.success(request, _("Notice %(number)s is recorded.") % {"number": done})
    return redirect(pages.SHOW, pk)


@never_cache
@require_http_methods(pages.FORMS)
def print_refusal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Mẫu số 01/TCD to sign, as the answer to a reason."""
    turn = _refused(kept(request, pk), number)
    return _paper(request, turn, "refusal_print", _("Notice of refusal, turn %(n)s") % {"n": turn})


@never_cache
@require_http_methods(pages.FORMS)
def print_turn(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The minutes of one turn to sign, as the answer to a reason."""
    turn = get_object_or_404(kept(request, pk).turns.select_related("person", "ground"), number=number)
    return _paper(request, turn, "turn_print", _("Minutes of turn %(n)s") % {"n": turn})


def _paper(request: HttpRequest, turn: Turn, name: str, label: str) -> HttpResponse:
    """The paper names who came: it is shown once it is said why, and who looked is written down."""
    form = BookLookForm(request.POST if request.method == "POST" else None, initial={"words": label})
    if not (form.is_bound and form.is_valid()):
        return pages.page(request, "form", turn.meeting, {"form": form, "button": _("Show"), "label": label})
    LogEntry.objects.create(
        user=pages.reader_of(request),
        content_type=ContentType.objects.get_for_model(Turn),
        object_id=str(turn.pk),
        object_repr=str(turn),
        action_flag=CHANGE,
        change_message=form.cleaned_data["words"],
    )
    phone = phones.shown(turn.person.phone) if turn.person.phone else ""
    due = queries.due_after(queries.REFUSAL, turn.received_on)
    context = {"label": label, "turn": turn, "phone": phone, "due": due}
    return pages.page(request, name, turn.meeting, context)


def _refused(meeting: Meeting, number: int) -> Turn:
    rows = meeting.turns.filter(ground__needs_notice=True).select_related(
        "person", "ground", "meeting__organ"
    )
    return get_object_or_404(rows, number=number)


@require_http_methods(pages.FORMS)
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One directive or promise more."""
    meeting, user = kept(request, pk), pages.reader_of(request)
    if not meeting.took_place:
        raise PermissionDenied
    form = PromiseForm(request.POST if request.method == "POST" else None, meeting=meeting)
    text, token = pages.token_of(request, form)
    made = pages.tried(
        form,
        lambda: workflow.promise(
            meeting=meeting, what=form.promised(), form_key=token.key, by=user, now=timezone.now()
        ),
    )
    if made is None:
        context = {"form": form, "form_token": text, "label": _("Enter a directive or promise")}
        return pages.page(request, "point", meeting, context)
    messages.success(request, _("Directive %(n)s is kept; its unit is told.") % {"n": made.number})
    goes_on = "next" in request.POST
    return redirect("admin:sessions_app_meeting_promise" if goes_on else pages.SHOW, pk)
