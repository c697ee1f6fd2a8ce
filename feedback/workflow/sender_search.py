"""Opinions of one person, found by telephone or full name: each one found is a look at who sent it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import permissions, queries, states
from feedback.models import Submission
from feedback.workflow import staff
from officials import permissions as office
from officials import queries as people
from officials.models import User
from officials.roles import Permission
from portal.errors import NotAllowed
from portal.identity import queries as identity

SHOWN_MOST = 20
LOOKED_AT = 200


def search_sender(
    *, by: User, phone: str, full_name: str, reason: str, now: datetime | None = None
) -> list[Submission]:
    """The newest opinions whose sender left this telephone number (E.164) and this full name.

    Only those whose contact details this account may see, at most twenty. That a known person sent an opinion
    is what a look at its contact details tells, so each one found is written down as such a look, with the
    reason, and its sender sees it. Raises NotAllowed, ValidationError.
    """
    if not may_search(by):
        raise NotAllowed(_("You may not see the contact details of opinions."))
    if not phone and not full_name.strip():
        raise ValidationError(_("Type the telephone number, the full name, or both."), code="required")
    if not reason.strip():
        raise ValidationError({"reason": _("Please write why you look for this person.")}, code="required")
    with transaction.atomic():
        found = [case for case in _candidates(by, phone, full_name) if permissions.can_reveal(by, case)]
        for case in found[:SHOWN_MOST]:
            staff.reveal(case, by=by, reason=reason, now=now or timezone.now())
    return found[:SHOWN_MOST]


def may_search(user: User) -> bool:
    return office.holds_anywhere(user, Permission.REVEAL)


def _candidates(by: User, phone: str, full_name: str) -> QuerySet[Submission]:
    """Opinions of the person within reach; whose they are exactly `can_reveal` decides row by row."""
    units = people.inside_of(by, people.units_where(by, Permission.REVEAL))
    reach = Q(organ__in=units) | Q(responsible__in=units)
    cases = queries.visible_to(by).filter(reach, path=states.Path.ORDINARY, anonymous=False)
    persons = identity.same_person(phone=phone, full_name=full_name)
    mine = cases.filter(person__in=persons).select_related("organ", "responsible__organ")
    return mine.defer("search", "toned", "sealed").order_by("-received_at", "-pk")[:LOOKED_AT]
