"""Requests sent as fast as a server answers them, over a few lines that stay open; nothing here judges."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

CLIENTS = 4
GIVE_UP = 30


def get(path: str, **headers: str) -> bytes:
    return _request("GET", path, headers, b"")


def post(path: str, fields: dict[str, str], **headers: str) -> bytes:
    body = urlencode(fields).encode()
    headers |= {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))}
    return _request("POST", path, headers, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One connection kept open; reads an answer as cheaply as it can, for the servers need the cores."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), GIVE_UP)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return the status and the whole answer; raise OSError when the server hangs up."""
        self.socket.sendall(request)
        answer, missing = b"", 1
        while missing > 0:
            part = self.socket.recv(262144)
            if not part:
                raise ConnectionResetError("The server hung up.")
            answer += part
            missing = self._missing(answer)
        return int(answer[9:12]), answer

    @staticmethod
    def _missing(answer: bytes) -> int:
        head, end, body = answer.partition(b"\r\n\r\n")
        if not end:
            return 1
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return int(length or b"0") - len(body)

    def close(self) -> None:
        self.socket.close()


def per_second(port: int, requests: Iterable[bytes], wanted: int) -> float:
    """Send every request once from four clients; return how many a second were answered as wanted."""
    waiting, lock = iter(list(requests)), threading.Lock()
    counts: list[int] = []
    clients = [
        threading.Thread(target=_client, args=[port, waiting, lock, wanted, counts]) for _ in range(CLIENTS)
    ]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / (time.perf_counter() - began)


def _client(
    port: int, waiting: Iterator[bytes], lock: threading.Lock, wanted: int, counts: list[int]
) -> None:
    line, count = Line(port), 0
    try:
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                break
            status, answer = line.ask(request)
            if status != wanted:
                raise SystemExit(f"Answered {status}, not {wanted}: {answer[:300]!r}")
            count += 1
    finally:
        counts.append(count)
        line.close()
