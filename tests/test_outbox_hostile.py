"""Mail servers that are silent, slow, closing or do not know us: none is lost or waits for ever."""

import socket
import threading
import time

import pytest

from portal.outbox import queue
from portal.outbox.models import Letter
from tests.test_outbox_sending import written

pytestmark = pytest.mark.django_db


def row(letter: Letter) -> tuple[str, str, int | None]:
    letter.refresh_from_db()
    return letter.state, letter.last_error, letter.smtp_code


@pytest.fixture
def says(settings):
    """Return says(greeting): a server that takes a line, says this much and nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.EMAIL_BACKEND = "portal.outbox.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listening.getsockname()
        settings.EMAIL_TIMEOUT = 0.4
        lines = []

        def serve(greeting: bytes) -> None:
            line, _address = listening.accept()
            line.sendall(greeting)
            lines.append(line)

        yield serve
        for line in lines:
            line.close()


@pytest.mark.parametrize(("greeting", "code"), [(b"", None), (b"421 4.3.2 closing\r\n", 421)])
def test_server_without_a_welcome_is_left_after_the_time_limit(says, greeting, code):
    first, second = written(key="1"), written(key="2")
    with_greeting = threading.Thread(target=says, args=[greeting])
    with_greeting.start()
    began = time.monotonic()

    assert queue.sweep() == 0

    with_greeting.join()
    assert time.monotonic() - began < 3
    assert sorted([row(first), row(second)]) == [("pending", "", None), ("pending", "unreachable", code)]


def test_reply_that_comes_too_late_is_not_known_to_have_arrived(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.delay = 1
    letter = written()

    assert queue.deliver(letter.pk) == "unknown"

    assert row(letter) == ("unknown", "hung_up", None)


@pytest.mark.parametrize("place", ["at_recipient", "at_data"])
def test_closing_server_gets_the_next_letter_over_a_new_line(smtp, place):
    letters = [written(key="1"), written(key="2")]
    getattr(smtp, place).append("421 4.3.2 closing")

    assert queue.sweep() == 1

    assert sorted(map(row, letters)) == [("pending", "refused_for_now", 421), ("sent", "", 250)]


def test_refused_login_keeps_every_letter(smtp, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "old"
    letters = [written(key="1"), written(key="2")]

    assert queue.sweep() == 0

    assert sorted(map(row, letters)) == [("pending", "", None), ("pending", "login_refused", 535)]
    settings.EMAIL_HOST_USER = ""
    Letter.objects.update(next_at="2020-01-01T00:00Z")
    assert queue.sweep() == 2
