"""The small commune of desk.py, opened for a test."""

import pytest
from django.core.cache import cache

from tests.feedback.desk import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    return Desk.opened()
