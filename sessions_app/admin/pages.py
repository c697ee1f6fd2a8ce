"""The desk's pages of the calendar: one meeting, a year planned, days posted, days held and required."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from feedback import queries as register
from officials import permissions as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.clocks import calendar
from portal.identity import tokens
from sessions_app import permissions, queries, workflow, yearly
from sessions_app.forms import CancelForm, HoldForm, MeetingForm, PlanForm, PostponeForm, RetractForm
from sessions_app.models import Meeting, Point, Schedule, Turn
from sessions_app.states import OPEN_TO_ALL, Action

SHOW = "admin:sessions_app_meeting_show"
LIST = "admin:sessions_app_meeting_changelist"
FORMS = ["GET", "HEAD", "POST"]


def reader_of(request: HttpRequest) -> User:
    """The account at work; the admin site lets nobody else as far as here."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    meeting = get_object_or_404(queries.visible_to(reader_of(request)), pk=pk)
    return queries.with_holders([meeting])[0]


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = meeting_or_404(request, pk), reader_of(request)
    steps = [Action.POST, Action.EDIT, Action.POSTPONE, Action.CANCEL, Action.RETRACT]
    if meeting.day <= timezone.localdate():
        steps.insert(1, Action.HOLD)
    context = {
        "steps": [step for step in steps if permissions.can_act(user, meeting, step)],
        "events": list(meeting.events.select_related("by")),
        "post_by": queries.post_by(meeting),
        "deputies": queries.deputies_at(meeting),
        "is_late": queries.is_posted_late(meeting) and not (meeting.took_place or meeting.is_off),
        "booked": queries.booked(meeting),
        **_said(user, meeting),
        **(_after(meeting) if meeting.took_place else {}),
        "may_receive": permissions.can_receive(user, meeting, timezone.localdate()),
        "may_line_up": permissions.can_line_up(user, meeting, timezone.localdate()),
        "may_look": permissions.can_act(user, meeting, Action.LOOK),
        "is_day_off": not calendar.current().is_working_day(meeting.day),
    }
    return page(request, "show", meeting, context)


def _said(user: User, meeting: Meeting) -> dict[str, Any]:
    """Turns and points, and of the opinions they became those this account may read, live."""
    turns = meeting.turns.select_related("ground", "refusal_notice", "raised")
    points = queries.not_naming(meeting.points.select_related("unit", "raised"), user)
    rows = [*turns.order_by("number").prefetch_related("remarks"), *points]
    raised = [row.raised.submission_id for row in rows if hasattr(row, "raised")]
    seen = register.visible_to(user).filter(pk__in=raised) if raised else []
    return {
        "turns": [row for row in rows if isinstance(row, Turn)],
        "points": [row for row in rows if isinstance(row, Point)],
        "seen": {case.pk: case for case in seen},
        "keeps": permissions.can_keep(user, meeting.organ),
        "takes_points": meeting.kind in OPEN_TO_ALL and meeting.posted_at is not None and not meeting.is_off,
    }


def _after(meeting: Meeting) -> dict[str, Any]:
    minutes = getattr(meeting, "minutes", None)
    return {
        "minutes": minutes,
        "is_signed": minutes is not None and minutes.signed_on is not None,
        "minutes_due": queries.due_after(queries.MINUTES, meeting.day),
        "notice": getattr(meeting, "conclusion_notice", None),
        "notice_due": queries.due_after(queries.CONCLUSION, meeting.day),
        "commitments": list(meeting.commitments.select_related("unit").order_by("number")),
    }


@require_http_methods(FORMS)
def enter(request: HttpRequest) -> HttpResponse:
    user = _keeper(request)
    form = MeetingForm(request.POST if request.method == "POST" else None, user=user)
    meeting = tried(form, lambda: workflow.enter(written=form.cleaned_data, by=user, now=timezone.now()))
    if meeting is None:
        context = {"form": form, "button": _("Enter in the calendar")}
        return page(request, "form", None, context | {"title": _("New meeting")})
    messages.success(request, _("The meeting is in the calendar. The public sees it once it is posted."))
    return redirect(SHOW, meeting.pk)


