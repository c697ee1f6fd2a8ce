"""Authentication by password, permission by role: the admin asks here, no group or flag is stored."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from officials import queries, roles
from officials.models import User


class RoleBackend(ModelBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse a demo account outside demo mode, its password and an old session of it alike."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_all_permissions(self, user_obj: Any, obj: object | None = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        return set().union(*(roles.admin_permissions_of(grant.role) for grant in queries.grants_of(user_obj)))

    def has_perm(self, user_obj: Any, perm: str, obj: object | None = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
