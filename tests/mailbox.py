"""A mail server in this process that keeps what it accepts and answers by script; no test lives here."""

import asyncio
import email
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
HANG_UP = "hang up"


class FreePortController(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    """`at_recipient` and `at_data` hold the replies to come, one a letter; when they are used up it accepts.

    A reply is a line such as "450 later" or "550 unknown"; HANG_UP keeps the letter and drops the connection.
    `delay` is how many seconds it lets a sender wait for the last reply, the letter already kept. A login is
    always refused.
    """

    delay = 0.0

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.at_recipient: deque[str] = deque()
        self.at_data: deque[str] = deque()
        self.address = ("127.0.0.1", 0)

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator["Mailbox"]:
        mailbox = cls()
        controller = FreePortController(mailbox, hostname="127.0.0.1", port=0, auth_require_tls=False)
        controller.start()
        mailbox.address = ("127.0.0.1", controller.port)
        try:
            yield mailbox
        finally:
            controller.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.at_recipient.popleft() if self.at_recipient else OK
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        reply = self.at_data.popleft() if self.at_data else OK
        if reply in {OK, HANG_UP}:
            self.messages.append(parsed(envelope.content))
            self.recipients.extend(envelope.rcpt_tos)
        if self.delay:
            await asyncio.sleep(self.delay)
        if reply == HANG_UP:
            server.transport.abort()
        return reply


def parsed(content: Any) -> EmailMessage:
    return email.message_from_bytes(content, policy=policy.default)
