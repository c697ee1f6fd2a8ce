"""The log holds what failed and where, never the words of the row that failed."""

import io
import logging

import pytest
from django.db import IntegrityError, connection, transaction

from feedback.models import Submission
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
