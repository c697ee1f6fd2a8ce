"""The log of access and roles in the admin, for the auditor: read, never written."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from officials.models import AccessEvent
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator


class DayFilter(admin.SimpleListFilter):
    """How far back; today begins at midnight."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(at__gte=midnight - timedelta(days=int(self.value() or 1) - 1))


@admin.register(AccessEvent)
class AccessEventAdmin(OfferedFilters):
    list_display = ["at", "user", "kind", "about", "by", "network"]
    list_display_links = None
    fields = ["at", "user", "kind", "about", "by", "network"]
    list_filter = ["kind", DayFilter]
    list_select_related = ["user", "by", "unit", "desk"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["user__username__exact"]
    search_help_text = _("User name.")
    ordering = ["-pk"]
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description=_("what exactly"))
    def about(self, event: AccessEvent) -> str:
        """The role, where it is held and on which days; for a desk the organ and its desk from then on."""
        facts = [event.get_role_display(), event.unit, self._days(event)]
        if event.kind == AccessEvent.Kind.DESK_CHANGED:
            facts.append(f"→ {event.desk or self.get_empty_value_display()}")
        return ", ".join(str(fact) for fact in facts if fact)

    def _days(self, event: AccessEvent) -> str:
        """Its days as they were and as they are; one of the two where a role was given or taken away."""
        spans = zip(*(event.changes.get(day, ()) for day in ("valid_from", "valid_to")), strict=True)
        return " → ".join(f"{_shown(first)} – {_shown(last)}".strip() for first, last in spans if first)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessEvent | None = None) -> bool:
        return False


def _shown(day: str | None) -> str:
    known = parse_date(day) if day else None
    return date_format(known, "SHORT_DATE_FORMAT") if known else ""
