"""Lists of the admin that are narrowed by the filters they offer and by nothing else in the address."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest


class OfferedFilters(admin.ModelAdmin):
    """Django lets a reader write any column of the row into the address: a question put to hidden columns."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return "\x00" not in value and lookup in set(self._offered(request))

    def _offered(self, request: HttpRequest) -> Iterator[str]:
        for each in self.get_list_filter(request):
            own = getattr(each, "parameter_name", None)
            yield from (own,) if own else (f"{each}", f"{each}__exact", f"{each}__isnull")


class UsualFirst(admin.SimpleListFilter):
    """A filter whose first choice, the empty one, is what the list shows unless asked otherwise."""

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or ""
        for value, label in self.lookup_choices:
            query = changelist.get_query_string(
                {self.parameter_name: value} if value else {}, remove=[self.parameter_name]
            )
            yield {"selected": value == chosen, "query_string": query, "display": label}


class NamesWithoutLinks(OfferedFilters):
    """Whoever only reads a row sees the names in it, not links to pages that account may not open."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [
            (title, {**given, "fields": [self._named(name) for name in given["fields"]]})
            for title, given in sets
        ]

    def _named(self, name: Any) -> Any:
        """The name of what a foreign key points to, in place of its link; any other field as it is."""
        if not isinstance(name, str) or name not in {each.name for each in self.opts.get_fields()}:
            return name
        field = self.opts.get_field(name)
        return _words(field) if isinstance(field, Field) and field.many_to_one else name


def _words(field: "Field[Any, Any]") -> Callable[[Model], str]:
    @admin.display(description=field.verbose_name, empty_value="—")
    def words(row: Model) -> str:
        value = getattr(row, field.name)
        return str(value) if value is not None else ""

    words.__name__ = field.name
    return words
