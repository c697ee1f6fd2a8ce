"""The small commune as a fixture."""

import pytest

from tests.reports import office as offices


@pytest.fixture
def office(db: None) -> offices.Office:
    return offices.found()
