"""The first routing rules, in the order in which they are tried."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.models import RoutingRule
from officials import queries as office
from portal.lists import OfferedFilters


class RoutingRuleForm(forms.ModelForm):
    """Refuses a rule that no case could ever meet."""

    class Meta:
        model = RoutingRule
        fields = ["position", "organ", "field", "responsible", "is_active"]

    def clean_field(self) -> str:
        field: str = self.cleaned_data["field"]
        if field == states.Field.THAM_NHUNG:
            raise forms.ValidationError(
                _("Corruption and misconduct are never assigned by rule: a person chooses the unit."),
                code="never_by_rule",
            )
        return field


@admin.register(RoutingRule)
class RoutingRuleAdmin(OfferedFilters):
    form = RoutingRuleForm
    list_display = ["position", "organ", "field", "responsible", "works", "is_active"]
    list_display_links = ["position", "responsible"]
    list_select_related = ["organ", "responsible"]
    list_filter = ["is_active", "field"]
    show_facets = admin.ShowFacets.NEVER
    fields = ["position", "organ", "field", "responsible", "is_active"]
    actions = None

    @admin.display(description=_("unit exists today"), boolean=True)
    def works(self, rule: RoutingRule) -> bool:
        """A rule whose unit has ended proposes nothing, and nobody would notice."""
        return rule.responsible.is_valid_on(timezone.localdate())

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        units = office.working_units().order_by("position", "name")
        kwargs["queryset"] = units.filter(is_organ=True) if db_field.name == "organ" else units
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
