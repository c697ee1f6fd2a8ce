"""How often leaders must receive people, and the days the office decided on: for the administrator."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from officials.models import Unit
from portal.clocks.explain import WEEKDAYS
from portal.lists import NamesWithoutLinks
from sessions_app.models import CouncilSession, DutyRule, Schedule
from sessions_app.models.duty import LAST_OF_MONTH


class Kept(NamesWithoutLinks):
    """Rows that are ended, not deleted: earlier years are counted by them."""

    actions = None
    show_facets = admin.ShowFacets.NEVER

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DutyRule)
class DutyRuleAdmin(Kept):
    list_display = ["duty", "days", "per", "legal_basis", "is_confirmed", "valid_from", "valid_to"]
    list_filter = ["duty"]
    fields = ["duty", ("days", "per"), "legal_basis", "is_confirmed", ("valid_from", "valid_to")]


@admin.register(CouncilSession)
class CouncilSessionAdmin(Kept):
    list_display = ["title", "council", "opens_on"]
    list_select_related = ["organ"]
    fields = ["organ", "title", "opens_on"]

    @admin.display(description=_("council"))
    def council(self, row: CouncilSession) -> str:
        return row.organ.label

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Unit.objects.filter(is_organ=True)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        widget: Any = field.widget if field is not None else None
        widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return field


class ScheduleForm(forms.ModelForm):
    month_days = forms.TypedMultipleChoiceField(
        label=_("Days of the month"),
        help_text=_(
            "A month too short for a day takes its last; a day off gives way to the next working day."
        ),
        choices=[(day, str(day)) for day in range(1, LAST_OF_MONTH + 1)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    week_days = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=list(enumerate(WEEKDAYS[:5], start=1)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(Schedule)
class ScheduleAdmin(Kept):
    form = ScheduleForm
    list_display = ["__str__", "unit", "on_days", "valid_from", "valid_to"]
    list_select_related = ["post__unit"]
    fieldsets = [
        (None, {"fields": ["post", "kind", "duty", "month_days", "week_days"]}),
        (
            _("What is posted"),
            {
                "fields": [
                    ("starts_at", "ends_at"),
                    "place",
                    "capacity",
                    "participants",
                    "content",
                    "house_rules",
                ]
            },
        ),
        (None, {"fields": [("valid_from", "valid_to")]}),
    ]

    @admin.display(description=_("unit"))
    def unit(self, schedule: Schedule) -> str:
        return schedule.post.unit.label

    @admin.display(description=_("days"))
    def on_days(self, schedule: Schedule) -> str:
        return schedule.days
