"""Units in the admin: dated rows that never move, and who took over their tasks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from officials import queries, workflow
from officials.admin.rows import FoldedSearch, InForceFilter, Rows, account_of
from officials.forms import UnitForm
from officials.models import Unit, UnitSuccession, User


class AccountChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name} ({obj.username})"


class UnitSuccessionInline(Rows):
    model = UnitSuccession
    fk_name = "predecessor"
    verbose_name_plural = _("Who took over its tasks")


@admin.register(Unit)
class UnitAdmin(FoldedSearch):
    form = UnitForm
    list_display = ["name", "inside", "email", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "is_organ", "kind"]
    list_select_related = ["organ"]
    search_fields = ["name", "name_en", "short_name", "code"]
    fixed_once_saved = ("code", "kind", "is_organ", "organ", "parent", "area")
    inlines = [UnitSuccessionInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "code",
                    "kind",
                    ("name", "name_en"),
                    "short_name",
                    ("is_organ", "organ"),
                    ("parent", "area"),
                    ("valid_from", "valid_to"),
                    "position",
                ],
                "description": _(
                    "A unit never moves: give the old row its last day, add a new row, and write below who "
                    "took over. The code is used by reports and cannot be changed later."
                ),
            },
        ),
        (
            _("Where it is reached"),
            {"fields": ["phone", "email", "address", ("hours", "hours_en")]},
        ),
        (
            _("How it works with opinions"),
            {
                "fields": [
                    "is_addressable",
                    "needs_approval",
                    "is_root",
                    "conflict_desk",
                    "restricted_readers",
                ]
            },
        ),
    ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= {"form_class": AccountChoices, "widget": forms.CheckboxSelectMultiple()}
        kwargs["queryset"] = User.objects.filter(is_active=True)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("organ", "conflict_desk"):
            kwargs["queryset"] = queries.working_units().filter(is_organ=True).order_by("position", "name")
        if db_field.name == "organ":
            refusal = _("A department belongs to an organ, not to another department.")
            kwargs["error_messages"] = {"invalid_choice": refusal}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        workflow.save_unit(unit=obj, by=account_of(request), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Django then finds the readers as they are wanted and writes none itself."""
        readers = form.cleaned_data.get("restricted_readers")
        if readers is not None:
            by = account_of(request)
            workflow.name_readers(unit=form.instance, readers=readers, by=by, now=timezone.now())
        super().save_related(request, form, formsets, change)

    @admin.display(description=_("organ"), ordering="organ__position")
    def inside(self, unit: Unit) -> str:
        return (unit.organ.short_name or unit.organ.name) if unit.organ is not None else ""
