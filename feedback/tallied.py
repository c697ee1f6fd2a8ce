"""Sums of the tally: cells folded, cells that wait to be and, for each reader apart, cases naming somebody.

Each sum is one statement, so that it sees a change either in the tally, or waiting, or live, and never twice.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from feedback.models.tally import COLUMNS, HALF, NAMING, Kind, cells
from officials import queries as office
from officials.models import User
from officials.roles import Role

BY_HALVES = {
    Kind.FIELD: Kind.FIELD_HALF,
    Kind.CHANNEL: Kind.CHANNEL_HALF,
    Kind.ANSWERED: Kind.ANSWERED_HALF,
}
IN_BOOKS = """(c.organ_id = ANY(%(books)s) OR c.responsible_id IN (
    SELECT id FROM officials_unit WHERE id = ANY(%(books)s) OR organ_id = ANY(%(books)s)
) AND (NOT c.withdrawn OR %(withdrawn_of)s::bigint[] IS NULL OR c.organ_id = ANY(%(withdrawn_of)s)))"""


@dataclass(frozen=True)
class Scope:
    """Which cases are summed: those in the books of the units, and those they or their departments handle.

    `books` None: the whole register. A withdrawn case counts in the books of `withdrawn_of` only (None:
    wherever it is), for nobody else may still read it but `entered_by`, who typed it in at the desk. Cases
    that name one of the officials `barring` do not count.
    """

    books: Sequence[int] | None = None
    withdrawn_of: Sequence[int] | None = None
    barring: Sequence[int] = field(default_factory=list)
    entered_by: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        return asdict(self)


def scope_of(user: User, books: Sequence[int]) -> Scope:
    """What `queries.visible_to` lets an account read of books it leads; a test holds the two equal."""
    return Scope(
        books=list(books),
        withdrawn_of=sorted(office.roles_in(user, (Role.CLERK, Role.LEADER))),
        barring=sorted(office.barring(user)),
        entered_by=user.pk if office.roles_in(user, (Role.RECEPTION,)) else None,
    )


@dataclass(frozen=True)
class Days:
    """Cells of one kind from a first day to a last, both included; None at an end: no end."""

    kind: Kind
    first: date | None = None
    last: date | None = None

    def sql(self, number: int) -> str:
        ends = [f"c.day >= %(first{number})s"] if self.first else []
        ends += [f"c.day <= %(last{number})s"] if self.last else []
        return " AND ".join([f"c.kind = '{self.kind.value}'", *ends])

    def values(self, number: int) -> dict[str, Any]:
        return {f"first{number}": self.first, f"last{number}": self.last}


def within(kind: Kind, first: date, last: date) -> list[Days]:
    """A span as whole half months and the days left at both ends: a year is two dozen days to read."""
    start, stop = _half_from(first), _half_from(last + timedelta(days=1))
    if stop > last + timedelta(days=1):
        stop = _half_before(stop)
    if start >= stop:
        return [Days(kind, first, last)]
    day = timedelta(days=1)
    pieces = [Days(BY_HALVES[kind], start, stop - day)]
    if first < start:
        pieces.append(Days(kind, first, start - day))
    if stop <= last:
        pieces.append(Days(kind, stop, last))
    return pieces


def _half_from(day: date) -> date:
    """The first day of a half month that is not before the day."""
    if day.day == 1 or day.day == HALF:
        return day
    if day.day < HALF:
        return day.replace(day=HALF)
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _half_before(start: date) -> date:
    return start.replace(day=1) if start.day == HALF else (start - timedelta(days=1)).replace(day=HALF)


def sums(scope: Scope, pieces: Sequence[Days], columns: str, **equal: Any) -> list[tuple[Any, ...]]:
    """Counts of the cells of the pieces, grouped by columns; `equal` narrows by a column (None: is null)."""
    where = ["(" + " OR ".join(piece.sql(number) for number, piece in enumerate(pieces)) + ")"]
    values = scope.values | equal
    for number, piece in enumerate(pieces):
        values |= piece.values(number)
    where += [f"c.{column} IS NOT DISTINCT FROM %({column})s" for column in equal]
    if scope.books is not None:
        where.append(IN_BOOKS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, sum(c.count)::bigint FROM ({_every_cell(scope)}) AS c "
            f"WHERE {' AND '.join(where)} GROUP BY {columns} HAVING sum(c.count) <> 0 ORDER BY {columns}",
            values,
        )
        return list(cursor.fetchall())


def total(scope: Scope, pieces: Sequence[Days], **equal: Any) -> int:
    return sum(row[-1] for row in sums(scope, pieces, "c.kind", **equal))


def _every_cell(scope: Scope) -> str:
    """Folded, waiting and live cells; an own withdrawn case from the desk passes as one not withdrawn."""
    live, withdrawn = NAMING, "s.status = 'withdrawn'"
    if scope.entered_by is not None:
        own = "s.status = 'withdrawn' AND s.recorded_by_id = %(entered_by)s"
        live = f"({NAMING} OR {own} AND s.organ_id <> ALL(%(withdrawn_of)s))"
        withdrawn = "s.status = 'withdrawn' AND s.recorded_by_id IS DISTINCT FROM %(entered_by)s"
    live += " AND NOT s.concerned_ids && %(barring)s::bigint[]"
    return (
        f"SELECT {COLUMNS}, count FROM feedback_tally "
        f"UNION ALL SELECT {COLUMNS}, count FROM feedback_tallydelta "
        f"UNION ALL SELECT {COLUMNS}, 1 FROM ({cells(live, withdrawn)}) AS live"
    )