@require_http_methods(FORMS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = reader_of(request), open_for(request, pk, Action.EDIT)
    form = MeetingForm(request.POST if request.method == "POST" else None, user=user, meeting=meeting)
    done = tried(
        form,
        lambda: workflow.edit(
            meeting,
            written=form.cleaned_data,
            version=version_seen(request),
            by=user,
            now=timezone.now(),
        ),
    )
    if done is None:
        return page(request, "form", meeting, {"form": form, "button": _("Save"), "label": Action.EDIT.label})
    messages.success(request, _("The meeting is changed."))
    return redirect(SHOW, pk)


@require_http_methods(["POST"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = open_for(request, pk, Action.POST)
    try:
        meeting = workflow.post(meeting, by=reader_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(SHOW, pk)
    _say_posted(request, [meeting])
    return redirect(SHOW, pk)


def _say_posted(request: HttpRequest, posted: list[Meeting]) -> None:
    words = ngettext(
        "%(n)s meeting is posted and stands in the public calendar.",
        "%(n)s meetings are posted and stand in the public calendar.",
        len(posted),
    )
    messages.success(request, words % {"n": len(posted)})
    late = sum(map(queries.is_posted_late, posted))
    if late:
        words = ngettext(
            "%(n)s of them was posted later than the law asks; this stays on its page.",
            "%(n)s of them were posted later than the law asks; this stays on their pages.",
            late,
        )
        messages.warning(request, words % {"n": late})


@require_http_methods(FORMS)
def post_many(request: HttpRequest) -> HttpResponse:
    """The planned days still to come, ticked beforehand; those left ticked are posted."""
    user = _keeper(request)
    rows = list(queries.waiting_to_be_posted(user, timezone.localdate()).select_related("organ", "post"))
    if request.method != "POST":
        found = [(row, queries.post_by(row), queries.is_posted_late(row)) for row in rows]
        return page(request, "post_many", None, {"rows": found, "title": _("Post the calendar")})
    ticked = set(request.POST.getlist("meeting"))
    posted, refused = [], []
    for row in rows:
        if str(row.pk) in ticked:
            try:
                posted.append(workflow.post(row, by=user, now=timezone.now()))
            except ValidationError as error:
                refused.append(f"{row}: {' '.join(error.messages)}")
    for words in refused:
        messages.error(request, words)
    if not posted:
        messages.warning(request, _("Tick at least one day."))
        return redirect("admin:sessions_app_meeting_post_many")
    _say_posted(request, posted)
    return redirect(LIST)


@require_http_methods(FORMS)
def plan(request: HttpRequest) -> HttpResponse:
    """First the days of a schedule in a year as they would fall; then, by POST, entered in the calendar."""
    user, today = _keeper(request), timezone.localdate()
    asked = request.POST if request.method == "POST" else request.GET if "schedule" in request.GET else None
    form = PlanForm(asked, user=user, today=today)
    context: dict[str, Any] = {"form": form, "title": _("Plan the days of a year")}
    context["has_schedule"] = queries.schedules_of(user).exists()
    if asked is None or not form.is_valid():
        return page(request, "plan", None, context)
    schedule, year = form.cleaned_data["schedule"], form.cleaned_data["year"]
    if request.method == "POST":
        done = tried(
            form, lambda: workflow.plan_year(schedule=schedule, year=year, by=user, now=timezone.now())
        )
        if done is not None:
            _say_planned(request, done)
            return redirect("admin:sessions_app_meeting_post_many" if done.made else LIST)
    return page(request, "plan", None, context | _preview(schedule, year))


def _preview(schedule: Schedule, year: int) -> dict[str, Any]:
    days, today = calendar.current(), timezone.localdate()
    known = set(schedule.meetings.values_list("nominal_on", flat=True))
    found = yearly.days_of(schedule, year, days)
    return {
        "days": [(each, each.nominal in known, each.day <= today) for each in found],
        "new": sum(each.nominal not in known and each.day > today for each in found),
        "holidays_known_until": days.known_until,
        "is_beyond": days.known_until is None or any(each.day > days.known_until for each in found),
    }


def _say_planned(request: HttpRequest, done: workflow.Planned) -> None:
    words = _(
        "Entered: %(made)s. Moved off a day without work: %(moved)s. In the calendar already: %(kept)s."
    )
    counts = {"made": len(done.made), "moved": len(done.moved), "kept": done.kept}
    messages.success(request, words % counts)


@require_http_methods(FORMS)
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = open_for(request, pk, Action.POSTPONE)
    kept = {name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place")}
    form = PostponeForm(request.POST if request.method == "POST" else None, initial=kept)
    new = tried(
        form,
        lambda: workflow.postpone(meeting, **form.cleaned_data, by=reader_of(request), now=timezone.now()),
    )
    if new is None:
        return _step(request, meeting, form, Action.POSTPONE)
    messages.success(request, _("The meeting is put off; the new time is posted."))
    return redirect(SHOW, new.pk)


@require_http_methods(FORMS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, Action.CANCEL, CancelForm, workflow.cancel)


@require_http_methods(FORMS)
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, Action.RETRACT, RetractForm, workflow.retract)


def _with_reason(
    request: HttpRequest, pk: int, action: Action, form_class: type[forms.Form], write: Callable[..., Meeting]
) -> HttpResponse:
    meeting = open_for(request, pk, action)
    form = form_class(request.POST if request.method == "POST" else None)
    done = tried(
        form,
        lambda: write(meeting, words=form.cleaned_data["words"], by=reader_of(request), now=timezone.now()),
    )
    if done is None:
        return _step(request, meeting, form, action)
    messages.success(request, _("It is done and stands in the history of the meeting."))
    return redirect(SHOW, pk)


@require_http_methods(FORMS)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = open_for(request, pk, Action.HOLD)
    form = HoldForm(request.POST if request.method == "POST" else None, meeting=meeting)
    done = tried(
        form, lambda: workflow.hold(meeting, found=form.held(), by=reader_of(request), now=timezone.now())
    )
    if done is None:
        return _step(request, meeting, form, Action.HOLD)
    messages.success(request, _("The meeting is recorded as held."))
    return redirect(SHOW, pk)


@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """Days held against days required, a post and month of a year."""
    user, today = reader_of(request), timezone.localdate()
    organs = queries.organs_of(user)
    if not organs:
        raise PermissionDenied
    typed = request.GET.get("year", "")
    is_year = typed.isascii() and typed.isdigit() and len(typed) == 4 and "2013" < typed <= str(today.year)
    year = int(typed) if is_year else today.year
    rows = queries.duty_in(queries.schedules_in(organs, year), year, today)
    context = {
        "rows": rows,
        "year": year,
        "years": sorted({year, *range(today.year - 4, today.year + 1)}, reverse=True),
    }
    return page(
        request, "duty", None, context | {"title": _("Reception days held, %(year)s") % {"year": year}}
    )


def _keeper(request: HttpRequest) -> User:
    user = reader_of(request)
    if not office.holds_anywhere(user, Permission.MEET):
        raise PermissionDenied
    return user


def token_of(request: HttpRequest, form: forms.Form) -> tuple[str, tokens.FormToken]:
    """The token of the page in view and its text; a form of a page opened long ago is asked for once more."""
    text, token, is_old = tokens.read_or_new(request.POST.get("form_token", ""))
    if is_old and form.is_bound:
        words = _("The page was opened long ago. Please send it once more; what you wrote is still here.")
        form.add_error(None, words)
    return text, token


def version_seen(request: HttpRequest) -> int | None:
    """The version of a row its reader had in view; None where the page carried none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def open_for(request: HttpRequest, pk: int, action: Action) -> Meeting:
    """The meeting, if this account may do this to it as it stands now."""
    meeting = meeting_or_404(request, pk)
    if not permissions.can_act(reader_of(request), meeting, action):
        raise PermissionDenied
    return meeting


def tried(form: forms.Form, write: Callable[[], Any]) -> Any:
    """What the write returns; None, with the words at their fields, when the form or the write refuses."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return write()
    except ValidationError as error:
        _place(form, error)
        return None


def _place(form: forms.Form, error: ValidationError) -> None:
    """Words for a field the form does not show stand above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _step(request: HttpRequest, meeting: Meeting, form: forms.Form, action: Action) -> HttpResponse:
    label = action.label
    return page(request, "form", meeting, {"form": form, "button": label, "label": label})


def page(
    request: HttpRequest, name: str, meeting: Meeting | None, context: Mapping[str, Any]
) -> HttpResponse:
    title = f"{meeting.label}, {meeting.day:%d/%m/%Y}" if meeting is not None else ""
    is_party = meeting is not None and meeting.organ.kind == Unit.Kind.PARTY_COMMITTEE
    frame = {**admin.site.each_context(request), "opts": Meeting._meta, "meeting": meeting, "title": title}
    frame["is_party"] = is_party
    return TemplateResponse(request, f"admin/sessions_app/meeting/{name}.html", {**frame, **context})
