"""New rows of several tables stored in one round trip; what may stand in them is their models' business."""

import os
from collections import deque
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg.pq import Escaping

Field: TypeAlias = "models.Field[Any, Any]"
Writer: TypeAlias = Callable[[Any, Any], str]
# A field, the attribute that holds its value as it is, what plain values are, how they are written.
Column: TypeAlias = "tuple[Field, str | None, type | tuple[type, ...], Writer]"

TAKEN_AHEAD = 32
_ahead: dict[type[models.Model], deque[int]] = {}
os.register_at_fork(after_in_child=_ahead.clear)


def number(*rows: models.Model) -> None:
    """Give new rows their keys before they are stored, so that rows of the same message can name them.

    Each process takes some keys ahead from the table's sequence; those it does not use nobody uses.
    """
    for row in rows:
        model = type(row)
        try:
            row.pk = _ahead[model].popleft()
        except (KeyError, IndexError):
            row.pk = _take_ahead(model)


def _take_ahead(model: type[models.Model]) -> int:
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(meta.db_table), meta.pk.column, TAKEN_AHEAD],
        )
        first, *others = (key for (key,) in cursor.fetchall())
    _ahead[model] = deque(others)
    return int(first)


def forget_numbers() -> None:
    """Drop the keys taken ahead: a restored database may have given them away again."""
    _ahead.clear()


def insert(*rows: models.Model) -> None:
    """Insert new rows in this order; each without a key learns the one the database gave it.

    In the caller's transaction; where there is none, in one of their own, for PostgreSQL takes a message
    whole or not at all. It carries a statement for each run of rows of one model. `save()` builds each
    statement anew and waits for each answer: here a page that stores a dozen rows asks once. Raises
    IntegrityError for the first statement refused. No signal is sent.
    """
    runs = [list(run) for _model, run in groupby(rows, type)]
    with connection.cursor() as cursor:
        cursor.execute("; ".join([_statement(run, cursor) for run in runs]))
        for run in runs:
            for row, (key,) in zip(run, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias
            cursor.nextset()


def _statement(run: list[models.Model], cursor: Any) -> str:
    """The statement that stores rows of one model, their values written into it."""
    columns, head, tail = _frame(type(run[0]), run[0].pk is None)
    places = ", ".join([f"({', '.join([_place(column, row, cursor) for column in columns])})" for row in run])
    return f"{head} VALUES {places} {tail}"


def _place(column: Column, row: models.Model, cursor: Any) -> str:
    """A value as SQL; what most columns of a new row hold needs neither Django's questions nor psycopg's."""
    field, name, kind, written = column
    value = row.__dict__[name] if name in row.__dict__ else field.pre_save(row, add=True)
    if value is None and kind:
        return "NULL"
    if not isinstance(value, kind):
        value = field.get_db_prep_save(value, connection)
        written = _mogrified
    if value is None:
        return "NULL"
    if isinstance(value, DatabaseDefault):
        return "DEFAULT"
    return written(value, cursor)


def _mogrified(value: Any, cursor: Any) -> str:
    placed: str = cursor.mogrify("%s", [value])
    return placed


def _escaped(value: str, cursor: Any) -> str:
    return Escaping(cursor.connection.pgconn).escape_literal(str.encode(value)).decode()


def _number(value: int, cursor: Any) -> str:
    return str(int(value))


def _bool(value: bool, cursor: Any) -> str:
    return "true" if value else "false"


def _iso(value: date, cursor: Any) -> str:
    return f"'{value.isoformat()}'"


def _moment(value: datetime, cursor: Any) -> str:
    return _mogrified(value, cursor) if value.tzinfo is None else f"'{value.isoformat()}'"


NEVER: tuple[type | tuple[type, ...], Writer] = ((), _mogrified)
PLAIN: dict[type[Field], tuple[type, Writer]] = {
    models.BigAutoField: (int, _number),
    models.BooleanField: (bool, _bool),
    models.CharField: (str, _escaped),
    models.DateField: (date, _iso),
    models.DateTimeField: (datetime, _moment),
    models.ForeignKey: (int, _number),
    models.IntegerField: (int, _number),
    models.PositiveSmallIntegerField: (int, _number),
    models.TextField: (str, _escaped),
}


@cache
def _frame(model: type[models.Model], has_no_key: bool) -> tuple[list[Column], str, str]:
    """The columns we write, and what stands around their values: the same for all rows of a model."""
    meta, quote = model._meta, connection.ops.quote_name
    fields = tuple(
        field
        for field in meta.concrete_fields
        if not field.generated and not (has_no_key and isinstance(field, models.AutoField))
    )
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return (
        [_column(field) for field in fields],
        f"INSERT INTO {quote(meta.db_table)} ({columns})",
        f"RETURNING {quote(str(meta.pk.column))}",
    )


def _column(field: Field) -> Column:
    is_as_held = type(field).pre_save is models.Field.pre_save
    return (field, field.attname if is_as_held else None, *PLAIN.get(type(field), NEVER))
