"""The days of a schedule in a year, moved off days without work; nothing is written here."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.clocks.arithmetic import Calendar
from sessions_app.models import Schedule


@dataclass(frozen=True)
class ReceptionDay:
    """The day the schedule names, and the working day it falls on."""

    nominal: date
    day: date

    @property
    def is_moved(self) -> bool:
        return self.nominal != self.day


def days_of(schedule: Schedule, year: int, calendar: Calendar) -> list[ReceptionDay]:
    """Every day of the schedule in a year, in order.

    A day off gives way to the next working day that the schedule does not use already, be it in the month
    after: offices post "nếu trùng ngày nghỉ thì chuyển sang ngày làm việc tiếp theo liền kề".
    """
    named = list(_named(schedule, year))
    taken = {day for day in named if calendar.is_working_day(day)}
    found = []
    for nominal in named:
        day = nominal
        if not calendar.is_working_day(day):
            day = calendar.next_working_day(day)
            while day in taken:
                day = calendar.next_working_day(day + timedelta(days=1))
            taken.add(day)
        found.append(ReceptionDay(nominal, day))
    return found


def _named(schedule: Schedule, year: int) -> Iterator[date]:
    for month in range(1, 13):
        last = monthrange(year, month)[1]
        days = {min(day, last) for day in schedule.month_days}
        if schedule.week_days:
            days = {d for d in range(1, last + 1) if date(year, month, d).isoweekday() in schedule.week_days}
        yield from (day for d in sorted(days) if schedule.is_valid_on(day := date(year, month, d)))
