"""What a sender called a file, made safe to show and to save."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal import text

LONGEST = 100
NOT_IN_NAMES = re.compile(r'[<>:"|?*\n\t]')


def clean(name: str, suffix: str = "") -> str:
    """The last part of a path in ordinary signs; with a suffix, that one instead of its own."""
    last = re.split(r"[/\\]", name)[-1]
    try:
        stem = NOT_IN_NAMES.sub("_", text.clean(last)).strip(". ")
    except ValidationError:
        stem = ""
    if suffix:
        stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    return (stem[:LONGEST].strip(". ") or _("file")) + suffix
