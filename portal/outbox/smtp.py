"""The SMTP connection that tells a letter surely not sent from one that may have been."""

import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends import smtp


class HungUp(smtplib.SMTPException):
    """The connection broke after the words were handed over, so nobody knows whether they arrived."""


class _Telling(smtplib.SMTP):
    def __init__(self, host: str = "", port: int = 0, **options: Any) -> None:
        # The greeting must not carry this machine's own name.
        options["local_hostname"] = urlsplit(settings.SITE_URL).hostname
        super().__init__(host, port, **options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise HungUp from error


class _TellingSSL(_Telling, smtplib.SMTP_SSL):
    pass


class SmtpBackend(smtp.EmailBackend):
    accepted_code = 250

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TellingSSL if self.use_ssl else _Telling
