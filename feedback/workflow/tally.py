"""The tally kept with the register: changes put down in their transaction, folded later, mended by recount.

Readers add what is folded and what is not in one statement, so a fold changes no figure. A watermark of ids
would miss a transaction that commits late; rows taken by DELETE … RETURNING cannot be missed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from feedback.models import Deadline, Submission, TallyDelta
from feedback.models.tally import COLUMNS, HALF, IN_HAND, OF_OPEN, PLAIN, Kind, cells
from feedback.workflow import clocks

Place = tuple[str, date | None, int, int | None, bool, str]
BATCH = 20_000
MENDING = 7_301_945  # the advisory lock of whoever counts anew: two at once would mend the same fault twice
ADD = f"ON CONFLICT ({COLUMNS}) DO UPDATE SET count = kept.count + excluded.count"

FOLD = f"""
WITH taken AS (
    DELETE FROM feedback_tallydelta WHERE id IN (
        SELECT id FROM feedback_tallydelta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING {COLUMNS}, count
), folded AS (
    INSERT INTO feedback_tally AS kept ({COLUMNS}, count)
    SELECT {COLUMNS}, sum(count) FROM taken GROUP BY {COLUMNS} HAVING sum(count) <> 0 ORDER BY {COLUMNS}
    {ADD}
)
SELECT count(*) FROM taken
"""
# Skipped, not waited for: two folds that wait for each other's cells would end in a deadlock.
CLEAR = """
DELETE FROM feedback_tally WHERE id IN (
    SELECT id FROM feedback_tally WHERE count = 0 FOR UPDATE SKIP LOCKED
)
"""
# The only case of a cell entered without a delta: thousands of new cases by COPY, see filling.
ENTER_MANY = f"""
INSERT INTO feedback_tally AS kept ({COLUMNS}, count)
SELECT {COLUMNS}, count(*) FROM ({cells(f"{PLAIN} AND s.id BETWEEN %s AND %s")}) AS counted
GROUP BY {COLUMNS} ORDER BY {COLUMNS}
{ADD}
"""


def cells_of(case_id: int) -> Counter[Place]:
    """The cells in which the case counts as the database holds it now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM ({cells(f'{PLAIN} AND s.id = %s')}) AS counted", [case_id])
        return Counter(cursor.fetchall())


def deltas_of_new(case: Submission, deadlines: Sequence[Deadline]) -> list[TallyDelta]:
    """Where an opinion counts that is just received, not yet stored: with no unit, naming nobody, unanswered.

    `cells` decides; this says the same of the simplest of its cases, because planning that statement costs
    the server more than storing all the rest of an opinion. A test holds the two equal.
    """
    if case.suspected:
        return []
    received = timezone.localdate(case.received_at)
    half = received.replace(day=1 if received.day < HALF else HALF)
    places: list[tuple[Kind, date | None, str]] = [
        (Kind.FIELD, received, case.field),
        (Kind.FIELD_HALF, half, case.field),
        (Kind.CHANNEL, received, case.channel),
        (Kind.CHANNEL_HALF, half, case.channel),
        (Kind.OPEN, None, ""),
    ]
    for kind, is_law in ((Kind.LAW, True), (Kind.TARGET, False)):
        due_on = clocks.next_due(d for d in deadlines if d.rule.is_statutory is is_law)
        if due_on is not None:
            places.append((kind, due_on, ""))
    return [_delta((kind, day, case.organ_id, None, False, key), 1) for kind, day, key in places]


def enter_many(first: int, last: int) -> None:
    """Count new cases of a run of ids, in the transaction that stores them."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER_MANY, [first, last])


def record(case: Submission) -> None:
    """Put down how a case that was `locked` moved between cells; called when all of it is saved."""
    moved = cells_of(case.pk)
    moved.subtract(case.tallied)
    deltas = [_delta(place, count) for place, count in moved.items() if count]
    if deltas:
        TallyDelta.objects.bulk_create(deltas)
    case.tallied = moved


def _delta(place: Place, count: int) -> TallyDelta:
    kind, day, organ, responsible, withdrawn, key = place
    return TallyDelta(
        kind=kind,
        day=day,
        organ_id=organ,
        responsible_id=responsible,
        withdrawn=withdrawn,
        key=key,
        count=count,
    )


def fold() -> int:
    """Add what was put down to the tally, batch by batch; return how many rows were folded.

    Two folds at once share the work; one that is stopped leaves its batch to the next.
    """
    folded = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FOLD, [BATCH])
            (taken,) = cursor.fetchone()
            cursor.execute(CLEAR)
        folded += taken
        if taken < BATCH:
            return folded


@dataclass(frozen=True)
class Difference:
    """A cell whose count is not that of the register."""

    place: Place
    tallied: int
    counted: int


def differences(*, in_hand_only: bool = False) -> list[Difference]:
    """The cells that differ from the register, read in one statement: work that goes on disturbs nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_differing(in_hand_only))
        return [Difference(tuple(row[:6]), row[6], row[7]) for row in cursor.fetchall()]


def mend(*, in_hand_only: bool = False) -> int:
    """Count the register anew and add every difference to the tally; return how many cells differed.

    No writer waits: a change that commits meanwhile has its own delta and is on neither side. Not by way of
    deltas, for a million of them would leave a table that every reader has to pass through.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MENDING])
        cursor.execute(
            f"INSERT INTO feedback_tally AS kept ({COLUMNS}, count) "
            f"SELECT {COLUMNS}, counted - tallied FROM ({_differing(in_hand_only)}) AS differing {ADD}"
        )
        mended = cursor.rowcount
        cursor.execute(CLEAR)
    return mended


def _differing(in_hand_only: bool) -> str:
    where = f"{PLAIN} AND {IN_HAND}" if in_hand_only else PLAIN
    kinds = ", ".join(f"'{kind.value}'" for kind in OF_OPEN)
    of_kinds = f"WHERE kind IN ({kinds})" if in_hand_only else ""
    return f"""
SELECT {COLUMNS}, sum(tallied)::integer AS tallied, sum(counted)::integer AS counted FROM (
    SELECT {COLUMNS}, 0 AS tallied, 1 AS counted FROM ({cells(where)}) AS counted {of_kinds}
    UNION ALL SELECT {COLUMNS}, count, 0 FROM feedback_tally {of_kinds}
    UNION ALL SELECT {COLUMNS}, count, 0 FROM feedback_tallydelta {of_kinds}
) AS both_sides
GROUP BY {COLUMNS} HAVING sum(tallied) <> sum(counted) ORDER BY {COLUMNS}
"""
