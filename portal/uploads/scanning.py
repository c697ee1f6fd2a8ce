"""Asks ClamAV about a file, over its own protocol; knows nothing of rows."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

TIMEOUT = 20


class NoVerdict(Exception):
    """The scanner answered with neither yes nor no."""


def scan(url: str, pieces: Iterable[bytes]) -> bool:
    """Whether a virus was found; raise NoVerdict, or OSError when nobody answers."""
    with _connected(url) as line:
        line.sendall(b"zINSTREAM\0")
        for piece in pieces:
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        reply = b""
        while not reply.endswith(b"\0") and (heard := line.recv(4096)):
            reply += heard
    verdict = reply.rstrip(b"\0").strip()
    if verdict.endswith(b" FOUND"):
        return True
    if verdict.endswith(b": OK"):
        return False
    raise NoVerdict(verdict[:100].decode("ascii", "replace") or "it hung up")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=TIMEOUT)
