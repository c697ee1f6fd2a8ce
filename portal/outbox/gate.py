"""The gate every letter passes: a database restored from a backup sends nothing until a person opens it."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.outbox import nudge
from portal.outbox.models import Gate, Letter, Medium, State

# For the restore, which speaks SQL in one transaction with the rows it brings.
CLOSE = """
INSERT INTO public.outbox_gate (id, closed_at) VALUES (1, now())
ON CONFLICT (id) DO UPDATE SET closed_at = now();
"""


def closed_since() -> datetime | None:
    """Return when letters were stopped; None while they may leave."""
    return Gate.objects.filter(pk=1).values_list("closed_at", flat=True).first()


def waiting() -> QuerySet[Letter]:
    """What leaves as soon as the gate opens."""
    due = Q(state__in=[State.PENDING, State.SENDING]) | Q(state=State.UNKNOWN, next_at__isnull=False)
    return Letter.objects.filter(due, medium=Medium.EMAIL)


def release(*, by: AbstractBaseUser | None = None) -> int:
    """Let letters leave again; return how many wait. Days behind the gate do not count as days tried."""
    with transaction.atomic():
        gate = Gate.objects.select_for_update().filter(pk=1, closed_at__isnull=False).first()
        if gate is None:
            return 0
        gate.closed_at = None
        gate.save(update_fields=["closed_at"])
        waiting().update(give_up_at=None)
        count = waiting().count()
        if by is not None:
            _log(gate, by)
        transaction.on_commit(lambda: nudge.sweep(), robust=True)
    return count


def _log(gate: Gate, by: AbstractBaseUser) -> None:
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Gate),
        object_id=str(gate.pk),
        object_repr=str(gate),
        action_flag=CHANGE,
        change_message=_("Letters released"),
    )
