"""How the log is written: traces stay whole, but for the rows and values a database error quotes."""

import logging
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import Error


class Formatter(logging.Formatter):
    """Keeps only the first line of a database error: its DETAIL quotes the row, with what a citizen wrote."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        trace = super().formatException(ei)
        for error in _chain(ei[1]):
            if isinstance(error, Error | psycopg.Error):
                told = str(error)
                trace = trace.replace(told, told.partition("\n")[0])
        return trace


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those it came from, each once."""
    found: dict[int, BaseException] = {}
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in found:
            found[id(each)] = each
            waiting += [each.__cause__, each.__context__]
    yield from found.values()
