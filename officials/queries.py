"""Named reads about units, offices and the roles people hold."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db import Error, connection
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from officials import roles
from officials.models import Official, RoleGrant, Tenure, Unit, User
from officials.models.dated import valid_on

IN_FORCE = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to >= %(day)s)"
# Every page of staff asks this once; put together by the ORM it took a fifth of the time of a list.
# What is above a unit ends at its organ: no organ stands under another.
BARRING = f"""
WITH own AS (
    SELECT id, organ_id, parent_id FROM officials_unit WHERE id = ANY(%(roles_held)s::bigint[]) OR id IN (
        SELECT p.unit_id FROM officials_tenure t
        JOIN officials_official o ON o.id = t.official_id
        JOIN officials_post p ON p.id = t.post_id
        WHERE o.user_id = %(user)s AND {IN_FORCE.format("t")}
    )
), above AS (
    SELECT id FROM own
    UNION SELECT organ_id FROM own WHERE organ_id IS NOT NULL
    UNION SELECT parent_id FROM own WHERE organ_id IS NOT NULL AND parent_id IS NOT NULL
    UNION SELECT up.parent_id FROM own JOIN officials_unit up ON up.id = own.parent_id
        WHERE own.organ_id IS NOT NULL AND up.organ_id IS NOT NULL AND up.parent_id IS NOT NULL
)
SELECT id FROM officials_official WHERE user_id = %(user)s
UNION SELECT t.official_id FROM officials_tenure t JOIN officials_post p ON p.id = t.post_id
    WHERE p.is_head AND p.unit_id IN (SELECT id FROM above) AND {IN_FORCE.format("t")}
UNION SELECT o.id FROM officials_official o JOIN officials_rolegrant g ON g.user_id = o.user_id
    WHERE g.role = 'leader' AND g.unit_id IN (SELECT id FROM above) AND {IN_FORCE.format("g")}
"""  # noqa: S608 – its only pieces are the two lines above


def grants_of(user: User, on: date | None = None) -> list[RoleGrant]:
    """Roles the account holds on a day (today by default), read once for each user object."""
    day = on or timezone.localdate()
    cached: tuple[date, list[RoleGrant]] | None = getattr(user, "_grants", None)
    if cached is None or cached[0] != day:
        below = Unit.objects.filter(organ=OuterRef("unit")).order_by().values("pk")
        grants = RoleGrant.objects.filter(valid_on(day), user=user).annotate(inside=ArraySubquery(below))
        cached = (day, list(grants))
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


def inside_of(user: User, units: frozenset[int]) -> frozenset[int]:
    """Ids of these units, in which the account holds a role today, and of every department inside them.

    A list that names its few units by number is served by an index; one that joins them is not.
    """
    grants = [grant for grant in grants_of(user) if grant.unit_id in units]
    return units.union(*(grant.inside for grant in grants))  # type: ignore[attr-defined]


def barring(user: User) -> frozenset[int]:
    """Officials who take a case from this account when they are named in it; read once for each user object.

    Itself and everybody it stands under: whoever heads a unit it works in, or a unit above that one in the
    same organ. To head is to hold a post marked so, or the leader's role; to work somewhere is to hold a role
    or a post there today. Who deputises for a head works in the unit and so stands under the head.
    """
    day = timezone.localdate()
    cached: tuple[date, frozenset[int]] | None = getattr(user, "_barring", None)
    if cached is None or cached[0] != day:
        roles_held = [grant.unit_id for grant in grants_of(user) if grant.unit_id is not None]
        with connection.cursor() as cursor:
            cursor.execute(BARRING, {"user": user.pk, "roles_held": roles_held, "day": day})
            cached = (day, frozenset(pk for (pk,) in cursor.fetchall()))
        user._barring = cached  # type: ignore[attr-defined]
    return cached[1]


def _heads(units: list[int], day: date) -> Q:
    """Officials who head one of the units on the day."""
    by_post = Tenure.objects.filter(valid_on(day), post__is_head=True, post__unit__in=units)
    by_role = RoleGrant.objects.filter(valid_on(day), role=roles.Role.LEADER, unit__in=units)
    return Q(pk__in=by_post.values("official")) | Q(user__in=by_role.values("user"))


def units_of(officials: Iterable[int], on: date | None = None) -> frozenset[int]:
    """Units that cannot hold a case about these officials: where they work, and all under what they head."""
    ids, day = list(officials), on or timezone.localdate()
    if not ids:
        return frozenset()
    posts = Tenure.objects.filter(valid_on(day), official__in=ids)
    grants = RoleGrant.objects.filter(valid_on(day), user__official__in=ids, unit__isnull=False)
    leading = grants.filter(role=roles.Role.LEADER).values("unit")
    headed = Q(pk__in=posts.filter(post__is_head=True).values("post__unit")) | Q(pk__in=leading)
    tops = Unit.objects.filter(headed)
    under = Q(organ__in=tops) | Q(organ__isnull=False, parent__in=tops)
    under |= Q(organ__isnull=False, parent__organ__isnull=False, parent__parent__in=tops)
    work = Q(pk__in=posts.values("post__unit")) | Q(pk__in=grants.values("unit"))
    return frozenset(Unit.objects.filter(work | headed | under).values_list("pk", flat=True))


def at_the_desk(organ: Unit, officials: Iterable[int]) -> bool:
    """Whether one of these officials heads the organ or reads its incoming opinions as a clerk."""
    day = timezone.localdate()
    clerks = RoleGrant.objects.filter(valid_on(day), role=roles.Role.CLERK, unit=organ)
    people = _heads([organ.pk], day) | Q(user__in=clerks.values("user"))
    return Official.objects.filter(people, pk__in=list(officials)).exists()


def clerks_of(organ: Unit) -> QuerySet[User]:
    """Accounts at work that read what enters the organ's book."""
    clerks = RoleGrant.objects.filter(valid_on(timezone.localdate()), role=roles.Role.CLERK, unit=organ)
    return User.objects.filter(pk__in=clerks.values("user"), is_active=True)


