"""Posted meetings as a calendar feed (RFC 5545), for the telephone that reminds."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from sessions_app.models import Meeting
from sessions_app.states import Status

READ_AGAIN = timedelta(hours=12)


def feed(meetings: Iterable[Meeting], title: str) -> bytes:
    """The meetings as one calendar; what was put off or cancelled is marked so, not left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//civic-feedback-portal//lich-tiep-dan//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("x-published-ttl", READ_AGAIN)
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", meeting.posted_at)
    event.add("sequence", meeting.version)
    event.add("dtstart", meeting.begins)
    event.add("dtend", meeting.ends)
    event.add("summary", _summary(meeting))
    event.add("location", meeting.place)
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    event.add("status", "CANCELLED" if meeting.is_off else "CONFIRMED")
    if meeting.content:
        event.add("description", meeting.content)
    return event


def _summary(meeting: Meeting) -> str:
    post = meeting.post.label if meeting.post is not None else ""
    words = ", ".join(filter(None, (meeting.label, post)))
    if meeting.status == Status.POSTPONED and meeting.moved_to is not None:
        return _("Put off to %(day)s: %(what)s") % {"day": f"{meeting.moved_to.day:%d/%m/%Y}", "what": words}
    return _("Cancelled: %(what)s") % {"what": words} if meeting.is_off else words


def file_name() -> str:
    return "reception-calendar.ics" if get_language() == "en" else "lich-tiep-dan.ics"
