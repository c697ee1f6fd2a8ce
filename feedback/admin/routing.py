"""The first routing rules, in the order in which they are tried."""

from django.contrib import admin

from feedback.models import RoutingRule
from portal.lists import OfferedFilters


@admin.register(RoutingRule)
class RoutingRuleAdmin(OfferedFilters):
    list_display = ["position", "organ", "field", "responsible", "is_active"]
    list_display_links = ["position", "responsible"]
    list_select_related = ["organ", "responsible"]
    list_filter = ["is_active", "field"]
    show_facets = admin.ShowFacets.NEVER
    fields = ["position", "organ", "field", "responsible", "is_active"]
    actions = None
