"""Routing rules, in the order in which they are tried: with their trial before and their history after."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback import matching, rulewords, workflow
from feedback.admin import pages
from feedback.models import RoutingRule
from feedback.rule_forms import FIELDS, RoutingRuleForm
from officials import queries as office
from officials.models import Area
from officials.models.dated import valid_on
from portal.lists import NamesWithoutLinks


@admin.register(RoutingRule)
class RoutingRuleAdmin(NamesWithoutLinks):
    form = RoutingRuleForm
    list_display = ["position", "organ", "asks", "responsible", "works", "is_active"]
    list_display_links = ["position", "responsible"]
    list_filter = ["is_active", "field"]
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [
        (None, {"fields": ["position", "is_active", "valid_from", "valid_to"]}),
        (
            _("When all of this holds"),
            {"fields": tuple(FIELDS[1 : FIELDS.index("is_catch_all") + 1])},
        ),
        (_("it goes to"), {"fields": ["responsible", "officer", "is_urgent"]}),
    ]
    actions = None

    @admin.display(description=_("conditions"))
    def asks(self, rule: RoutingRule) -> str:
        return rulewords.conditions(rule.values)

    @admin.display(description=_("can be used today"), boolean=True)
    def works(self, rule: RoutingRule) -> bool:
        """A rule whose unit or officer is gone proposes nothing, and nobody would notice."""
        return not matching.standing_fault(rule, timezone.localdate())

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        related = ("organ", "responsible__organ", "addressed_to", "area", "officer")
        rules = super().get_queryset(request).select_related(*related)
        return matching.with_officers(rules, timezone.localdate())

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        units = office.working_units().order_by("position", "name")
        today = timezone.localdate()
        offered = {
            "organ": units.filter(is_organ=True),
            "addressed_to": office.addressable_units().order_by("position", "name"),
            "responsible": units,
            "area": Area.objects.filter(valid_on(today)).order_by("level", "name"),
        }
        if db_field.name in offered:
            kwargs["queryset"] = offered[db_field.name]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: RoutingRule, form: Any, change: bool) -> None:
        workflow.save_rule(obj, by=pages.reader_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: RoutingRule | None = None) -> bool:
        """The history of cases tells of rules: one is taken out of use, never deleted."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what the trial found, which is no error, and what the rule said before."""
        form, obj = context["adminform"].form, context.get("original")
        trial = getattr(form, "trial", None)
        if trial is not None:
            context["errors"] = None
        context |= {
            "trial": trial,
            "tried": getattr(form, "token", "") or request.POST.get("tried", ""),
            "revisions": list(rulewords.changed(obj)) if obj is not None else [],
        }
        return super().render_change_form(request, context, *args, **kwargs)
