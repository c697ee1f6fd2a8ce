"""Invented opinions into the database by COPY, some thousands to a transaction."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.db.models import NOT_PROVIDED, GeneratedField
from django.utils.translation import gettext as _

from feedback.filling.rows import Desk, Filler, Row
from feedback.models import Answer, Deadline, Message, Submission, SubmissionEvent, Tally
from feedback.workflow import tally
from officials.models import RoleGrant, Unit
from officials.roles import Role
from portal.identity.models import Person

BATCH = 10_000
CHUNK = 500
TABLES: dict[str, type[models.Model]] = {
    "person": Person,
    "submission": Submission,
    "deadline": Deadline,
    "event": SubmissionEvent,
    "answer": Answer,
    "message": Message,
}
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})
PAUSES = """
INSERT INTO feedback_deadlinepause (deadline_id, started_on)
SELECT id, started_on FROM feedback_deadline
WHERE due_on IS NULL AND met_on IS NULL AND submission_id BETWEEN %s AND %s
"""


def desks() -> list[Desk]:
    """Every department with its book, the root organ's first; who works there is whoever holds the role."""
    holders: dict[tuple[str, int | None], int] = {}
    for grant in RoleGrant.objects.order_by("pk"):
        holders.setdefault((grant.role, grant.unit_id), grant.user_id)
        holders.setdefault((grant.role, None), grant.user_id)
    found = [
        Desk(organ, unit, _holder(holders, Role.CLERK, organ), _holder(holders, Role.OFFICER, unit))
        for unit in Unit.objects.select_related("organ").order_by("pk")
        for organ in [unit.organ or unit]
        if (Role.CLERK, None) in holders and (Role.OFFICER, None) in holders
    ]
    if not found:
        raise CommandError(_("There is no unit with a clerk and an officer yet. Load the demo first."))
    return found + [desk for desk in found if desk.organ.is_root] * 4


def _holder(holders: dict[tuple[str, int | None], int], role: Role, unit: Unit) -> int:
    places = (unit.pk, unit.organ_pk, None)
    return next(holders[role, place] for place in places if (role, place) in holders)


def fill(submissions: int, seed: int, today: date) -> Iterator[int]:
    """Write the opinions batch by batch; gives how many are written after each."""
    if Submission.objects.filter(form_key__startswith=f"fill-{seed}-").exists():
        raise CommandError(_("The opinions of this seed are there already. Choose another --seed."))
    first_id = _reserved(submissions)
    taken = set(Submission.objects.values_list("reference", flat=True))
    filler = Filler(seed, desks(), today, first_id, taken)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for start in range(0, submissions, BATCH):
            keys = range(start, min(start + BATCH, submissions))
            with transaction.atomic():
                _write(cursor, (filler.opinion(key) for key in keys))
                cursor.execute(PAUSES, [first_id + keys[0], first_id + keys[-1]])
                tally.enter_many(first_id + keys[0], first_id + keys[-1])
            yield keys[-1] + 1
        filled: list[type[models.Model]] = [*TABLES.values(), Tally]
        cursor.execute("ANALYZE " + ", ".join(model._meta.db_table for model in filled))


def _reserved(submissions: int) -> int:
    """The first of so many row numbers that nobody else will be given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('feedback_submission', 'id')")
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT nextval(%s)", [sequence])
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, %s)", [sequence, first + submissions])
    return int(first)


def _write(cursor: Any, opinions: Iterable[dict[str, list[Row]]]) -> None:
    gathered: dict[str, list[Row]] = defaultdict(list)
    for rows in opinions:
        for name, made in rows.items():
            gathered[name] += made
    for name, model in TABLES.items():
        _copy(cursor, model, gathered[name], with_id=name in ("person", "submission"))


def _copy(cursor: Any, model: type[models.Model], rows: list[Row], *, with_id: bool) -> None:
    """Columns that a row does not name take the model's default; PostgreSQL reads while the next are put."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, GeneratedField) and (with_id or not field.primary_key)
    ]
    usual = [(field.column, _text(_default(field))) for field in fields]
    names = ", ".join(f'"{column}"' for column, _usual in usual)
    with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
        for start in range(0, len(rows), CHUNK):
            lines = (
                "\t".join([_text(row[column]) if column in row else text for column, text in usual])
                for row in rows[start : start + CHUNK]
            )
            copy.write("\n".join([*lines, ""]))


def _default(field: Any) -> Any:
    """What Django would store for a row that does not say."""
    if field.default is NOT_PROVIDED and field.null:
        return None
    return field.get_default()


def _text(value: Any) -> str:
    """One value as COPY reads it."""
    if isinstance(value, str):
        return value.translate(ESCAPES) if "\\" in value or "\n" in value or "\t" in value else value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value).translate(ESCAPES)
    return "{}" if value == [] else str(value)
