"""Lists of the admin that are narrowed by the filters they offer and by nothing else in the address."""

from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest


class OfferedFilters(admin.ModelAdmin):
    """Django lets a reader write any column of the row into the address: a question put to hidden columns."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return "\x00" not in value and lookup in set(self._offered(request))

    def _offered(self, request: HttpRequest) -> Iterator[str]:
        for each in self.get_list_filter(request):
            own = getattr(each, "parameter_name", None)
            yield from (own,) if own else (f"{each}", f"{each}__exact", f"{each}__isnull")
