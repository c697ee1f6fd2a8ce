"""Questions and recommendations for the units that answer them; who asked is not shown here."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import truncatewords
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.lists import UsualFirst
from portal.outbox.models import Letter
from sessions_app import emails, permissions, queries, workflow
from sessions_app.admin import pages
from sessions_app.admin.listed import Listed
from sessions_app.models import Point
from sessions_app.outcome_forms import ReplyForm

SHOW = "admin:sessions_app_point_show"
REPLY = ("reply", "reply_doc", "result")


class AnswerFilter(UsualFirst):
    """Those a unit still has to answer unless asked otherwise."""

    title = gettext_lazy("answer")
    parameter_name = "answer"
    template = "admin/feedback/filter.html"
    is_unfolded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("", pgettext_lazy("questions", "To be answered")),
            ("done", pgettext_lazy("questions", "Answered by the unit")),
            ("all", pgettext_lazy("questions", "All")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Point]) -> QuerySet[Point]:
        if self.value() == "all":
            return queryset
        return queryset.exclude(reply="") if self.value() == "done" else queries.unanswered(queryset)


@admin.register(Point)
class PointAdmin(Listed):
    list_display = ["what", "unit", "due", "state", "origin"]
    list_filter = [AnswerFilter]

    @admin.display(description=gettext_lazy("what was raised"))
    def what(self, row: Point) -> str:
        words = truncatewords(row.text, 20)
        return format_html('<a href="{}">{}</a>', reverse(SHOW, args=[row.pk]), words)

    @admin.display(description=gettext_lazy("answer due on"), empty_value="—")
    def due(self, row: Point) -> str:
        if row.due_on is None:
            return ""
        late = (timezone.localdate() - row.due_on).days
        if row.reply or late <= 0:
            return f"{row.due_on:%d/%m/%Y}"
        words = _("%(n)s days late") % {"n": late}
        return format_html(
            '<span class="due late">{} <span>{}</span></span>', f"{row.due_on:%d/%m/%Y}", words
        )

    @admin.display(description=gettext_lazy("status"))
    def state(self, row: Point) -> str:
        if row.result:
            return str(row.get_result_display())
        return _("answered") if row.reply else str(row.get_way_display())

    @admin.display(description=gettext_lazy("meeting"))
    def origin(self, row: Point) -> str:
        return f"{row.meeting.label}, {row.meeting.day:%d/%m/%Y}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Point]:
        return queries.points_of(pages.reader_of(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What is due first; what is answered, the latest first."""
        orders = {"done": ("-replied_at", "pk"), "all": ("-meeting__day", "number", "pk")}
        asked = request.GET.get(AnswerFilter.parameter_name, "")
        return orders.get(asked, ("due_on", "meeting__day", "number", "pk"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own = {"title": _("Questions and recommendations")}
        return super().changelist_view(request, own | (extra_context or {}))

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """The list and the page of one."""
        return [
            self.at("", self.changelist_view, "changelist"),
            self.at("<int:pk>/", show, "show"),
            self.at("<int:pk>/send/", send, "send"),
        ]


def _row(request: HttpRequest, pk: int) -> Point:
    return get_object_or_404(queries.points_of(pages.reader_of(request)), pk=pk)


@require_http_methods(pages.FORMS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    row, user = _row(request, pk), pages.reader_of(request)
    may_reply = permissions.can_reply(user, row)
    if request.method == "POST" and not may_reply:
        raise PermissionDenied
    stands = {name: getattr(row, name) for name in REPLY}
    form = ReplyForm(
        request.POST if request.method == "POST" else None, kind=row.meeting.kind, initial=stands
    )
    seen = pages.version_seen(request)
    done = pages.tried(
        form,
        lambda: workflow.reply(row, **form.cleaned_data, version=seen, by=user, now=timezone.now()),
    )
    if done is not None:
        messages.success(request, _("The answer is kept. The desk of the meeting sees it."))
        return redirect(SHOW, pk)
    return _page(request, row, form if may_reply else None)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to whoever asked beforehand, by the desk."""
    row, user = _row(request, pk), pages.reader_of(request)
    if not permissions.can_keep(user, row.meeting.organ):
        raise PermissionDenied
    try:
        workflow.send_answer(row, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The answer is on its way to whoever asked."))
    return redirect(SHOW, pk)


def _page(request: HttpRequest, row: Point, form: ReplyForm | None) -> HttpResponse:
    user = pages.reader_of(request)
    keeps = permissions.can_keep(user, row.meeting.organ)
    letters = Letter.objects.filter(**emails.about_point(row), kind="question_answered").order_by("pk")
    context = {
        **admin.site.each_context(request),
        "opts": Point._meta,
        "title": _("Question or recommendation %(n)s") % {"n": row.number},
        "row": row,
        "meeting": row.meeting,
        "may_open": queries.visible_to(user).filter(pk=row.meeting_id).exists(),
        "keeps": keeps,
        "has_address": keeps and "@" in row.contact,
        "letters": list(letters) if keeps else [],
        "form": form,
        "changes": [
            (change, lines)
            for change in row.changes.select_related("by")
            if (lines := change.lines() if keeps else change.lines_for_unit())
        ],
        "late": max(0, (timezone.localdate() - row.due_on).days) if row.due_on and not row.reply else 0,
    }
    return TemplateResponse(request, "admin/sessions_app/point/show.html", context)
