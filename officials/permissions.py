"""May this account do this in this unit."""

from officials import queries, roles
from officials.models import Unit, User


def holds(user: User, permission: roles.Permission, unit: Unit | None) -> bool:
    """Say whether the account holds a permission in the unit, or in the organ the unit belongs to."""
    if unit is None or not user.is_active:
        return False
    return not queries.units_where(user, permission).isdisjoint({unit.pk, unit.organ_pk})


def holds_anywhere(user: User, permission: roles.Permission) -> bool:
    """Say whether any of today's roles allows it, wherever it is held."""
    return user.is_active and any(permission in roles.permissions_of(g.role) for g in queries.grants_of(user))
