"""What somebody fills in who wants to come; the number of an identity card is never asked on line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback import tracking
from feedback.models import Submission
from portal.fields import LineField, MailField, PhoneField, WordsField
from portal.identity import codes
from sessions_app.states import MOST_PEOPLE
from sessions_app.workflow import Wish

MATTER_MOST = 2000


class ChangeForm(forms.Form):
    people = forms.IntegerField(
        label=_("How many people come"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={
            "invalid": _("Write a whole number."),
            "required": _("Write how many people come."),
            "min_value": _("Write a number from 1 on."),
            "max_value": _("Write a number up to %(limit_value)s."),
        },
    )
    matter = WordsField(
        label=_("What you want to bring up (a few sentences)"),
        help_text=_("Please do not write your identity card number."),
        longest=MATTER_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write in a few words what you come for.")},
    )
    needs = LineField(
        label=_("Do you need an interpreter, or help to get about?"),
        help_text=_("For example: Dao language; a wheelchair. You may leave it."),
        max_length=200,
        required=False,
    )


class RegistrationForm(ChangeForm):
    full_name = LineField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please write your name.")},
    )
    phone = PhoneField(
        label=_("Telephone number"),
        help_text=_("So that we can call you if the day changes."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short"}),
        error_messages={"required": _("Please write a telephone number, yours or that of a relative.")},
    )
    email = MailField(
        label=_("E-mail address"),
        help_text=_("If you give one, we send a confirmation, and a reminder the working day before."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    code = LineField(
        label=_("Tracking code of an opinion you sent (you may leave it)"),
        help_text=_("If you come about it, we read it beforehand."),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    field_order = ["full_name", "phone", "people", "matter", "needs", "email", "code"]

    def clean_code(self) -> Submission | None:
        typed: str = self.cleaned_data["code"]
        if not typed:
            return None
        code = codes.normalise(typed)
        case = tracking.find(code) if code is not None else None
        if case is None:
            words = gettext(
                "No opinion was found with this code. Look at each sign again, or leave it empty."
            )
            raise ValidationError(words, code="wrong")
        return case

    def wish(self, language: str) -> Wish:
        """Return what the workflow takes in; call once the form is valid."""
        given: dict[str, Any] = self.cleaned_data
        contact = {name: given[name] for name in ("full_name", "phone", "email")}
        return Wish(given["people"], given["matter"], given["needs"], contact, language, given["code"])
