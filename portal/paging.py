"""Pages of long lists that never count the whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet, ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Field, Model, Q, QuerySet

COUNTED_AT_MOST = 1001
PAGES_AT_MOST = 20
PAGE_SIZE = 25

Row = TypeVar("Row", bound=Model)


class CappedPaginator(Paginator):
    """Counts to 1,001 and shows at most 20 pages; whoever needs more narrows the list."""

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet[Any], self.object_list)
        return rows.order_by()[:COUNTED_AT_MOST].count()

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, PAGES_AT_MOST)


@dataclass(frozen=True)
class Stretch:
    """A part of a list that is shown whole before the next begins: which rows, in which order."""

    where: Q
    order: tuple[Any, ...]


def first_keys(rows: QuerySet[Row], stretches: Sequence[Stretch], limit: int = COUNTED_AT_MOST) -> list[Any]:
    """Return the keys of the first rows of a list, looking into a stretch only while rows are wanting.

    One statement. PostgreSQL opens the parts of a UNION ALL one after another, and stops at the limit; it
    never runs them side by side, because each has a limit of its own. So a list with many rows is read at its
    beginning, one with few is read through by an index, and neither choice is left to a guess of the planner.
    """
    parts = [rows.filter(each.where).order_by(*each.order).values_list("pk")[:limit] for each in stretches]
    first, *rest = parts
    found = first.union(*rest, all=True)[:limit] if rest else first
    return [key for (key,) in found]


class StretchedPaginator(CappedPaginator):
    """Pages of a list read in stretches: its first keys are counted, the rows of one page fetched by key."""

    def __init__(self, found: QuerySet[Any], per_page: int, stretches: Sequence[Stretch]) -> None:
        super().__init__(found, per_page)
        self.stretches = stretches

    @cached_property
    def keys(self) -> list[Any]:
        return first_keys(cast(QuerySet[Any], self.object_list), self.stretches)

    @cached_property
    def count(self) -> int:
        return len(self.keys)

    def rows_on(self, number: int, rows: QuerySet[Any]) -> list[Any]:
        """The rows of one page in the order of the list; `rows` need not be narrowed as the list is."""
        wanted = self.keys[(number - 1) * self.per_page : number * self.per_page]
        found = {row.pk: row for row in rows.order_by().filter(pk__in=wanted)} if wanted else {}
        return [found[key] for key in wanted if key in found]


def lengths(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Count each list to 1,001, all in one statement."""
    counts = [0] * len(lists)
    parts: list[str] = []
    parameters: list[Any] = []
    places: list[int] = []
    for place, rows in enumerate(lists):
        try:
            sql, given = rows.order_by().values("pk")[:COUNTED_AT_MOST].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 – Django's own words
        parameters += given
        places.append(place)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", parameters)
            found = cursor.fetchone()
        for place, count in zip(places, found, strict=True):
            counts[place] = count
    return counts


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page of rows; `previous` and `next` are the marks of the pages around it, empty at an end."""

    rows: list[Row]
    previous: str
    next: str


def keyset(
    rows: QuerySet[Row], *, order: str, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> KeysetPage[Row]:
    """Return the page after or before a mark, in the order of one column that is never null, ties by key.

    A mark that cannot be read opens the first page.
    """
    name, falls = order.lstrip("-"), order.startswith("-")
    mark = _read_mark(rows, name, before or after)
    backward = bool(before) and mark is not None
    falls = falls != backward
    if mark is not None:
        side = "lt" if falls else "gt"
        value, key = mark
        rows = rows.filter(Q(**{f"{name}__{side}": value}) | Q(**{name: value, f"pk__{side}": key}))
    sign = "-" if falls else ""
    found = list(rows.order_by(f"{sign}{name}", f"{sign}pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    has_previous, has_next = (more, True) if backward else (mark is not None, more)
    return KeysetPage(
        found,
        previous=_mark(found[0], name) if found and has_previous else "",
        next=_mark(found[-1], name) if found and has_next else "",
    )


def _mark(row: Model, name: str) -> str:
    return f"{getattr(row, name).isoformat()}~{row.pk}"


def _read_mark(rows: QuerySet[Row], name: str, text: str) -> tuple[Any, int] | None:
    value, _separator, key = text.partition("~")
    if not (key.isascii() and key.isdecimal()) or len(key) > 18:
        return None
    column = cast("Field[Any, Any]", rows.model._meta.get_field(name))
    try:
        found = column.to_python(value)
    except ValidationError:
        return None
    return (found, int(key)) if _is_moment_of_ours(found) else None


def _is_moment_of_ours(found: Any) -> bool:
    """A day, or a moment that names its offset and can be moved to any other without leaving the calendar."""
    if isinstance(found, datetime):
        return found.tzinfo is not None and MINYEAR < found.year < MAXYEAR
    return isinstance(found, date)
