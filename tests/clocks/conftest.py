"""The seeded calendar, and no calendar left over from another test."""

from collections.abc import Iterator

import pytest

from portal.clocks import calendar, seed
from portal.clocks.arithmetic import Calendar


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Iterator[None]:
    calendar.reset()
    yield
    calendar.reset()


@pytest.fixture
def seeded() -> Calendar:
    seed.load()
    return calendar.current()
