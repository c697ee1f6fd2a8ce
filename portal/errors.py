"""The two refusals every workflow may raise beside Django's ValidationError."""

from django.core.exceptions import PermissionDenied, ValidationError


class NotAllowed(PermissionDenied):
    """The person may not do this to the row as it stands now; the message is fit for the reader."""


class Stale(ValidationError):
    """Somebody else saved first; the reader decides with both versions in view."""
