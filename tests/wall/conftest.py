"""The small commune of tests/feedback/desk.py, opened for a test."""

import pytest

from tests.feedback.desk import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk.opened()
