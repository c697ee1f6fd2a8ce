"""Holidays and rules in the admin: entered and changed by hand, never deleted; workflow.py writes."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.clocks import workflow
from portal.clocks.models import Holiday, Rule
from portal.lists import OfferedFilters


class YearFilter(admin.SimpleListFilter):
    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Holiday.objects.dates("day", "year", order="DESC")
        return [(str(each.year), str(each.year)) for each in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Holiday]) -> QuerySet[Holiday]:
        year = self.value()
        return (
            queryset.filter(day__year=int(year)) if year and year in dict(self.lookup_choices) else queryset
        )


class KeptRows(OfferedFilters):
    """No deletion: an open case may rest on the row, and the seed would bring it back."""

    actions = None
    show_facets = admin.ShowFacets.NEVER
    fixed_once_saved: tuple[str, ...] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fixed_once_saved, "edited_at") if obj else ("edited_at",)


class HolidayForm(ModelForm):
    """A day entered in Vietnamese alone bears that name in English too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name_en" in self.fields:  # whoever only reads the day gets a form without fields
            self.fields["name_en"].required = False

    def clean_name_en(self) -> str:
        return self.cleaned_data["name_en"] or self.cleaned_data.get("name", "")


@admin.register(Holiday)
class HolidayAdmin(KeptRows):
    form = HolidayForm
    list_display = ["day", "kind", "name", "is_counted", "is_confirmed", "source"]
    list_filter = [YearFilter, "kind", "is_counted", "is_confirmed"]
    search_fields = ["name", "name_en", "source"]
    fixed_once_saved = ("day",)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "day",
                    "kind",
                    "name",
                    "name_en",
                    "source",
                    "is_counted",
                    "is_confirmed",
                    "edited_at",
                ],
                "description": _(
                    "Weekends are days off without a row. A swap of working days is two rows: "
                    "the weekday off, and the Saturday or Sunday worked instead."
                ),
            },
        )
    ]

    def save_model(self, request: HttpRequest, obj: Holiday, form: ModelForm, change: bool) -> None:
        workflow.save_holiday(holiday=obj, by=request.user, now=timezone.now())


@admin.register(Rule)
class RuleAdmin(KeptRows):
    list_display = ["code", "name", "days", "unit", "is_statutory", "is_confirmed", "valid_from", "valid_to"]
    list_filter = ["is_statutory", "is_confirmed", "unit", "code"]
    search_fields = ["code", "name", "name_en", "legal_basis"]
    fixed_once_saved = ("code", "valid_from")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "code",
                    ("name", "name_en"),
                    ("days", "unit", "direction"),
                    "count_from",
                    "legal_basis",
                    ("is_statutory", "is_confirmed"),
                    ("valid_from", "valid_to"),
                    "edited_at",
                ],
                "description": _(
                    "When the law changes, do not overwrite the number: give the row its last day in force "
                    "and add a new row with the same code. Reports on earlier years then stay true."
                ),
            },
        )
    ]

    def save_model(self, request: HttpRequest, obj: Rule, form: ModelForm, change: bool) -> None:
        workflow.save_rule(rule=obj, by=request.user, now=timezone.now())
