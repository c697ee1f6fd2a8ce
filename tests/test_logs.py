"""The log holds what failed and where, never the words of the row that failed."""

import io
import json
import logging
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from feedback.models import Submission
from portal import logs
from tests.feedback.desk import Desk, submit

WORDS = ("Cầu tràn", "trẻ em", "Thôn Tân Tiến")


@pytest.mark.django_db
def test_trace_of_a_refused_row_quotes_none_of_its_words() -> None:
    Desk.opened()
    case = submit()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    plain = [each.formatter for each in logging.getLogger().handlers if each.formatter is not None]
    handler.setFormatter(next(each for each in plain if type(each).__module__ == "portal.logs"))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)

    try:
        with transaction.atomic(), connection.cursor():
            Submission.objects.filter(pk=case.pk).update(closed_at=case.received_at)
    except IntegrityError:
        logger.exception("not saved")
    finally:
        logger.removeHandler(handler)

    assert "feedback_submission_closed_at_iff_ended" in written.getvalue()
    assert "Traceback" in written.getvalue()
    assert not any(words in written.getvalue() for words in WORDS)


def record(message: object, *args: object, name: str = "portal") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)


def test_json_line_names_its_request() -> None:
    token = logs.request_id.set("ab12cd34")

    line = json.loads(logs.JsonFormatter().format(record("letter %s sent", 7)))

    logs.request_id.reset(token)
    assert (line["message"], line["request"], line["level"]) == ("letter 7 sent", "ab12cd34", "ERROR")
    assert "task" not in line


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("Cầu tràn"), "ValueError"),
        (DataError('invalid input syntax for type integer: "Cầu tràn"'), "DataError"),
        (IntegrityError("violates check\nDETAIL: Failing row contains (Cầu tràn)"), "violates check"),
        (OSError(28, "No space left on device", "/tai-len/cau-tran.jpg"), "OSError: No space left on device"),
        (ImproperlyConfigured("SITE_URL is not set"), "SITE_URL is not set"),
    ],
)
def test_error_is_told_without_what_was_typed(error: Exception, said: str) -> None:
    line = logs.Formatter().format(record("not saved: %s", error))

    assert said in line
    assert "Cầu" not in line
    assert "cau-tran" not in line


def test_failed_task_is_told_without_its_error() -> None:
    args = {"name": "outbox.deliver", "id": "7f", "exc": "ValueError('Cầu tràn')", "traceback": "Cầu tràn"}

    line = logs.Formatter().format(record("%(name)s %(exc)s", args, name="celery.app.trace"))

    assert line == "Task outbox.deliver[7f] failed"


def test_every_request_has_a_number_of_its_own(client: Client, settings: Any, monkeypatch: Any) -> None:
    seen: list[str] = []
    monkeypatch.setattr(
        "portal.views.HttpResponse", lambda *a, **k: seen.append(logs.request_id.get()) or HttpResponse()
    )

    client.get("/healthz")
    client.get("/healthz")

    assert len(set(seen)) == 2
    assert all(seen)
    assert logs.request_id.get() == ""


def test_error_page_of_a_developer_shows_nothing_that_was_sent(rf: RequestFactory) -> None:
    request = rf.post("/gop-y/", {"body": "Cầu tràn"})
    shown = logs.WordlessReports()

    assert list(shown.get_post_parameters(request)) == ["body"]
    assert "Cầu" not in str(shown.get_post_parameters(request))
    assert shown.is_active(request)
