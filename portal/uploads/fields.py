"""The form field that shows the box for files; what is in them was dealt with when the request was read."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.uploads import kinds
from portal.uploads.trays import Tray


def _hint() -> str:
    words = gettext(
        "At most %(n)s files, %(mb)s MB each: %(kinds)s. If the network is weak, send the words first and "
        "the pictures later with the tracking code."
    )
    return words % {"n": settings.UPLOAD_FILES, "mb": settings.UPLOAD_MB, "kinds": kinds.NAMES}


def _hint_to_staff() -> str:
    words = gettext("At most %(n)s files, %(mb)s MB each: %(kinds)s. The sender can open them.")
    return words % {"n": settings.UPLOAD_FILES, "mb": settings.UPLOAD_MB, "kinds": kinds.NAMES}


class FilesBox(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True, "accept": kinds.ACCEPT})


class FilesField(forms.FileField):
    """Its form gives it a `tray`; its value is that tray."""

    tray: Tray | None = None

    def __init__(self, *, of_staff: bool = False) -> None:
        super().__init__(
            label=_("Pictures, documents (you may leave it)"),
            help_text=lazy(_hint_to_staff if of_staff else _hint, str)(),
            required=False,
            widget=FilesBox(),
        )

    def clean(self, data: Any, initial: Any = None) -> Tray:
        tray = self.tray or Tray()
        if tray.refused:
            raise ValidationError(tray.refused, code="files")
        return tray
