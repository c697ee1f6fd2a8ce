"""A year's days of a schedule entered in the calendar, once however often it is asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from officials.models import User
from portal.clocks import calendar
from portal.errors import NotAllowed
from sessions_app import permissions, yearly
from sessions_app.models import Meeting, Schedule
from sessions_app.states import Action, Status
from sessions_app.workflow.meeting import put_down

AS_SCHEDULED = ("kind", "starts_at", "ends_at", "place", "participants", "content", "house_rules", "capacity")


@dataclass(frozen=True)
class Planned:
    """Meetings made, meetings moved because their day became a day off, and those that stay as they are."""

    made: list[Meeting]
    moved: list[Meeting]
    kept: int


def plan_year(*, schedule: Schedule, year: int, by: User, now: datetime, is_sample: bool = False) -> Planned:
    """Enter the days still to come; a day entered before is kept, and moved only off a day without work.

    Raises NotAllowed, and ValidationError for a year in which the schedule has no day left.
    """
    organ = schedule.post.unit.organ or schedule.post.unit
    if not permissions.can_keep(by, organ):
        raise NotAllowed
    days, today = calendar.current(), timezone.localdate(now)
    with transaction.atomic():
        schedule = Schedule.objects.select_for_update().get(pk=schedule.pk)
        wanted = [each for each in yearly.days_of(schedule, year, days) if each.day > today]
        if not wanted:
            raise ValidationError(
                _("The schedule has no day left in %(year)s.") % {"year": year}, code="empty"
            )
        known = {meeting.nominal_on: meeting for meeting in schedule.meetings.select_for_update()}
        same = {name: getattr(schedule, name) for name in AS_SCHEDULED}
        same |= {"organ": organ, "post": schedule.post, "is_sample": is_sample}
        made, moved = [], []
        for each in wanted:
            meeting = known.get(each.nominal)
            if meeting is None:
                meeting = Meeting.objects.create(
                    schedule=schedule, nominal_on=each.nominal, day=each.day, **same
                )
                put_down(meeting, Action.PLAN, before="", by=by, now=now)
                made.append(meeting)
            elif meeting.status == Status.PLANNED and not days.is_working_day(meeting.day):
                old, meeting.day = meeting.day, each.day
                meeting.version += 1
                meeting.save(update_fields=["day", "version"])
                changes = {"day": [str(old), str(each.day)]}
                put_down(meeting, Action.MOVE, before=meeting.status, by=by, now=now, changes=changes)
                moved.append(meeting)
        return Planned(made, moved, len(wanted) - len(made) - len(moved))
