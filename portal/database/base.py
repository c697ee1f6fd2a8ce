"""What Django loads as the engine: connections that notice when the server no longer answers.

A server that is stopped, or whose machine hangs, keeps its sockets open: neither TCP nor a statement
time-out, kept by that very server, ends the wait. So who hears nothing for a moment asks over a new line
whether anybody is there.
"""

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base

from portal import logs
from portal.database.silence import Silent, silence

T = TypeVar("T")

QUIET_SECONDS = 0.5  # with the two seconds of the new line a visitor hears within three
ASK_AGAIN_SECONDS = 5.0
VISITOR_SECONDS = 12.0  # longer than any statement of a page may take


class Line(psycopg.Connection[Any]):
    """A connection that gives up on a silent server; a slow statement of a living one may go on."""

    ask: Callable[[], None]

    def wait(self, gen: Any, *args: Any, **options: Any) -> Any:
        silence.refuse()
        try:
            answer = super().wait(self._attentive(gen), *args, **options)
        except Silent:
            self.close()
            raise
        silence.end()
        return answer

    def _attentive(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        """Pass on what psycopg's own generator says; it is woken ten times a second while nothing comes."""
        heard_at = time.monotonic()
        ask_at = heard_at + QUIET_SECONDS
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                now = time.monotonic()
                if ready:
                    heard_at, ask_at = now, now + QUIET_SECONDS
                elif now > ask_at:
                    self._ask(now - heard_at)
                    ask_at = time.monotonic() + ASK_AGAIN_SECONDS
                wanted = gen.send(ready)
        except StopIteration as end:
            result: T = end.value
            return result

    def _ask(self, quiet: float) -> None:
        """Raise Silent when the server takes a line and says nothing, or when a visitor waited too long."""
        if logs.request_id.get() and quiet > VISITOR_SECONDS:
            raise Silent("a statement was not answered")
        try:
            self.ask()
        except psycopg.errors.ConnectionTimeout as error:
            silence.begin()
            raise Silent("the database fell silent") from error
        except psycopg.Error:
            return  # a refusal is an answer; what became of our own line, the line will tell


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        silence.refuse()
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            silence.begin()
            raise
        silence.end()
        connection.__class__ = Line  # Django calls psycopg.connect, which asks nobody for the class
        connection.ask = lambda: psycopg.connect(**conn_params).close()
        return connection
