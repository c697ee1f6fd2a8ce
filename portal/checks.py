"""System checks of the installation as a whole."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

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


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
