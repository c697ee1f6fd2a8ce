"""What the calendar asks of its keeper today, for the first page of the admin."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.desk import Number
from officials.models import User
from portal.paging import lengths
from sessions_app import queries

register = template.Library()


@register.simple_tag
def meetings_of_today(user: Any) -> list[Number]:
    """Planned days to be posted, late when the first should have been, and held days to be recorded."""
    if not isinstance(user, User) or not queries.kept_by(user):
        return []
    today, url = timezone.localdate(), reverse("admin:sessions_app_meeting_changelist")
    waiting = queries.waiting_to_be_posted(user, today)
    unposted, unrecorded = lengths([waiting, queries.waiting_to_be_recorded(user, today)])
    first = waiting.order_by("day").first() if unposted else None
    is_late = first is not None and queries.is_posted_late(first)
    return [
        Number(_("Meetings to be posted"), unposted, f"{url}?when=planned", is_alarm=is_late),
        Number(_("Meetings to be recorded"), unrecorded, f"{url}?when=record"),
    ]
