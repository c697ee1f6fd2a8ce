"""The queue of letters: write, take back, release, send, send again; how it is sent is in sending.py."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from portal.identity import crypto
from portal.outbox import claims, nudge, sending
from portal.outbox.models import RESENDABLE, Letter, Medium, State

AboutId = int | str | uuid.UUID


@dataclass(frozen=True)
class Draft:
    """A rendered letter that is not yet in the queue; its subject holds numbers only, never words."""

    kind: str
    recipient: str
    subject: str
    body: str
    language: str = "vi"
    medium: str = Medium.EMAIL


def enqueue(
    draft: Draft,
    *,
    key: str,
    about_type: str = "",
    about_id: AboutId | None = None,
    hold: bool = False,
    not_before: datetime | None = None,
) -> Letter:
    """Write the letter once per key, in the caller's transaction, with one statement.

    The id follows from the key, so a second call returns the id of the first letter and writes nothing.
    Only ids may stand in the key. `not_before` is a time until which the sweep leaves it, so that it can be
    taken back unsent.
    """
    letter = letter_of(draft, key=key, about_type=about_type, about_id=about_id, hold=hold)
    if not_before is not None and not hold:
        letter.next_at = not_before
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    if not_before is None:
        send_on_commit(letter)
    return letter


def letter_of(
    draft: Draft, *, key: str, about_type: str = "", about_id: AboutId | None = None, hold: bool = False
) -> Letter:
    """The row of a letter, for who stores it with other rows and then calls `send_on_commit`."""
    letter_id = uuid.UUID(hex=crypto.blind(key, domain="letter")[:32], version=4)
    letter = Letter(
        id=letter_id,
        key=key,
        kind=draft.kind,
        about_type=about_type,
        about_id="" if about_id is None else str(about_id),
        medium=draft.medium,
        language=draft.language,
        subject=draft.subject,
        payload={"recipient": draft.recipient, "body": draft.body},
        message_id=f"<{letter_id.hex}@{urlsplit(settings.SITE_URL).hostname}>",
        state=State.HELD if hold else State.PENDING,
    )
    if hold:
        letter.next_at = None
    return letter


def send_on_commit(letter: Letter) -> None:
    """Nudge the workers once the caller's transaction is safe; a letter held back or printed needs none."""
    if letter.state == State.PENDING and letter.medium == Medium.EMAIL:
        transaction.on_commit(lambda: nudge.deliver(letter.pk), robust=True)


def cancel_unsent(*, about_type: str, about_id: AboutId, kind: str = "") -> int:
    """Take back every letter of a case, or those of one kind, that has not left; erase words and recipient.

    A letter under way right now is taken back too; should it turn out to have left, it is recorded as sent.
    """
    unsent = Letter.objects.filter(about_type=about_type, about_id=str(about_id)).exclude(
        state__in=[State.SENT, State.CANCELLED]
    )
    if kind:
        unsent = unsent.filter(kind=kind)
    return unsent.update(state=State.CANCELLED, payload={}, lease_id=None, next_at=None)


def hold_unsent(*, about_type: str, about_id: AboutId) -> int:
    """Hold back every letter of a case that waits; one under way right now is not caught."""
    waiting = Letter.objects.filter(about_type=about_type, about_id=str(about_id), state=State.PENDING)
    return waiting.update(state=State.HELD, next_at=None)


def release_held(*, about_type: str, about_id: AboutId) -> int:
    held = Letter.objects.filter(about_type=about_type, about_id=str(about_id), state=State.HELD)
    count = held.update(state=State.PENDING, next_at=Now())
    if count:
        transaction.on_commit(lambda: nudge.sweep(), robust=True)
    return count


def deliver(letter_id: uuid.UUID | str) -> str | None:
    """Send one letter if it is due and nobody else is sending it; return its new state, or None."""
    letter = claims.claim(letter_id)
    return None if letter is None else sending.send(letter)


def sweep(seconds: float = 40) -> int:
    """Send what is due until nothing is, time is over or the server is gone; return how many left."""
    claims.bury_overdue()
    return sending.send_due(seconds)


def resend(letter: Letter, *, by: AbstractBaseUser) -> None:
    """Try a letter again from the start, as this person decided; raise ValidationError if it cannot be."""
    with transaction.atomic():
        again = Letter.objects.filter(pk=letter.pk, medium=Medium.EMAIL, state__in=RESENDABLE).update(
            state=State.PENDING, next_at=Now(), give_up_at=None, hang_ups=0
        )
        if not again:
            raise ValidationError(_("This letter can no longer be sent again."), code="state")
        LogEntry.objects.create(
            user_id=by.pk,
            content_type=ContentType.objects.get_for_model(Letter),
            object_id=str(letter.pk),
            object_repr=str(letter),
            action_flag=CHANGE,
            change_message=_("Send again"),
        )
        transaction.on_commit(lambda: nudge.deliver(letter.pk), robust=True)
