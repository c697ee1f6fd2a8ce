"""The end of the web process: who has begun to ask is answered, who comes then waits for the next one."""

import http.client
import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal import serving


def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    time.sleep(0.8)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]


def ask(port: int) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/")
    answer = line.getresponse().read()
    line.close()
    return answer


def test_process_that_ends_answers_first_and_the_next_one_takes_over() -> None:
    kept = serving.listen("127.0.0.1:0")
    port = kept.getsockname()[1]
    old, new = (serving.Web(slow, kept.dup(), threads=2) for _ in range(2))
    idle = socket.create_connection(("127.0.0.1", port))
    first = threading.Thread(target=old.run)
    first.start()

    with ThreadPoolExecutor(2) as pool:
        under_way = pool.submit(ask, port)
        time.sleep(0.3)
        old.end()
        first.join(8)
        later = pool.submit(ask, port)
        second = threading.Thread(target=new.run)
        second.start()
        answers = [under_way.result(), later.result()]
    new.end()
    second.join(8)

    for line in (idle, kept):
        line.close()
    assert answers == [b"done", b"done"]
    assert not first.is_alive()


def test_socket_of_the_service_manager_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    given = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(serving, "FIRST_PASSED", os.dup(given.fileno()))
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))

    with serving.listen("127.0.0.1:8000") as taken:
        assert taken.getsockname() == given.getsockname()
    given.close()
