"""Canned replies at work: which ones a form offers, and the values their places are filled with."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.models import CannedReply, Submission
from officials import queries as office
from officials.models import Unit, User
from officials.roles import Permission

PLACE = re.compile(r"\{([^{}]*)\}")
# Stands where the case does not know the value yet: seen at a glance, and written over by hand.
UNKNOWN = "…………"
VALUES: dict[str, Callable[[Submission], str]] = {
    "so_tiep_nhan": lambda case: case.reference,
    "ngay_nhan": lambda case: f"{timezone.localtime(case.received_at):%d/%m/%Y}",
    "co_quan": lambda case: case.organ.label,
    "don_vi": lambda case: (case.responsible or case.organ).label,
    "linh_vuc": lambda case: str(case.get_field_display()),
    "han": lambda case: f"{case.due_on:%d/%m/%Y}" if case.due_on else "",
    "hom_nay": lambda case: f"{timezone.localdate():%d/%m/%Y}",
}


def check(text: str) -> None:
    """Raise ValidationError at a place nobody can fill; what tells who the sender is has no place at all."""
    known = ", ".join(f"{{{name}}}" for name in VALUES)
    for name in PLACE.findall(text):
        if name not in VALUES:
            words = _("There is no value for {%(name)s}. The places that can be filled are: %(known)s.")
            raise ValidationError(words % {"name": name, "known": known}, code="unknown_place")
    if re.search(r"[{}]", PLACE.sub("", text)):
        words = _("A brace has no partner. Write a place like this: %(example)s.")
        raise ValidationError(words % {"example": "{so_tiep_nhan}"}, code="lone_brace")


def fill(reply: CannedReply, case: Submission) -> str:
    """The text with the values of this case; a place it does not know yet becomes dots to write over."""
    return PLACE.sub(lambda found: _value(found[1], case), reply.text)


def _value(name: str, case: Submission) -> str:
    read = VALUES.get(name)
    return (read(case) if read else "") or UNKNOWN


def offered_to(user: User, action: str) -> QuerySet[CannedReply]:
    """Replies in use for this action in the organs whose cases the account handles, and of all organs."""
    units = office.units_where(user, Permission.HANDLE)
    organs = Unit.objects.filter(pk__in=units).order_by().values(of=Coalesce("organ_id", "pk"))
    mine = Q(organ__isnull=True) | Q(organ__in=organs)
    return CannedReply.objects.filter(mine, action=action, is_active=True)


def offered(case: Submission, action: str) -> QuerySet[CannedReply]:
    """Replies in use for this action, of the case's field or of any, of its two organs or of all."""
    unit = case.responsible
    organs = {case.organ_id} | ({unit.organ_pk} if unit is not None else set())
    return CannedReply.objects.filter(
        Q(organ__isnull=True) | Q(organ__in=organs),
        Q(field="") | Q(field=case.field),
        action=action,
        is_active=True,
    )
