"""Migrations can be taken back: what two apps stand on is made, and so removed, by one of them."""

from collections import Counter

import pytest
from django.contrib.postgres.operations import CreateExtension
from django.db import connection
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_each_extension_is_made_by_one_migration() -> None:
    migrations = MigrationLoader(connection).disk_migrations.values()

    made = Counter(
        operation.name
        for migration in migrations
        for operation in migration.operations
        if isinstance(operation, CreateExtension)
    )

    assert made == {"btree_gist": 1, "unaccent": 1, "pg_trgm": 1}
