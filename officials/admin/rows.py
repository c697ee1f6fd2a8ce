"""What these pages of the admin share: search without tones, rows in force, rows of the same days."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from officials.models import User
from officials.models.dated import valid_on
from portal import text
from portal.lists import OfferedFilters


def account_of(request: HttpRequest) -> User:
    """The administrator at work; the admin site lets nobody else as far as a save."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


class InForceFilter(admin.SimpleListFilter):
    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("Today")), ("ended", _("No longer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "today":
            return queryset.filter(valid_on(today))
        return queryset.filter(valid_to__lt=today) if self.value() == "ended" else queryset


class FoldedSearch(OfferedFilters):
    """Finds names typed without tones; the tables of an office are small enough to look through."""

    actions = None
    show_facets = admin.ShowFacets.NEVER
    fixed_once_saved: tuple[str, ...] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = text.fold(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.get_search_fields(request))
        found = [
            pk for pk, *names in rows if all(word in text.fold(" ".join(map(str, names))) for word in words)
        ]
        return queryset.filter(pk__in=found), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed_once_saved if obj else ()


class Rows(admin.TabularInline):
    """Rows under a form; the heads of the columns are told to screen readers in each cell."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = field.label
        return field


class DatedRows(BaseInlineFormSet):
    """Refuses two rows of one page that the database would refuse together: same key, common days."""

    same: tuple[str, ...] = ()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = form.fields["DELETE"].label

    def clean(self) -> None:
        super().clean()
        held: list[tuple[Any, date, date]] = []
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get("valid_from") or data.get("DELETE"):
                continue
            key = tuple(data.get(name) for name in self.same)
            first, last = data["valid_from"], data.get("valid_to") or date.max
            if any(key == other and first <= end and start <= last for other, start, end in held):
                raise ValidationError(_("Two rows here are the same on the same days."), code="overlap")
            held.append((key, first, last))
