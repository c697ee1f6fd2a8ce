"""Three hundred clients that send or read a byte now and then, and visitors who must not notice."""

import contextlib
import socket
import threading
import time

import pytest

from tests.chaos.rig import Rig

pytestmark = pytest.mark.chaos
SLOW = 300
VISITS = 80
KINDS = {
    "headers": b"GET /gop-y/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
    "bodies": b"POST /gop-y/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n",
    "reads": b"GET /gop-y/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


def hold(lines: list[socket.socket], kind: str, done: threading.Event) -> None:
    """Send one byte a second on every line; who only reads slowly sends nothing more."""
    while not done.wait(1):
        if kind != "reads":
            for line in lines:
                with contextlib.suppress(OSError):
                    line.send(b"x")


@pytest.mark.parametrize("kind", KINDS)
def test_visitors_do_not_notice_slow_clients(rig: Rig, kind: str) -> None:
    done, lines = threading.Event(), []
    for _client in range(SLOW):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        line.settimeout(5)
        line.connect(("127.0.0.1", rig.port))
        line.send(KINDS[kind])
        lines.append(line)
    holder = threading.Thread(target=hold, args=[lines, kind, done])
    holder.start()
    times, refused = [], []

    for _visit in range(VISITS):
        began = time.monotonic()
        try:
            refused += [
                answer.status for answer in [rig.visitor.ask("GET", "/gop-y/")] if answer.status != 200
            ]
        except OSError as error:
            refused.append(type(error).__name__)
        times.append(time.monotonic() - began)

    done.set()
    holder.join()
    for line in lines:
        line.close()
    assert refused == []
    assert sorted(times)[int(VISITS * 0.95)] < 1
