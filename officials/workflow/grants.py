"""Roles given and taken, accounts opened and closed; each leaves a row in the log."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from officials import permissions
from officials.models import AccessEvent, RoleGrant, User
from officials.roles import Permission
from officials.workflow.access import note
from portal.errors import NotAllowed

Kind = AccessEvent.Kind
DAYS_HELD = ("valid_from", "valid_to")
NOTED = (*DAYS_HELD, "decision", "scope_from", "scope_to")


def refuse_others(by: User | None) -> None:
    """Only an administrator says who may do what; `by` is None for the operator at the command line."""
    if by is not None and not permissions.holds_anywhere(by, Permission.CONFIGURE):
        raise NotAllowed(_("Only an administrator changes accounts, roles and readers."))


def save_account(*, account: User, by: User | None, now: datetime) -> User:
    """Save an account; the log tells when it was opened, closed, and opened again."""
    refuse_others(by)
    with transaction.atomic():
        before = User.objects.select_for_update().filter(pk=account.pk).first()
        account.save()
        if before is None:
            note(kind=Kind.OPENED, user=account, by=by, now=now)
        elif before.is_active != account.is_active:
            kind = Kind.ENABLED if account.is_active else Kind.DISABLED
            note(kind=kind, user=account, by=by, now=now)
    return account


def save_grant(*, grant: RoleGrant, by: User | None, now: datetime) -> RoleGrant:
    """Save a role with its days. A row that becomes another role is one taken away and one given."""
    refuse_others(by)
    with transaction.atomic():
        before = RoleGrant.objects.select_for_update().filter(pk=grant.pk).first()
        grant.save()
        if before is None:
            _note_grant(Kind.ROLE_GIVEN, grant, by, now, after=grant)
        elif _what(before) != _what(grant):
            _note_grant(Kind.ROLE_TAKEN, before, by, now, before=before)
            _note_grant(Kind.ROLE_GIVEN, grant, by, now, after=grant)
        elif any(getattr(before, name) != getattr(grant, name) for name in NOTED):
            _note_grant(Kind.ROLE_CHANGED, grant, by, now, before=before, after=grant)
    return grant


def take_grant(*, grant: RoleGrant, by: User | None, now: datetime) -> None:
    """Delete a role as if it had never been held; the log keeps what it was."""
    refuse_others(by)
    with transaction.atomic():
        before = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        _note_grant(Kind.ROLE_TAKEN, before, by, now, before=before)
        before.delete()


def _what(grant: RoleGrant) -> tuple[Any, ...]:
    return grant.user_id, grant.role, grant.unit_id


def _note_grant(
    kind: Kind,
    grant: RoleGrant,
    by: User | None,
    now: datetime,
    *,
    before: RoleGrant | None = None,
    after: RoleGrant | None = None,
) -> None:
    changes = {name: [_told(before, name), _told(after, name)] for name in NOTED}
    changes = {name: pair for name, pair in changes.items() if name in DAYS_HELD or any(pair)}
    facts: dict[str, Any] = {"role": grant.role, "unit_id": grant.unit_id, "changes": changes}
    note(kind=kind, user=grant.user, by=by, now=now, **facts)


def _told(grant: RoleGrant | None, name: str) -> str | None:
    value = getattr(grant, name, None)
    return str(value) if value else None
