"""What visitors notice of three hundred clients that send or read a byte now and then."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from bench import load
from bench.figures import Figure

SLOW = 300
VISITS = 100
KINDS = {
    "headers": b"GET /gop-y/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
    "bodies": b"POST /gop-y/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n",
    "reads": load.get("/gop-y/"),
}


def figures() -> Iterator[Figure]:
    port = urlsplit(os.environ["BENCH_URL"]).port or 80
    for kind, words in KINDS.items():
        with slow_clients(port, words, drips=kind != "reads"):
            times, refused = visits(port)
        yield Figure(
            f"beside {SLOW} clients with slow {kind}, visitors' p95", p95(times) * 1000, "ms", at_most=1000
        )
        yield Figure(f"beside {SLOW} clients with slow {kind}, refused", refused, "", at_most=0)


@contextlib.contextmanager
def slow_clients(port: int, words: bytes, *, drips: bool) -> Iterator[None]:
    done = threading.Event()
    lines = [_held(port, words) for _client in range(SLOW)]
    holder = threading.Thread(target=_drip, args=[lines if drips else [], done])
    holder.start()
    try:
        yield
    finally:
        done.set()
        holder.join()
        for line in lines:
            line.close()


def _held(port: int, words: bytes) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)  # so that an answer does not fit
    line.settimeout(5)
    line.connect(("127.0.0.1", port))
    line.send(words)
    return line


def _drip(lines: list[socket.socket], done: threading.Event) -> None:
    while not done.wait(1):
        for line in lines:
            with contextlib.suppress(OSError):
                line.send(b"x")


def visits(port: int) -> tuple[list[float], int]:
    """Open the form page again and again, each time over a new line; return seconds and refusals."""
    times, refused = [], 0
    for _visit in range(VISITS):
        began = time.perf_counter()
        try:
            line = load.Line(port)
            try:
                refused += line.ask(KINDS["reads"])[0] != 200
            finally:
                line.close()
        except OSError:
            refused += 1
        times.append(time.perf_counter() - began)
    return times, refused


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
