"""The access log in the admin, for the auditor: read, never written."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from officials.models import AccessEvent
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator


@admin.register(AccessEvent)
class AccessEventAdmin(OfferedFilters):
    list_display = ["at", "user", "kind", "by", "network"]
    list_display_links = None
    fields = ["at", "user", "kind", "by", "network"]
    list_filter = ["kind"]
    list_select_related = ["user", "by"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["user__username__exact"]
    search_help_text = _("User name.")
    ordering = ["-pk"]
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    paginator = CappedPaginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessEvent | None = None) -> bool:
        return False
