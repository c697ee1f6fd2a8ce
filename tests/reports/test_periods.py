"""Which days a named period holds."""

from datetime import date

import pytest

from reports.periods import Period, Span, last_months, span_of


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        (Period.MONTH, date(2026, 2, 3), date(2026, 2, 1), date(2026, 2, 28)),
        (Period.QUARTER, date(2026, 11, 23), date(2026, 10, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 11, 23), date(2026, 1, 1), date(2026, 12, 31)),
        (Period.REPORT_YEAR, date(2025, 12, 14), date(2024, 12, 15), date(2025, 12, 14)),
        (Period.REPORT_YEAR, date(2025, 12, 15), date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_span_of_period(period: str, today: date, first: date, last: date) -> None:
    assert span_of(period, today) == Span(first, last)


def test_last_months_of_a_running_year_end_with_this_month() -> None:
    months = last_months(Span(date(2026, 1, 1), date(2026, 12, 31)), date(2026, 11, 23))

    assert len(months) == 12
    assert months[0] == Span(date(2025, 12, 1), date(2025, 12, 31))
    assert months[-1] == Span(date(2026, 11, 1), date(2026, 11, 30))


def test_last_months_of_a_report_year_run_from_the_15th_and_fill_it() -> None:
    span = Span(date(2025, 12, 15), date(2026, 12, 14))

    months = last_months(span, date(2027, 1, 5), from_day=15)

    assert (months[0].first, months[-1].last) == (span.first, span.last)
    assert months[2] == Span(date(2026, 2, 15), date(2026, 3, 14))


def test_last_month_ends_where_the_chosen_days_end() -> None:
    months = last_months(Span(date(2026, 3, 1), date(2026, 3, 10)), date(2026, 11, 23))

    assert months[-1] == Span(date(2026, 3, 1), date(2026, 3, 10))
