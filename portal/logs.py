"""How the log is written: plain or as JSON, with the request's and task's id and no word of a citizen's."""

import json
import logging
import traceback
from collections.abc import ItemsView, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import psycopg
from celery import current_task
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, Error
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Their messages are made of our own names; that of any other error may quote what somebody typed.
TOLD = (AttributeError, ImportError, ImproperlyConfigured, NameError, NotImplementedError, TypeError)


class Formatter(logging.Formatter):
    """Plain lines; a trace keeps files and lines, and of each error only what is surely not a citizen's."""

    def format(self, record: logging.LogRecord) -> str:
        _stamp(record)
        _drop_words(record)
        record.exc_text = None  # another handler may have kept its own trace there
        return self.line(record)

    def line(self, record: logging.LogRecord) -> str:
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return "\n".join(_trace(error) for error in reversed(list(_chain(ei[1]))))


class JsonFormatter(Formatter):
    def line(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": record.__dict__["request_id"],
            "task": record.__dict__["task_id"],
            "trace": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


class WordlessReports(SafeExceptionReporterFilter):
    """Whatever shows an error in detail shows nothing of what was sent, nor any variable of the code."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


def told(error: BaseException) -> str:
    """An error's type and as much of its message as cannot hold what somebody typed.

    A database error quotes the row below its first line, and a value it cannot read even there.
    """
    name = type(error).__qualname__
    if isinstance(error, Error | psycopg.Error):
        quotes = isinstance(error, DataError | psycopg.DataError)
        return name if quotes else f"{name}: {str(error).partition(chr(10))[0]}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror}" if error.errno else name
    return f"{name}: {error}" if isinstance(error, TOLD) else name


def _stamp(record: logging.LogRecord) -> None:
    """Name the request or the task the line belongs to."""
    record.request_id = request_id.get()
    record.task_id = (current_task and current_task.request.id) or ""


def _drop_words(record: logging.LogRecord) -> None:
    """Take from a line what an error in its arguments, or a failed task's result, would quote."""
    if record.name == "celery.app.trace" and isinstance(record.args, dict) and "exc" in record.args:
        record.msg, record.args = "Task %(name)s[%(id)s] failed", dict(record.args)
    elif isinstance(record.args, tuple):
        record.args = tuple(told(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    if isinstance(record.msg, BaseException):
        record.msg = told(record.msg)


def _trace(error: BaseException) -> str:
    return (
        "Traceback (most recent call last):\n"
        + "".join(traceback.format_tb(error.__traceback__))
        + told(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those it came from, the last one first, each once."""
    found: set[int] = set()
    while error is not None and id(error) not in found:
        found.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
