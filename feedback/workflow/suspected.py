"""Opinions held back as suspected spam are read every day, so that no citizen's words lie there unread."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import queries
from feedback.models import SuspectedReading
from officials import queries as office
from officials.models import User
from officials.roles import Permission
from portal.errors import NotAllowed


def note_suspected_read(*, by: User, now: datetime | None = None) -> int:
    """Write down that this account read the list of its organs to the end; return how many stood in it.

    The first reading of a day stays. Raises NotAllowed for who sorts nothing.
    """
    now = now or timezone.now()
    organs = sorted(office.units_where(by, Permission.CLASSIFY))
    if not organs or not by.is_active:
        raise NotAllowed(_("Only who sorts opinions reads this list."))
    waiting = queries.suspected(queries.visible_to(by))
    counts = {organ: waiting.filter(organ=organ).count() for organ in organs}
    day = timezone.localdate(now)
    rows = [SuspectedReading(organ_id=pk, day=day, seen=seen, by=by, at=now) for pk, seen in counts.items()]
    with transaction.atomic():
        SuspectedReading.objects.bulk_create(rows, ignore_conflicts=True)
    return sum(counts.values())
