"""Who may send a letter now: conditional updates with a lease on the database's clock; nothing here sends."""

import contextlib
import json
import random
import time
import uuid
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, QuerySet
from django.db.models.functions import Now

from portal.identity import crypto
from portal.outbox.models import Failure, Gate, Letter, State

LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = timedelta(hours=72)
MAX_HANG_UPS = 3

# The words come along sealed, so a row whose key is lost cannot stop the ones behind it.
OPEN_COLUMNS = [field.attname for field in Letter._meta.concrete_fields if field.name != "payload"]
CLAIM = f"""
    UPDATE outbox_letter
    SET state = 'sending', lease_id = %(lease_id)s, attempts = attempts + 1,
        next_at = statement_timestamp() + %(lease)s,
        give_up_at = coalesce(give_up_at, statement_timestamp() + %(give_up_after)s)
    WHERE id = ({{chosen}})
      AND NOT EXISTS (SELECT FROM outbox_gate WHERE closed_at IS NOT NULL)
      AND state IN ('pending', 'sending', 'unknown') AND medium = 'email' AND next_at <= statement_timestamp()
    RETURNING {", ".join(OPEN_COLUMNS)}, payload AS sealed
"""  # noqa: S608
ONE = CLAIM.format(chosen="SELECT %(letter_id)s::uuid")
NEXT = CLAIM.format(
    chosen="""
    SELECT id FROM outbox_letter
    WHERE state IN ('pending', 'sending', 'unknown') AND medium = 'email' AND next_at <= statement_timestamp()
    ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
)


def claim(letter_id: uuid.UUID | str) -> Letter | None:
    """Take one due letter for 60 seconds; None when it is not due or another sender has it."""
    return _claim(ONE, letter_id=str(letter_id))


def claim_next() -> Letter | None:
    """Take the letter that has been due longest and that nobody is taking this moment."""
    return _claim(NEXT)


def _claim(sql: str, **params: str) -> Letter | None:
    params_all = {"lease_id": uuid.uuid4(), "lease": LEASE, "give_up_after": GIVE_UP_AFTER, **params}
    # A lease that the caller could still roll back would let two senders send: outside of a transaction the
    # statement commits itself, inside of one `durable` refuses.
    alone = contextlib.nullcontext() if connection.get_autocommit() else transaction.atomic(durable=True)
    with alone:
        return next(iter(Letter.objects.raw(sql, params_all)), None)


def words_of(letter: Letter) -> dict[str, str]:
    """Open the words of a claimed letter; raise Undecipherable when no key opens them."""
    opened: dict[str, str] = json.loads(crypto.decrypt(letter.sealed))  # type: ignore[attr-defined]
    return opened


def extend(letter: Letter) -> bool:
    """Renew the lease right before sending; False when it was lost or the letter taken back meanwhile."""
    return bool(_mine(letter).update(next_at=Now() + LEASE))


def mark_sent(letter: Letter, smtp_code: int | None) -> str:
    """Record that it left; this is true even if it was cancelled or claimed by another while under way.

    A database that is away just now is waited for, a minute long: unrecorded, the letter would leave twice.
    """
    ends_at = time.monotonic() + LEASE.total_seconds()
    while True:
        try:
            _record_sent(letter, smtp_code)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > ends_at:
                raise
            connection.close()
            time.sleep(0.5)
        else:
            return State.SENT


def _record_sent(letter: Letter, smtp_code: int | None) -> None:
    Letter.objects.filter(pk=letter.pk).exclude(state=State.SENT).update(
        state=State.SENT, sent_at=Now(), smtp_code=smtp_code, last_error="", lease_id=None, next_at=None
    )


def mark_failed(letter: Letter, failure: Failure, smtp_code: int | None) -> str:
    _mine(letter).update(
        state=State.FAILED, last_error=failure, smtp_code=smtp_code, lease_id=None, next_at=None
    )
    return State.FAILED


def put_back(letter: Letter, failure: Failure, smtp_code: int | None) -> str:
    """Let it wait for its next try, or give up when the first try was 72 hours ago."""
    error = {"last_error": failure, "smtp_code": smtp_code, "lease_id": None}
    waited = _mine(letter).filter(give_up_at__gt=Now())
    if waited.update(state=State.PENDING, next_at=Now() + pause(letter.attempts), **error):
        return State.PENDING
    return mark_failed(letter, failure, smtp_code)


def mark_unknown(letter: Letter) -> str:
    """Record a hang-up after the words were handed over; try twice more, then a person decides."""
    hang_ups = letter.hang_ups + 1
    next_at = Now() + pause(letter.attempts) if hang_ups < MAX_HANG_UPS else None
    _mine(letter).update(
        state=State.UNKNOWN,
        last_error=Failure.HUNG_UP,
        smtp_code=None,
        lease_id=None,
        hang_ups=hang_ups,
        next_at=next_at,
    )
    return State.UNKNOWN


def bury_overdue() -> int:
    """Fail the letters whose senders died again and again for 72 hours."""
    dead = Letter.objects.filter(state=State.SENDING, next_at__lte=Now(), give_up_at__lte=Now())
    return dead.exclude(Exists(Gate.objects.filter(closed_at__isnull=False))).update(
        state=State.FAILED, last_error=Failure.GAVE_UP, lease_id=None, next_at=None
    )


def pause(attempts: int) -> timedelta:
    """Return 1, 2, 4 … 60 minutes, up to half more or less, so that letters do not come back in one crowd."""
    seconds = min(3600, 30 * 2 ** min(attempts, 10))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))  # noqa: S311


def _mine(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, state=State.SENDING, lease_id=letter.lease_id)
