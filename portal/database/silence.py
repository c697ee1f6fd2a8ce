"""Remembers that the database fell silent, so that one caller waits for it and not every one."""

import threading
import time

import psycopg

AGAIN_SECONDS = 3.0


class Silent(psycopg.OperationalError):
    """The database takes connections or statements and does not answer them."""


class Silence:
    """After one silence everybody is refused at once; every three seconds one caller asks for all."""

    def __init__(self) -> None:
        self._until: float | None = None
        self._lock = threading.Lock()

    def refuse(self) -> None:
        """Raise Silent while the database is known to be silent, unless it is time to ask it again."""
        if self._until is None:
            return
        with self._lock:
            if self._until is not None and time.monotonic() < self._until:
                raise Silent("the database has not been answering")
            self._until = time.monotonic() + AGAIN_SECONDS

    def begin(self) -> None:
        with self._lock:
            self._until = time.monotonic() + AGAIN_SECONDS

    def end(self) -> None:
        self._until = None


silence = Silence()
