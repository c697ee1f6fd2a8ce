"""The log: every login, refusal and change of what an account logs in with or may do, one row each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from officials import emails
from officials.models import AccessEvent, User
from portal.outbox import queue


def note(
    *,
    kind: AccessEvent.Kind,
    user: User | None,
    now: datetime,
    by: User | None = None,
    network: str = "",
    **about: Any,
) -> AccessEvent:
    """Write one row; `by` is who did it where that was not the account itself.

    `about` is what else the kind tells: role, unit, desk, changes; codes and ids, never words.
    """
    return AccessEvent.objects.create(kind=kind, user=user, by=by, network=network[:16], at=now, **about)


def logged_in(*, user: User, network: str, new_browser: bool, language: str, now: datetime) -> None:
    """Write the login down and tell the account's own address of a browser it never used before."""
    with transaction.atomic():
        event = note(kind=AccessEvent.Kind.LOGIN, user=user, now=now, network=network)
        if new_browser and user.email:
            letter = emails.new_browser(user, at=now, language=language)
            queue.enqueue(letter, key=f"officials.access:{event.pk}", **emails.about(user))


def refused(*, kind: AccessEvent.Kind, username: str, network: str, now: datetime) -> None:
    """Write a refusal down; a name no account has costs the same two statements and is not kept."""
    user = User.objects.filter(username=username).first()
    note(kind=kind, user=user, now=now, network=network)


def end_sessions(*, user: User, now: datetime, network: str = "") -> None:
    """Log the account out wherever it is logged in."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        note(kind=AccessEvent.Kind.LOGGED_OUT, user=user, now=now, network=network)
