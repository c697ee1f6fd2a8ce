"""Areas, units, posts, officials and users: rows and facts about one row."""

from officials.models.access import AccessEvent
from officials.models.area import Area, AreaSuccession
from officials.models.post import Official, Post, Tenure
from officials.models.second_factor import Authenticator, RecoveryCode
from officials.models.unit import Unit, UnitSuccession
from officials.models.user import RoleGrant, User

__all__ = [
    "AccessEvent",
    "Area",
    "AreaSuccession",
    "Authenticator",
    "Official",
    "Post",
    "RecoveryCode",
    "RoleGrant",
    "Tenure",
    "Unit",
    "UnitSuccession",
    "User",
]
