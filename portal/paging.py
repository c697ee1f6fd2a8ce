"""Pages of long lists that never count the whole table."""

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet

COUNTED_AT_MOST = 1001
PAGES_AT_MOST = 20


class CappedPaginator(Paginator):
    """Counts to 1,001 and shows at most 20 pages; whoever needs more narrows the list."""

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet[Any], self.object_list)
        return rows.order_by()[:COUNTED_AT_MOST].count()

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, PAGES_AT_MOST)
