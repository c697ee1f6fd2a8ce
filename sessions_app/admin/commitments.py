"""Directives and promises: what is late, what is due, how far each is, and its end."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from feedback import queries as register
from officials.models import User
from portal.lists import UsualFirst
from sessions_app import permissions, promises, queries, workflow
from sessions_app.admin import pages
from sessions_app.admin.listed import Listed
from sessions_app.models import Commitment
from sessions_app.outcome_forms import EndForm, ReportForm
from sessions_app.states import Promise

SHOW = "admin:sessions_app_commitment_show"


class StandFilter(UsualFirst):
    """Those under way unless asked otherwise."""

    title = gettext_lazy("status")
    parameter_name = "stand"
    template = "admin/feedback/filter.html"
    is_unfolded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("", pgettext_lazy("commitments", "Under way")),
            ("late", pgettext_lazy("commitments", "Late")),
            ("ended", pgettext_lazy("commitments", "Ended")),
            ("all", pgettext_lazy("commitments", "All")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Commitment]) -> QuerySet[Commitment]:
        if self.value() == "all":
            return queryset
        if self.value() == "ended":
            return queryset.exclude(status=Promise.OPEN)
        rows = queryset.filter(status=Promise.OPEN)
        return rows.filter(due_on__lt=timezone.localdate()) if self.value() == "late" else rows


@admin.register(Commitment)
class CommitmentAdmin(Listed):
    list_display = ["what", "unit", "due", "far", "origin"]
    list_filter = [StandFilter]
    ordering = ("due_on", "pk")

    @admin.display(description=gettext_lazy("what is to be done"))
    def what(self, row: Commitment) -> str:
        return format_html('<a href="{}">{}</a>', reverse(SHOW, args=[row.pk]), row.label)

    @admin.display(description=gettext_lazy("due on"))
    def due(self, row: Commitment) -> str:
        late = (timezone.localdate() - row.due_on).days
        if not row.is_open or late <= 0:
            return f"{row.due_on:%d/%m/%Y}"
        words = _("%(n)s days late") % {"n": late}
        return format_html(
            '<span class="due late">{} <span>{}</span></span>', f"{row.due_on:%d/%m/%Y}", words
        )

    @admin.display(description=gettext_lazy("how far"))
    def far(self, row: Commitment) -> str:
        if not row.is_open:
            return str(row.get_status_display())
        last = max(row.notes.all(), key=lambda note: note.pk, default=None)
        return f"{last.percent} %" if last is not None else _("not reported yet")

    @admin.display(description=gettext_lazy("where it was promised"))
    def origin(self, row: Commitment) -> str:
        return capfirst(row.origin)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        return promises.commitments_of(pages.reader_of(request)).prefetch_related("notes")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own = {"title": _("Directives and promises")}
        return super().changelist_view(request, own | (extra_context or {}))

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """The list and the page of one."""
        return [
            self.at("", self.changelist_view, "changelist"),
            self.at("<int:pk>/", show, "show"),
            self.at("<int:pk>/report/", report, "report"),
            self.at("<int:pk>/end/", end, "end"),
        ]


def _row(request: HttpRequest, pk: int) -> Commitment:
    return get_object_or_404(promises.commitments_of(pages.reader_of(request)), pk=pk)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    row, user, form = _row(request, pk), pages.reader_of(request), ReportForm(request.POST)
    if not permissions.can_report(user, row):
        raise PermissionDenied
    done = pages.tried(form, lambda: workflow.report(row, **form.cleaned_data, by=user, now=timezone.now()))
    if done is None:
        return _page(request, row, report=form)
    messages.success(request, _("Kept how far it is."))
    return redirect(SHOW, pk)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row, user, form = _row(request, pk), pages.reader_of(request), EndForm(request.POST)
    if not permissions.can_end(user, row):
        raise PermissionDenied
    is_done = "done" in request.POST
    done = pages.tried(
        form, lambda: workflow.end(row, is_done=is_done, **form.cleaned_data, by=user, now=timezone.now())
    )
    if done is None:
        return _page(request, row, end=form)
    messages.success(request, _("It has ended: %(status)s.") % {"status": done.get_status_display()})
    return redirect(SHOW, pk)


def _origin_of(row: Commitment, user: User) -> str:
    """The address of the meeting or the opinion, where this account may open it."""
    if row.meeting is not None:
        may_open = queries.visible_to(user).filter(pk=row.meeting.pk).exists()
        return reverse(pages.SHOW, args=[row.meeting_id]) if may_open else ""
    case = register.visible_to(user).filter(pk=row.case.pk).first() if row.case is not None else None
    return case.get_absolute_url() if case is not None else ""


def _page(
    request: HttpRequest, row: Commitment, report: ReportForm | None = None, end: EndForm | None = None
) -> HttpResponse:
    user = pages.reader_of(request)
    context = {
        **admin.site.each_context(request),
        "opts": Commitment._meta,
        "title": _("Directive %(n)s") % {"n": row.number}
        if row.meeting is not None
        else capfirst(row.origin),
        "row": row,
        "origin_url": _origin_of(row, user),
        "notes": list(row.notes.select_related("by")),
        "helpers": list(row.helpers.all()),
        "report": (report or ReportForm()) if permissions.can_report(user, row) else None,
        "end": (end or EndForm()) if permissions.can_end(user, row) else None,
        "errors": report or end,
        "late": max(0, (timezone.localdate() - row.due_on).days) if row.is_open else 0,
    }
    return TemplateResponse(request, "admin/sessions_app/commitment/show.html", context)
