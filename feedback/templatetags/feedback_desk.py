"""Template tags of the staff pages: the status badge and the numbers of the first page."""

from typing import Any

from django import template
from django.contrib import admin
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from feedback import desk, permissions, queries, states
from feedback.models import BulkRun, Submission
from officials import permissions as office
from officials.models import User
from officials.roles import Permission

register = template.Library()

BADGES = {
    states.Status.RECEIVED: "waiting",
    states.Status.RETURNED: "waiting",
    states.Status.NEEDS_MORE: "waiting",
    states.Status.AWAITING_APPROVAL: "waiting",
    states.Status.REOPENED: "waiting",
    states.Status.CLASSIFIED: "progress",
    states.Status.ROUTED: "progress",
    states.Status.ACCEPTED: "progress",
    states.Status.ANSWERED: "done",
    states.Status.CLOSED: "done",
    states.Status.TRANSFERRED: "done",
    states.Status.DECLINED: "stopped",
    states.Status.WITHDRAWN: "stopped",
    states.Status.MERGED: "stopped",
}


GUIDED = {states.Ground.NOT_OURS: _("Guided"), states.Ground.ANSWERED_BEFORE: _("Answered earlier")}


@register.filter
def status_badge(case: Submission) -> SafeString:
    """The status; of what was declined, the same word the sender reads."""
    label = states.said(states.Status, case.status)
    if case.status == states.Status.DECLINED:
        ground = states.Ground(case.ground or states.Ground.OTHER)
        label = str(GUIDED.get(ground, _("Not taken further")))
    return format_html('<span class="badge badge-{}">{}</span>', BADGES[states.Status(case.status)], label)


@register.filter
def chosen(field: BoundField) -> str:
    """What was chosen in a list of a form, in the words of the list."""
    value = field.form.cleaned_data.get(field.name, "")
    return (
        str(dict(getattr(field.field, "choices", ())).get(value, value))
        if isinstance(value, str)
        else str(value)
    )


@register.filter
def register_first(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(apps, key=lambda app: app["app_label"] != "feedback")


@register.simple_tag(takes_context=True)
def work_of_today(context: Context) -> list[desk.Number]:
    user = context["request"].user
    return list(desk.numbers_for(user)) if isinstance(user, User) else []


@register.simple_tag(takes_context=True)
def desk_buttons(context: Context) -> dict[str, bool]:
    """What the first page offers to press: the next case, a new entry."""
    user = context["request"].user
    if not isinstance(user, User):
        return {}
    return {
        "works": permissions.has_turns(user),
        "enters": office.holds_anywhere(user, Permission.ENTER),
    }


@register.simple_tag(takes_context=True)
def prepared_answers(context: Context) -> list[BulkRun]:
    """Runs of answers the reader prepared today: those that wait, and those that left with what stayed."""
    user = context["request"].user
    if not isinstance(user, User) or not office.holds_anywhere(user, Permission.HANDLE):
        return []
    return queries.prepared_answers(user, timezone.localdate())


@register.simple_tag(takes_context=True)
def saved_filters(context: Context) -> list[Any]:
    """The reader's own saved filters; the list of the register knows them."""
    user = context["request"].user
    if not isinstance(user, User) or not user.has_perm("feedback.view_submission"):
        return []
    return list(admin.site.get_model_admin(Submission).own_filters(user))  # type: ignore[attr-defined]
