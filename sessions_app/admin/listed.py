"""Lists of the calendar in the admin: read and filtered; pages of one row do everything else."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from officials import permissions as office
from officials.roles import Permission
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator
from sessions_app.admin import pages

READERS = (Permission.MEET, Permission.LEAD, Permission.HANDLE)


class Listed(OfferedFilters):
    """No row is added, changed or deleted by the admin's own forms; `verbs` lets an account read the list."""

    list_display_links = None
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 25
    show_full_result_count = False
    paginator = CappedPaginator
    verbs: tuple[Permission, ...] = READERS

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = pages.reader_of(request)
        return any(office.holds_anywhere(user, verb) for verb in self.verbs)

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def at(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        named = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=named)
