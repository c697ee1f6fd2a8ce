"""Brings every encrypted column of every app, and every file, under the first key of FIELD_KEYS."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction

from portal.identity import crypto
from portal.uploads import workflow as uploads

BATCH = 500


class Command(BaseCommand):
    help = (
        "Re-encrypt columns and files under the first key of FIELD_KEYS, as the owner of the tables; may be "
        "stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        columns = [
            (model, field)
            for model in apps.get_models()
            for field in model._meta.local_fields
            if isinstance(field, crypto.EncryptedField)
        ]
        if not all(_may_change(model) for model, _field in columns):
            raise CommandError(
                "This role may not write history anew. Run the command as the owner of the tables: "
                "DATABASE_URL=postgres://portal_owner:…@…/portal python manage.py rotate_field_keys"
            )
        for model, field in columns:
            count = _rotate_column(model, field)
            self.stdout.write(f"{model._meta.label}.{field.name}: {count} values under the first key")
        self.stdout.write(f"uploads: {uploads.rotate_keys()} files under the first key")


def _may_change(model: type[models.Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE')", [model._meta.db_table])
        return bool(cursor.fetchone()[0])


def _rotate_column(model: type[models.Model], field: models.Field) -> int:
    """Walk the table by key, a short transaction a batch; the rows of a batch are locked meanwhile."""
    count, last = 0, None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            table, key, column = (
                connection.ops.quote_name(str(name))
                for name in (model._meta.db_table, model._meta.pk.column, field.column)
            )
            cursor.execute(
                "SET LOCAL portal.changes_keys = 'on'"
            )  # the trigger of history lets these through
            start = f"AND {key} > %s" if last is not None else ""
            cursor.execute(
                f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL {start} "  # noqa: S608
                f"ORDER BY {key} LIMIT {BATCH} FOR UPDATE",
                [last] if last is not None else [],
            )
            rows = cursor.fetchall()
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE {key} = %s",  # noqa: S608
                [(crypto.rotate(token), pk) for pk, token in rows],
            )
        if not rows:
            return count
        count, last = count + len(rows), rows[-1][0]
