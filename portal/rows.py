"""New rows of several tables stored in one round trip; what may stand in them is their models' business."""

from functools import cache
from itertools import groupby
from typing import Any, TypeAlias

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

Field: TypeAlias = "models.Field[Any, Any]"


def insert(*rows: models.Model) -> None:
    """Insert new rows in this order, in the caller's transaction; each learns the key the database gave it.

    One message carries a statement for each run of rows of one model. `save()` builds each statement anew and
    waits for each answer: here a page that stores a dozen rows asks twice. Raises IntegrityError for the
    first statement refused. No signal is sent.
    """
    runs = [list(run) for _model, run in groupby(rows, type)]
    with connection.cursor() as cursor:
        cursor.execute("; ".join(cursor.mogrify(*_statement(run)) for run in runs))
        for run in runs:
            for row, (key,) in zip(run, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias
            cursor.nextset()


def _statement(run: list[models.Model]) -> tuple[str, list[Any]]:
    """The statement that stores rows of one model, and the values it has places for."""
    fields, head, tail = _frame(type(run[0]))
    values: list[Any] = []
    places = ", ".join(f"({', '.join([_place(field, row, values) for field in fields])})" for row in run)
    return f"{head} VALUES {places} {tail}", values


def _place(field: Field, row: models.Model, values: list[Any]) -> str:
    """What stands in the statement. psycopg remembers how it reads one with few values: NULL is none."""
    value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
    if value is None:
        return "NULL"
    if isinstance(value, DatabaseDefault):
        return "DEFAULT"
    values.append(value)
    return "%s"


@cache
def _frame(model: type[models.Model]) -> tuple[tuple[Field, ...], str, str]:
    """The fields we write, and what stands around their values: the same for all rows of a model."""
    meta, quote = model._meta, connection.ops.quote_name
    fields = tuple(
        field
        for field in meta.concrete_fields
        if not field.generated and not isinstance(field, models.AutoField)
    )
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return (
        fields,
        f"INSERT INTO {quote(meta.db_table)} ({columns})",
        f"RETURNING {quote(str(meta.pk.column))}",
    )
