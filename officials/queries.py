"""Named reads about units, offices and the roles people hold."""

from collections.abc import Iterable
from datetime import date

from django.core.cache import cache
from django.db import Error
from django.db.models import Q, QuerySet
from django.utils import timezone

from officials import roles
from officials.models import RoleGrant, Tenure, Unit, User
from officials.models.dated import valid_on


def grants_of(user: User, on: date | None = None) -> list[RoleGrant]:
    """Roles the account holds on a day (today by default), read once for each user object."""
    day = on or timezone.localdate()
    cached: tuple[date, list[RoleGrant]] | None = getattr(user, "_grants", None)
    if cached is None or cached[0] != day:
        cached = (day, list(RoleGrant.objects.filter(valid_on(day), user=user)))
        user._grants = cached  # type: ignore[attr-defined]
    return cached[1]


def units_where(user: User, permission: roles.Permission) -> frozenset[int]:
    """Ids of the units in which the account holds a permission today."""
    return frozenset(
        grant.unit_id
        for grant in grants_of(user)
        if grant.unit_id is not None and permission in roles.permissions_of(grant.role)
    )


def roles_in(user: User, wanted: Iterable[roles.Role]) -> frozenset[int]:
    """Ids of the units in which the account holds one of the given roles today."""
    names = set(wanted)
    return frozenset(g.unit_id for g in grants_of(user) if g.unit_id is not None and g.role in names)


def units_inside(organ_ids: Iterable[int]) -> QuerySet[Unit]:
    """The given organs and every department inside them."""
    ids = list(organ_ids)
    return Unit.objects.filter(Q(pk__in=ids) | Q(organ__in=ids))


def addressable_units(on: date | None = None) -> QuerySet[Unit]:
    """Units a citizen may choose on the public form."""
    return Unit.objects.filter(valid_on(on or timezone.localdate()), is_addressable=True)


def working_units(on: date | None = None) -> QuerySet[Unit]:
    """Units that exist today and can be given work."""
    return Unit.objects.filter(valid_on(on or timezone.localdate())).select_related("organ")


def root_organ() -> Unit | None:
    """The organ that runs this portal and whose address stands on every page; None before it is entered."""
    return Unit.objects.select_related("area").filter(is_root=True).first()


def post_title(user: User, unit: Unit) -> str:
    """The post the account's official holds today in the unit or its organ; else the role held there."""
    today = timezone.localdate()
    tenure = (
        Tenure.objects.filter(valid_on(today), official__user=user, post__unit__in={unit.pk, unit.organ_pk})
        .select_related("post")
        .first()
    )
    if tenure is not None:
        return tenure.post.title
    names = [g.get_role_display() for g in grants_of(user) if g.unit_id in {unit.pk, unit.organ_pk}]
    return names[0] if names else ""


def forget_office() -> None:
    """Let the next page read the root organ anew; other processes do so within their minute."""
    cache.delete("officials.office")


def office_of_pages() -> Unit | None:
    """The root organ as every page shows it, read at most once a minute in each process.

    While the database does not answer, it is given as last read, for the page that says so.
    """
    office: Unit | None = cache.get("officials.office")
    if office is None:
        try:
            office = root_organ()
        except Error:
            return cache.get("officials.office.last")
        cache.set("officials.office", office, 60)
        cache.set("officials.office.last", office, None)
    return office
