"""Reads of identity rows that decide what a code opens."""

from portal.identity import codes
from portal.identity.models import AccessCode


def find_code(code: str) -> AccessCode | None:
    """Return the live row of a code as typed; None is the one answer to wrong, revoked and malformed."""
    normal = codes.normalise(code)
    if normal is None:
        return None
    return AccessCode.objects.filter(digest=codes.digest(normal), revoked_at=None).first()
