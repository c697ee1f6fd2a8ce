"""Areas in the admin: dated rows, and what each one became."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from officials.admin.rows import FoldedSearch, InForceFilter, Rows
from officials.models import Area, AreaSuccession


class AreaSuccessionInline(Rows):
    model = AreaSuccession
    fk_name = "predecessor"
    verbose_name_plural = _("What it became")


@admin.register(Area)
class AreaAdmin(FoldedSearch):
    list_display = ["name", "level", "code", "parent", "valid_from", "valid_to"]
    list_filter = ["level", InForceFilter]
    list_select_related = ["parent"]
    search_fields = ["name", "name_en", "code"]
    fixed_once_saved = ("level", "parent")
    inlines = [AreaSuccessionInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("level", "code"),
                    ("name", "name_en"),
                    "parent",
                    ("valid_from", "valid_to"),
                ],
                "description": _(
                    "When areas merge or split, do not overwrite: give the old ones their last day, add the "
                    "new one, and write below what the old one became. Old cases keep their area."
                ),
            },
        )
    ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Area.objects.exclude(level=Area.Level.VILLAGE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
