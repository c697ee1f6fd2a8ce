"""The log for the auditor: who did what and when, by number; never a word of a case."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback import queries
from feedback.admin import pages
from feedback.models import SubmissionEvent
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator


@admin.register(SubmissionEvent)
class SubmissionEventAdmin(OfferedFilters):
    list_display = ["number", "action", "before", "after", "at", "by", "desk"]
    list_display_links = None
    fields = ["number", "action", "before", "after", "at", "by", "unit"]
    list_filter = ["action"]
    list_select_related = ["submission", "by", "unit"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["submission__reference"]
    search_help_text = _("Reception number.")
    ordering = ["-pk"]
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description=_("reception number"))
    def number(self, event: SubmissionEvent) -> str:
        return event.submission.reference

    @admin.display(description=_("status before"))
    def before(self, event: SubmissionEvent) -> str:
        return event.get_from_status_display()

    @admin.display(description=_("status after"))
    def after(self, event: SubmissionEvent) -> str:
        return event.get_to_status_display()

    @admin.display(description=_("unit"))
    def desk(self, event: SubmissionEvent) -> str:
        return (event.unit.short_name or event.unit.name) if event.unit is not None else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": gettext("Log"), **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[SubmissionEvent]:
        names = ("action", "from_status", "to_status", "at", "by__full_name", "by__username")
        units = ("unit__name", "unit__short_name")
        events = queries.log_of(pages.reader_of(request))
        return events.order_by("-pk").only(*names, "submission__reference", *units)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        number = search_term.strip()
        return (queryset.filter(submission__reference=number) if number else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SubmissionEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SubmissionEvent | None = None) -> bool:
        return False
