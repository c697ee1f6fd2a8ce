"""How long a citizen waits for the receipt while the broker or the mail server is away or says nothing."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench import beside, load, ratios
from bench.figures import Figure
from bench.slow import p95
from launch.servers import free_port
from portal import broker

FORMS = 60
COLD = 6  # the first ones of a fresh server, which compiles its pages; only their errors count
THREADS = 3
FILL_SECONDS = 3.2  # what the form asks a person to take while limits are on
LIMITS = {"LIMIT_SUBMIT": "100000/hour", "LIMIT_LETTERS": "100000/day", "LIMIT_TRACK": "100000/hour"}


def figures() -> Iterator[Figure]:
    """Limits are on, for they ask the broker too."""
    with silence() as silent:
        away = free_port()
        yield from receipts("broker refused", REDIS_URL=f"redis://127.0.0.1:{away}/0")
        yield from receipts("broker silent", REDIS_URL=f"redis://127.0.0.1:{silent}/0")
        for name, port in (("refused", away), ("silent", silent)):
            mail = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "REDIS_URL": beside.other_broker()}
            yield from receipts(f"mail server {name}", worker=True, **mail)


def receipts(name: str, *, worker: bool = False, **environment: str) -> Iterator[Figure]:
    with beside.crew() as crew:
        port = beside.start_web(crew, "web", "portal.wsgi:application", **LIMITS, **environment)
        if worker:
            beside.start_worker(crew, "worker", processes=1, **environment)
        requests = ratios.forms(port, "/gop-y/")[:FORMS]
        time.sleep(FILL_SECONDS)
        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(lambda request: _receipt(port, request), requests[:COLD]))
            time.sleep(broker.QUIET_SECONDS)  # so that the broker is asked again, in vain
            answers += pool.map(lambda request: _receipt(port, request), requests[COLD:])
    times, failures = [seconds for seconds, _ok in answers[COLD:]], sum(not ok for _seconds, ok in answers)
    yield Figure(f"receipt with {name}, p95", p95(times) * 1000, "ms", at_most=1000)
    yield Figure(f"receipt with {name}, slowest", max(times) * 1000, "ms")
    yield Figure(f"receipt with {name}, errors", failures, "", at_most=0)


def _receipt(port: int, request: bytes) -> tuple[float, bool]:
    """Send one form and open its receipt; say how long both took and whether the code was on it."""
    began = time.perf_counter()
    try:
        line = load.Line(port)
        try:
            status, answer = line.ask(request)
            cookies = "; ".join(re.findall(r"Set-Cookie: ([^;]+)", answer.decode()))
            where = re.search(r"Location: (\S+)", answer.decode())
            page = b""
            if status == 302 and where:
                status, page = line.ask(load.get(where.group(1), Cookie=cookies))
        finally:
            line.close()
    except OSError:
        return time.perf_counter() - began, False
    return time.perf_counter() - began, status == 200 and b'id="code"' in page


@contextlib.contextmanager
def silence() -> Iterator[int]:
    """Listen, take every connection and all that is said, and never answer; give the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    lines: list[socket.socket] = []

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                lines.append(listener.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        for line in lines:
            line.close()
