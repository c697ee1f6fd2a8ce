"""Whether the portal can work, part by part, for /readyz; it repairs nothing."""

from typing import Any

import redis
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.utils import timezone

from portal import broker, heartbeat
from portal.outbox.models import Letter, Medium, State

LETTER_LATE_SECONDS = 300


def report() -> dict[str, Any]:
    """Say "down" only for database and migrations: without the rest an opinion is still received."""
    parts: dict[str, Any] = {"database": _database(), "migrations": False, "oldest_unsent_seconds": None}
    if parts["database"]:
        parts["migrations"] = _migrated()
    if parts["migrations"]:
        parts["oldest_unsent_seconds"] = oldest_unsent()
    parts["broker"] = _broker()
    parts["heartbeat_seconds"] = heartbeat.age()
    return {"status": _status(parts), **parts}


def _status(parts: dict[str, Any]) -> str:
    if not parts["migrations"]:
        return "down"
    late = (parts["oldest_unsent_seconds"] or 0) > LETTER_LATE_SECONDS
    if late or not parts["broker"] or parts["heartbeat_seconds"] is None:
        return "degraded"
    return "ok"


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False


def oldest_unsent(letters: QuerySet[Letter] | None = None) -> int | None:
    """Return the seconds the oldest letter waits for its e-mail; None when nothing waits."""
    letters = Letter.objects.all() if letters is None else letters
    waiting = letters.filter(medium=Medium.EMAIL, state__in=[State.PENDING, State.SENDING])
    oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
    return None if oldest is None else int((timezone.now() - oldest).total_seconds())


def _broker() -> bool:
    if not broker.breaker.is_closed:
        return False
    try:
        return bool(broker.client().ping())
    except redis.RedisError:
        broker.breaker.trip()
        return False
