"""What a desk fills in at the waiting line: who came, to which desk the next is called."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.fields import LineField, PickField
from sessions_app import checkin, waiting
from sessions_app.models import Meeting, Registration
from sessions_app.states import MOST_PEOPLE

NO_PRIORITY = ("", _("No, in turn"))


def _number(label: Any, most: int, initial: int | None = None) -> forms.IntegerField:
    wrong = _("Write a number from 1 to %(limit_value)s.")
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        initial=initial,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={
            "invalid": _("Write a whole number."),
            "required": _("Write a whole number."),
            "min_value": _("Write a number from 1 on."),
            "max_value": wrong,
        },
    )


def _priority() -> PickField:
    return PickField(
        label=_("Called first?"), choices=[NO_PRIORITY, *waiting.Priority.choices], required=False
    )


class BookedForm(forms.Form):
    """Somebody who registered: the number, or what a reader reads off the slip."""

    prefix = "booked"

    code = LineField(
        label=_("Number of the registration, or the square picture"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number, or scan the picture.")},
    )
    priority = _priority()

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean_code(self) -> Registration:
        found = checkin.find(self.meeting, self.cleaned_data["code"])
        if found is None:
            raise ValidationError(gettext("No registration of this meeting has this number."), code="unknown")
        return found


class WalkInForm(forms.Form):
    """Somebody who came without registering."""

    prefix = "walk"

    people = _number(_("People who came together"), MOST_PEOPLE, initial=1)
    priority = _priority()


class CallForm(forms.Form):
    prefix = "call"

    desk = _number(_("Desk"), waiting.MOST_DESKS)
