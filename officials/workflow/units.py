"""Writes about units: the row itself, the desk for its own cases, and who reads its restricted cases."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from officials import queries
from officials.models import AccessEvent, Unit, User
from officials.workflow.access import note
from officials.workflow.grants import refuse_others

Kind = AccessEvent.Kind


def save_unit(*, unit: Unit, by: User | None, now: datetime) -> Unit:
    """Save a unit; another desk for its own cases is told to the log, for it decides who reads what."""
    refuse_others(by)
    with transaction.atomic():
        before = Unit.objects.select_for_update().filter(pk=unit.pk).first()
        unit.save()
        old = before.conflict_desk_id if before is not None else None
        if old != unit.conflict_desk_id:
            desks = {"conflict_desk": [old, unit.conflict_desk_id]}
            note(
                kind=Kind.DESK_CHANGED,
                user=None,
                by=by,
                now=now,
                unit=unit,
                desk=unit.conflict_desk,
                changes=desks,
            )
        transaction.on_commit(queries.forget_office)
    return unit


def name_readers(*, unit: Unit, readers: Iterable[User], by: User | None, now: datetime) -> None:
    """Let these accounts and no others read what the organ moved to restricted handling."""
    refuse_others(by)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        wanted = {reader.pk: reader for reader in readers}
        held = {reader.pk: reader for reader in unit.restricted_readers.all()}
        unit.restricted_readers.set(wanted.values())
        for pk in sorted(held.keys() - wanted.keys()):
            note(kind=Kind.READER_REMOVED, user=held[pk], by=by, now=now, unit=unit)
        for pk in sorted(wanted.keys() - held.keys()):
            note(kind=Kind.READER_NAMED, user=wanted[pk], by=by, now=now, unit=unit)
