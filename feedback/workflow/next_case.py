"""The next case: the most urgent one that waits for an account and that no colleague has in hand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from feedback import queries, states
from feedback.models import Claim, Submission
from officials.models import User

HELD = timedelta(minutes=15)
TRIES = 50
# By the clock of the database: whoever has it still, with the case as it was then, keeps it.
TAKE = """
INSERT INTO feedback_claim AS held (submission_id, by_id, version, at, until)
VALUES (%(case)s, %(by)s, %(version)s, statement_timestamp(), statement_timestamp() + %(held)s)
ON CONFLICT (submission_id) DO UPDATE
SET by_id = excluded.by_id, version = excluded.version, at = excluded.at, until = excluded.until
WHERE held.until <= statement_timestamp() OR held.version <> excluded.version OR held.by_id = excluded.by_id
RETURNING submission_id
"""


def take_next(*, by: User, after: int | None = None) -> Submission | None:
    """Put the most urgent case that waits for this account in its hands; None when nothing waits.

    Most urgent: whose next deadline comes first, then who has waited longest. `after` is the case it has open
    and goes on from. Cases in the hands of colleagues are passed over, and twenty who ask at once get twenty:
    a row that is being taken is skipped, and the table holds one claim a case.
    """
    with transaction.atomic():
        Claim.objects.filter(by=by).delete()
        passed = {after} if after is not None else set()
        for _try in range(TRIES):
            case = _first(by, passed)
            if case is None or _take(case, by):
                return case
            passed.add(case.pk)
    return None


def _first(by: User, passed: set[int]) -> Submission | None:
    cases = queries.waiting_for(by, queries.visible_to(by), timezone.localdate())
    free = cases.filter(~Exists(queries.claims_of_others(by))).exclude(pk__in=passed)
    return next((case for part in _by_urgency(free) if (case := _locked(part)) is not None), None)


def _by_urgency(cases: QuerySet[Submission]) -> Iterator[QuerySet[Submission]]:
    """Spam last, else it would be the first thing read each morning; each part in the order of an index."""
    trusted = cases.filter(suspected=False)
    yield trusted.filter(due_on__isnull=False).order_by("due_on", "-received_at", "-pk")
    yield trusted.filter(due_on__isnull=True, status__in=states.OPEN).order_by("received_at", "pk")
    yield cases.filter(suspected=True).order_by("received_at", "pk")


def _locked(cases: QuerySet[Submission]) -> Submission | None:
    rows = cases.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return rows.only("pk", "reference", "version").first()


def _take(case: Submission, by: User) -> bool:
    given: dict[str, Any] = {"case": case.pk, "by": by.pk, "version": case.version, "held": HELD}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, given)
        return cursor.fetchone() is not None
