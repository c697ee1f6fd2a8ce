"""The mail backend of an installation without a mail server: each message becomes one .eml file."""

import os
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _write(message)
        return len(email_messages)


def _write(message: EmailMessage) -> None:
    """Write the file beside its place and move it there, so that no reader meets half a message."""
    folder = Path(settings.MAIL_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    stem = getattr(message, "stem", "") or f"mail-{uuid.uuid4().hex[:8]}"
    path = folder / f"{timezone.localtime():%Y%m%d-%H%M%S}-{stem}.eml"
    part = folder / f".{path.name}.{uuid.uuid4().hex}"
    try:
        with part.open("wb") as file:
            file.write(message.message().as_bytes())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
