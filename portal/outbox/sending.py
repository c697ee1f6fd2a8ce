"""Hands one claimed letter to the mail server and turns what happened into its next state."""

import logging
import smtplib
import time
from email.header import Header
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils.functional import cached_property

from portal.outbox import claims
from portal.outbox.models import Failure, Letter, State
from portal.outbox.smtp import HungUp

log = logging.getLogger(__name__)


# A letter that trips our own code trips it at each try; trouble of the database is not the letter's fault.
POISON = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class ServerGone(Exception):
    """No letter can leave now, so trying the next one would only waste time."""


class LetterMessage(EmailMessage):
    """An e-mail that knows its letter's name, for those who keep it as a file; it is put together once."""

    stem: str

    @cached_property
    def whole(self) -> Any:
        """Fold the subject with its own name counted in, or its first line stays empty."""
        message = super().message()
        if not str(self.subject).isascii():
            message.replace_header("Subject", Header(str(self.subject), "utf-8", header_name="Subject"))
        return message

    def message(self, **options: Any) -> Any:
        return self.whole


def send(letter: Letter) -> str:
    """Send one claimed letter over a connection of its own; return its new state."""
    connection = get_connection()
    try:
        return _send(letter, connection)
    except ServerGone:
        return State.PENDING
    finally:
        _close(connection)


def send_due(seconds: float) -> int:
    """Send what is due over one connection, the oldest first; return how many left."""
    ends_at = time.monotonic() + seconds
    connection = get_connection()
    left = 0
    try:
        while time.monotonic() < ends_at and (letter := claims.claim_next()):
            left += _send(letter, connection) == State.SENT
    except ServerGone:
        log.warning("mail server unreachable, the rest of the letters waits")
    finally:
        _close(connection)
    return left


def compose(letter: Letter) -> LetterMessage:
    """Build the e-mail; raise ValidationError or one of POISON when no try could ever send it."""
    words = claims.words_of(letter)
    recipient = words.get("recipient", "")
    validate_email(recipient)
    message = LetterMessage(
        subject=letter.subject,
        body=words.get("body", ""),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[recipient],
        headers={
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    message.stem = f"{letter.kind}-{letter.short_id}"
    message.whole.as_bytes()
    return message


def _send(letter: Letter, connection: BaseEmailBackend) -> str:
    state = _try(letter, connection)
    log.info("letter %s %s: %s at try %s", letter.pk, letter.kind, state, letter.attempts)
    return state


def _try(letter: Letter, connection: BaseEmailBackend) -> str:
    try:
        message = compose(letter)
    except ValidationError:
        return claims.mark_failed(letter, Failure.BAD_ADDRESS, None)
    except POISON as error:
        return _give_up(letter, error)
    _open(letter, connection)
    if not claims.extend(letter):
        return State.CANCELLED
    try:
        connection.send_messages([message])
    except HungUp:
        _close(connection)
        return claims.mark_unknown(letter)
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        return _record_refusal(letter, error)
    except POISON as error:
        _close(connection)
        return _give_up(letter, error)
    return claims.mark_sent(letter, getattr(connection, "accepted_code", None))


def _give_up(letter: Letter, error: Exception) -> str:
    """Fail a letter no try could ever send, so that those behind it leave; its words are not logged."""
    log.error("letter %s cannot be sent: %s", letter.pk, type(error).__name__)
    return claims.mark_failed(letter, Failure.UNSENDABLE, None)


def _open(letter: Letter, connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        refused = isinstance(error, smtplib.SMTPAuthenticationError)
        failure = Failure.LOGIN_REFUSED if refused else Failure.UNREACHABLE
        claims.put_back(letter, failure, getattr(error, "smtp_code", None))
        raise ServerGone from error


def _record_refusal(letter: Letter, error: Exception) -> str:
    """Only the address and the letter can be refused for good; other faults are the server's or ours."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, failure = next(iter(error.recipients.values()))[0], Failure.ADDRESS_REFUSED
    elif isinstance(error, smtplib.SMTPDataError):
        code, failure = error.smtp_code, Failure.LETTER_REFUSED
    elif isinstance(error, smtplib.SMTPResponseException):
        return claims.put_back(letter, Failure.REFUSED_FOR_NOW, error.smtp_code)
    else:
        return claims.put_back(letter, Failure.UNREACHABLE, None)
    if code >= 500:
        return claims.mark_failed(letter, failure, code)
    return claims.put_back(letter, Failure.REFUSED_FOR_NOW, code)


def _close(connection: BaseEmailBackend) -> None:
    """Say goodbye; a server that does not answer that has the letter all the same."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        log.info("mail server did not answer the goodbye")
