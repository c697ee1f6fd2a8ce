"""Gives the role that serves the portal the rights on rows it needs, and none on tables."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = (
        "Run by the owner of the tables after migrating: the named role may read and write rows, "
        "but history it may only read and add to, and no trigger or table can it alter."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the role in the DATABASE_URL of web, worker and beat")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        history = [m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)]
        quote = connection.ops.quote_name
        name = quote(role)
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
            for table in history:
                cursor.execute(f"REVOKE UPDATE, DELETE ON {quote(table)} FROM {name}")
