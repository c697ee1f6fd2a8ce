"""System checks of the installation as a whole."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core.checks import CheckMessage, Error, register

HINT = "Run manage.py compilemessages; until then the site speaks English to its citizens."


@register
def catalogues_are_compiled(**kwargs: Any) -> list[Error]:
    """Vietnamese comes from the .mo alone: a missing or stale one would silently turn the site English."""
    return [
        Error(
            f"{source.with_suffix('.mo')} is missing or older than its .po file.", hint=HINT, id="portal.E001"
        )
        for folder in settings.LOCALE_PATHS
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if is_stale(source)
    ]


def admin_is_sound(**kwargs: Any) -> list[CheckMessage]:
    """Load the admin's pages, which only the addresses do otherwise, and let Django check them."""
    admin.autodiscover()
    return [*check_dependencies(**kwargs), *check_admin_app(**kwargs)]


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
