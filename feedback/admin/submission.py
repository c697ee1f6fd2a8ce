"""The register as a list, and the addresses of the case page; nobody adds, changes or deletes by a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback import dues, finding, queries, sampling, states
from feedback.admin import (
    action,
    answer,
    bulk,
    bundle,
    case,
    entry,
    filters,
    helping,
    pages,
    papers,
    publication,
    sample,
    saved,
    scans,
    sender,
    spam,
)
from feedback.admin.listing import RegisterList
from feedback.models import Submission
from feedback.templatetags.feedback_desk import status_badge
from feedback.workflow.sender_search import may_search
from officials import permissions as office
from officials.models import User
from officials.roles import Permission
from portal.lists import OfferedFilters

OPENING = 200
MARK, END = mark_safe("<mark>"), mark_safe("</mark>")


def _marked(pieces: list[finding.Piece]) -> SafeString:
    return format_html_join(
        "", "{}{}{}", ((MARK if hit else "", words, END if hit else "") for words, hit in pieces)
    )


def _found(why: finding.Why) -> SafeString:
    """Where else than in the heading the words stand, and which number was looked for."""
    lines = []
    if why.number:
        lines.append(format_html("{} <mark>{}</mark>", _("Register number"), why.number))
    if any(hit for _words, hit in why.excerpt):
        lines.append(_marked(why.excerpt))
    if why.place:
        lines.append(format_html("{} {}", _("Place:"), _marked(why.place)))
    return format_html_join("", '<span class="quiet">{}</span>', ((line,) for line in lines))


@admin.register(Submission)
class SubmissionAdmin(OfferedFilters):
    list_display = ["opinion", "unit", "received_on", "due", "state"]
    list_display_links = None
    list_filter = [
        filters.TonesFilter,
        filters.QueueFilter,
        filters.DueFilter,
        filters.StatusFilter,
        filters.SuspectedFilter,
        filters.FieldFilter,
        filters.KindFilter,
        filters.UnitFilter,
        filters.ChannelFilter,
    ]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["reference"]
    search_help_text = gettext_lazy(
        "Reception number, register number such as 12/2026, or words with or without tone marks; put a "
        "phrase in quotation marks."
    )
    ordering = ["-received_at", "-pk"]
    actions = bulk.ACTIONS
    list_per_page = list_max_show_all = 25
    show_full_result_count = False

    @admin.display(description=gettext_lazy("opinion"))
    def opinion(self, case: Submission) -> str:
        opening = Truncator(case.opening).words(14)  # type: ignore[attr-defined]
        heading: str = case.title or opening or _("Text still to be written down")
        why: finding.Why | None = getattr(case, "why", None) if case.is_ordinary else None
        if not case.is_ordinary:
            heading = _("Restricted")
        elif why is not None and why.heading:
            heading = _marked(why.heading)
        facts = [
            states.said(states.Field, case.field) or _("Not classified yet"),
            states.said(states.Channel, case.channel),
        ]
        if case.is_urgent:
            facts.insert(0, _("Urgent"))
        if case.reminded and case.is_with_unit:
            facts.append(ngettext("Urged once", "Urged %(n)s times", case.reminded) % {"n": case.reminded})
        if case.suspected:
            facts.insert(0, _("Suspected spam"))
        return format_html(
            '<a class="reference" href="{}">{}</a> <span class="heading">{}</span>'
            '{}<span class="quiet">{}</span>',
            reverse("admin:feedback_submission_change", args=[case.reference]),
            case.reference,
            heading,
            _found(why) if why is not None else "",
            " · ".join(map(str, facts)),
        )

    def action_checkbox(self, case: Submission) -> SafeString:
        """The box of the admin, said without a form: a template for each row cost a tenth of the page."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            case.pk,
            _("Choose %(number)s") % {"number": case.reference},
        )

    @admin.display(description=gettext_lazy("unit"))
    def unit(self, case: Submission) -> str:
        """Who handles it; before that, where the sender addressed it."""
        if case.responsible is not None:
            return case.responsible.label
        if case.addressed_to is None:
            return format_html('<span class="nobody">{}</span>', "—")
        name = case.addressed_to.short_name or case.addressed_to.label
        return _("Addressed to: %(unit)s") % {"unit": name}

    @admin.display(description=gettext_lazy("received"), ordering="received_at")
    def received_on(self, case: Submission) -> str:
        day = f"{timezone.localtime(case.received_at):%d/%m/%Y}"
        return format_html('<span class="narrow">{} </span>{}', _("Received on"), day)

    @admin.display(description=gettext_lazy("next deadline"), ordering="due_on", empty_value="—")
    def due(self, case: Submission) -> str:
        if not case.is_open:
            return ""
        due = dues.most_urgent(case.running, timezone.localdate())  # type: ignore[attr-defined]
        if due is None or due.on is None:
            return _("Stands still") if case.status == states.Status.NEEDS_MORE else ""
        css = "due late" if due.is_late else "due"
        return format_html('<span class="{}">{} <span>{}</span></span>', css, f"{due.on:%d/%m/%Y}", due.kind)

    @admin.display(description=gettext_lazy("status"))
    def state(self, case: Submission) -> str:
        return status_badge(case)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return (
            queries.visible_to(request.user)  # type: ignore[arg-type]
            .select_related("responsible", "addressed_to")
            .defer("search", "toned", "body", "sealed")
            .annotate(opening=Left("body", OPENING))
            .prefetch_related(Prefetch("deadlines", queryset=dues.running(), to_attr="running"))
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RegisterList]:
        return RegisterList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        try:
            search = finding.wanted(search_term, tones=filters.TonesFilter.is_on(request))
            return finding.find(queryset, search), False
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return queryset.none(), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        reader = pages.reader_of(request)
        own: dict[str, Any] = {"title": _("Opinions"), "bulk": bulk.undoable(request)}
        own["may_search_sender"] = may_search(reader)
        own["may_draw"] = sampling.may_draw(reader)
        if self.has_classify_permission(request) and request.GET.get("suspected") == "1":
            own |= spam.reading(reader)
        own["may_enter"] = office.holds_anywhere(reader, Permission.ENTER)
        if self.has_view_permission(request):
            query = saved.query_of(request, request.GET)
            own |= {"saved_query": query, "saved": saved.links(reader, query)}
        return super().changelist_view(request, own | (extra_context or {}))

    def own_filters(self, user: User) -> list[saved.Link]:
        return saved.links(user, own_only=True)

    def has_classify_permission(self, request: HttpRequest) -> bool:
        return office.holds_anywhere(pages.reader_of(request), Permission.CLASSIFY)

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return office.holds_anywhere(pages.reader_of(request), Permission.HANDLE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """The list, the case page and its steps; the form pages of the admin are left out."""
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name="feedback_submission_changelist"),
            path("sample/", self.admin_site.admin_view(sample.look), name="feedback_submission_sample"),
            path("sender/", self.admin_site.admin_view(sender.look), name="feedback_submission_sender"),
            path("next/", self.admin_site.admin_view(case.go_on), name="feedback_submission_next"),
            path("entry/", self.admin_site.admin_view(entry.enter), name="feedback_submission_entry"),
            path("entry/slips/", self.admin_site.admin_view(entry.slips), name="feedback_submission_slips"),
            path("suspected/", self.admin_site.admin_view(spam.read), name="feedback_submission_suspected"),
            path("bulk/undo/", self.admin_site.admin_view(bulk.undo), name="feedback_submission_undo_bulk"),
            path("bulk/<slug:name>/", self.admin_site.admin_view(bulk.work), name="feedback_submission_bulk"),
            path("filters/", self.admin_site.admin_view(saved.keep), name="feedback_submission_filters"),
            self._of_case("", case.show, "change"),
            self._of_case("contact/", case.reveal, "reveal"),
            self._of_case(
                r"file/(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/", case.download, "file"
            ),
            self._of_case(r"scan/(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/", scans.scan, "scan"),
            self._of_case("code/", scans.new_code, "new_code"),
            self._of_case("bundle/", bundle.take, "bundle"),
            self._of_case("help/reply/", helping.reply, "help_reply"),
            self._of_case("help/end/", helping.end, "help_end"),
            self._of_case("note/", case.note, "note"),
            self._of_case("rule/", action.route_by_rule, "rule"),
            self._of_case("answer/", answer.write, "answer"),
            self._of_case("answer/preview/", answer.preview, "preview"),
            self._of_case("publication/", publication.write, "publication"),
            self._of_case("publication/look/", publication.look, "public"),
            *(self._of_case(tail, view, name) for tail, view, name in papers.ROUTES),
            self._of_case(r"(?P<name>[a-z_]+)/", action.take, "act"),
        ]

    def _of_case(self, tail: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return re_path(
            rf"^(?P<reference>\d{{4}}-\d{{4}})/{tail}$",
            self.admin_site.admin_view(view),
            name=f"feedback_submission_{name}",
        )
