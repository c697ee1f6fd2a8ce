"""May this account do this in this unit."""

from django.conf import settings
from django.utils.translation import gettext as _

from officials import queries, roles
from officials.models import Unit, User
from portal.errors import NotAllowed


def holds(user: User, permission: roles.Permission, unit: Unit | None) -> bool:
    """Say whether the account holds a permission in the unit, or in the organ the unit belongs to."""
    if unit is None or not user.is_active:
        return False
    return not queries.units_where(user, permission).isdisjoint({unit.pk, unit.organ_pk})


def is_shared(user: User) -> bool:
    """Say whether many people log in by this account, whose password stands on the page."""
    return settings.DEMO and user.is_demo


def refuse_shared(user: User) -> None:
    """Raise NotAllowed for an account of the demonstration: one visitor would lock out all others."""
    if is_shared(user):
        raise NotAllowed(
            _("Many people share this demo account: its password and its logins stay as they are.")
        )


def holds_anywhere(user: User, permission: roles.Permission) -> bool:
    """Say whether any of today's roles allows it, wherever it is held."""
    return user.is_active and any(permission in roles.permissions_of(g.role) for g in queries.grants_of(user))
