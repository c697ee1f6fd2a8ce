"""Writes about the second factor: enrolling, taking a code once, new recovery codes, resetting."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from officials import one_time, permissions
from officials.models import AccessEvent, Authenticator, RecoveryCode, User
from officials.roles import Permission
from officials.workflow.access import note
from portal.errors import NotAllowed


def enrol(*, user: User, secret: str, code: str, network: str, now: datetime) -> list[str]:
    """Bind an app to the account once it showed a right code; return the recovery codes, readable only now.

    Every session ends, the one in which it happened too: its view starts it anew.
    """
    signs = one_time.read(code)
    step = one_time.matching_step(secret, signs, now) if one_time.is_of_app(signs) else None
    if step is None:
        raise ValidationError(
            _("This code is not right. Please type the one the app shows now."), code="code"
        )
    with transaction.atomic():
        _lock(user)
        Authenticator.objects.update_or_create(
            user=user, defaults={"secret": secret, "last_step": step, "confirmed": True, "created_at": now}
        )
        sheet = _new_sheet(user)
        note(kind=AccessEvent.Kind.ENROLLED, user=user, now=now, network=network)
    return sheet


def take_code(*, user: User, code: str, network: str, now: datetime) -> bool:
    """Say whether this is a code of the app or the sheet; it is used up by that, whoever asks at once."""
    signs = one_time.read(code)
    if one_time.is_of_app(signs):
        if _take_of_app(user, signs, now):
            return True
    elif _take_of_sheet(user, signs, now):
        note(kind=AccessEvent.Kind.RECOVERY_USED, user=user, now=now, network=network)
        return True
    note(kind=AccessEvent.Kind.WRONG_CODE, user=user, now=now, network=network)
    return False


def renew_recovery_codes(*, user: User, network: str, now: datetime) -> list[str]:
    """Return a new sheet; the old one no longer works."""
    with transaction.atomic():
        _lock(user)
        sheet = _new_sheet(user)
        note(kind=AccessEvent.Kind.NEW_CODES, user=user, now=now, network=network)
    return sheet


def reset_second_factor(*, user: User, by: User | None, now: datetime) -> None:
    """Take app and sheet away and end every session of the account; `by` is None for the operator."""
    if by is not None and (by.pk == user.pk or not permissions.holds_anywhere(by, Permission.CONFIGURE)):
        raise NotAllowed(_("Another administrator must reset your own second factor."))
    with transaction.atomic():
        _lock(user)
        Authenticator.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        note(kind=AccessEvent.Kind.RESET, user=user, by=by, now=now)


def _lock(user: User) -> None:
    """Wait for who changes the same account, and end its sessions."""
    User.objects.select_for_update().get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def _new_sheet(user: User) -> list[str]:
    sheet = one_time.new_sheet()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=one_time.digest(user.pk, code)) for code in sheet
    )
    return sheet


def _take_of_app(user: User, signs: str, now: datetime) -> bool:
    device = Authenticator.objects.filter(user=user).first()
    if device is None:
        return False
    step = one_time.matching_step(device.secret, signs, now, after=device.last_step)
    if step is None:
        return False
    return bool(Authenticator.objects.filter(pk=device.pk, last_step__lt=step).update(last_step=step))


def _take_of_sheet(user: User, signs: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=one_time.digest(user.pk, signs), used_at=None)
    return bool(unused.update(used_at=now))
