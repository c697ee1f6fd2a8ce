"""What people type in the fields every app may use."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.fields import DayField


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/03/2026", date(2026, 3, 5)),
        ("5/3/26", date(2026, 3, 5)),
        ("050326", date(2026, 3, 5)),
        ("281126", date(2026, 11, 28)),
        ("151126", date(2026, 11, 15)),
        ("311226", date(2026, 12, 31)),
        ("28112026", date(2026, 11, 28)),
        ("05-03-2026", date(2026, 3, 5)),
        ("5.3.2026", date(2026, 3, 5)),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert DayField(label="Ngày").clean(typed) == day


@pytest.mark.parametrize("typed", ["31/02/2026", "hôm nay", "2811"])
def test_what_is_no_day_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(ValidationError, match="Ngày chưa đúng"):
        DayField(label="Ngày").clean(typed)
