"""The web process: waitress, and an end that answers whoever has begun to ask before it leaves.

By itself waitress dies at SIGTERM with every request it holds. Under a systemd socket the listening socket
outlives the process, so that during an update nobody is refused: who comes meanwhile waits for the next one.
"""

import argparse
import os
import signal
import socket
import time
from types import FrameType
from typing import Any

from waitress import create_server

OPTIONS = {
    # By itself waitress holds a hundred lines at most: as many slow clients would shut everybody else out.
    "connection_limit": 1000,
    "asyncore_use_poll": True,
    "max_request_body_size": 64 * 1024 * 1024,
}
FIRST_PASSED = 3  # sd_listen_fds(3): sockets handed over begin after stdin, stdout and stderr
POLL_SECONDS = 0.5
PATIENCE_SECONDS = 25  # for the requests under way; a front server waits 30


class Web:
    def __init__(self, application: Any, listening: socket.socket, threads: int) -> None:
        self.server = create_server(application, sockets=[listening], threads=threads, **OPTIONS)
        self.is_ending = False

    def run(self) -> None:
        while not self.is_ending:
            self._turn()
        self._stop_listening()
        until = time.monotonic() + PATIENCE_SECONDS
        while self._is_busy() and time.monotonic() < until:
            self._turn()
        self.server.task_dispatcher.shutdown()
        self.server.asyncore.close_all(self.server._map, ignore_all=True)

    def end(self, number: int = 0, frame: FrameType | None = None) -> None:
        self.is_ending = True

    def _turn(self) -> None:
        self.server.asyncore.loop(timeout=POLL_SECONDS, map=self.server._map, use_poll=True, count=1)

    def _stop_listening(self) -> None:
        self.server.del_channel()
        self.server.socket.close()

    def _is_busy(self) -> bool:
        lines = self.server.active_channels.values()
        return any(line.requests or line.request or line.total_outbufs_len for line in lines)


def listen(address: str) -> socket.socket:
    """The socket systemd handed over, or one of our own."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
        return socket.socket(fileno=FIRST_PASSED)
    host, _colon, port = address.rpartition(":")
    return socket.create_server(("" if host == "*" else host, int(port)), backlog=1024)


def serve(application: Any, address: str, threads: int) -> None:
    """Serve until SIGTERM or SIGINT, then answer who has begun to ask."""
    web = Web(application, listen(address), threads)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, web.end)
    web.run()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m portal.serving")
    parser.add_argument("--listen", default="127.0.0.1:8000", help="host:port, or *:port for every address")
    parser.add_argument("--threads", type=int, default=8)
    given = parser.parse_args()
    from portal.wsgi import application  # noqa: PLC0415 – asking for help needs no settings

    serve(application, given.listen, given.threads)


if __name__ == "__main__":
    main()