def administrators() -> QuerySet[User]:
    """Accounts at work that configure the portal and can be written to."""
    held = RoleGrant.objects.filter(valid_on(timezone.localdate()), role=roles.Role.ADMINISTRATOR)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(email="")


def in_office() -> QuerySet[Official]:
    """Everybody who holds a post today."""
    tenures = Tenure.objects.filter(valid_on(timezone.localdate()))
    return Official.objects.filter(pk__in=tenures.values("official"))


def leaders_of(organ: Unit) -> QuerySet[User]:
    """Accounts at work that lead the organ."""
    leaders = RoleGrant.objects.filter(valid_on(timezone.localdate()), role=roles.Role.LEADER, unit=organ)
    return User.objects.filter(pk__in=leaders.values("user"), is_active=True).order_by("pk")


def officials_with_posts() -> QuerySet[Official]:
    """Everybody in Vietnamese order, with the tenures of today as `today`."""
    now = Tenure.objects.filter(valid_on(timezone.localdate())).select_related("post__unit")
    return Official.objects.prefetch_related(Prefetch("tenures", now, to_attr="today")).order_by("sort_key")


def units_inside(organ_ids: Iterable[int]) -> QuerySet[Unit]:
    """The given organs and every department inside them."""
    ids = list(organ_ids)
    return Unit.objects.filter(Q(pk__in=ids) | Q(organ__in=ids))


def addressable_units(on: date | None = None) -> QuerySet[Unit]:
    """Units a citizen may choose on the public form."""
    return Unit.objects.filter(valid_on(on or timezone.localdate()), is_addressable=True)


def addressable_unit(code: str) -> Unit | None:
    """The unit of this code with its organ, if a citizen may choose it today."""
    return addressable_units().select_related("organ").filter(code=code).first()


def choices_of_units() -> list[tuple[str, str]]:
    """Code and label of each addressable unit, read at most once a minute in each process and language.

    To be shown only; who stores a choice asks `addressable_unit` whether it still stands.
    """
    key = f"officials.choices.{get_language()}.{timezone.localdate()}"
    choices: list[tuple[str, str]] | None = cache.get(key)
    if choices is None:
        choices = [(unit.code, unit.label) for unit in addressable_units()]
        cache.set(key, choices, 60)
    return choices


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
