"""Writes about people in posts."""

from officials.models import Official
from portal import text


def save_official(*, official: Official) -> Official:
    """Save with the key by which lists of people stand in Vietnamese order."""
    official.full_name = " ".join(text.clean(official.full_name).split())
    official.sort_key = text.sort_key(official.full_name)
    official.save()
    return official
