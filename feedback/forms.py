"""Text from a citizen's browser in, clean values and an Intake out; what staff fill in is in the admin."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.workflow import Intake
from officials import queries as office
from officials.models import Unit
from portal.fields import LineField, MailField, PhoneField, PickField, WordsField
from portal.uploads.fields import FilesField
from portal.uploads.trays import Tray
from portal.widgets import HintedRadioSelect

BODY_MAX = 10_000
WORDS_MAX = 5_000
WRONG_CODE = _(
    "No opinion was found with this code. Please look at each sign again. If the telephone adds marks by "
    "itself, switch off Vietnamese typing and enter it again."
)
REFERENCE = re.compile(r"\d{8}")

KIND_HINTS: dict[str, Any] = {
    states.Kind.KHONG_RO: _("Just write, we choose for you."),
    states.Kind.PHAN_ANH: _("Tell what is going on: a broken road, rubbish, papers that take too long…"),
    states.Kind.KIEN_NGHI: _("Name a difficulty and propose how to solve it."),
    states.Kind.GOP_Y: _("Comments and proposals so that Party bodies, government and officials do better."),
}


def _box(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs=attrs)


def _units() -> list[tuple[str, str]]:
    return [("", gettext("Let the intake desk pass it on")), *office.choices_of_units()]


class SubmissionForm(forms.Form):
    """The public form; only `body` is required. The token and the trap for robots stand outside of it."""

    kind = PickField(
        label=_("What do you want to send?"),
        choices=states.Kind.choices,
        initial=states.Kind.KHONG_RO,
        required=False,
        widget=HintedRadioSelect(choice_hints=KIND_HINTS),
    )
    topic = PickField(
        label=_("Your opinion is about"),
        choices=states.Topic.choices,
        initial=states.Topic.KHONG_RO,
        required=False,
        widget=forms.RadioSelect,
    )
    unit = PickField(
        label=_("Send to"),
        choices=_units,
        required=False,
        help_text=_(
            "If you are not sure, leave it as it is. If your opinion is about the intake desk itself or "
            "about its head, please choose another place."
        ),
    )
    field = PickField(
        label=_("Field (you may leave it)"),
        choices=[("", pgettext_lazy("field", "I am not sure")), *states.Field.choices],
        required=False,
    )
    title = LineField(
        label=_("In one sentence (you may leave it)"),
        help_text=_("For example: the ford of Tân Tiến village is broken"),
        required=False,
        max_length=200,
    )
    body = WordsField(
        label=_("What you want to say"),
        help_text=_(
            "What, where, since when, what do you ask for? Writing without tone marks is fine. "
            "Please do not write your identity card number."
        ),
        longest=BODY_MAX,
        error_messages={"required": _("Please write what you want to say.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    place = LineField(
        label=_("Where it happens"),
        help_text=_("Village, street group, stretch of road…"),
        required=False,
        max_length=200,
    )
    anonymous = forms.BooleanField(
        label=_("I send this without my name"),
        help_text=_(
            "Only choose this if you want nobody, not even the intake desk, to know your name. Then your "
            "name, telephone and address are not kept; an e-mail address, if you give one, is used for "
            "letters only."
        ),
        required=False,
    )
    full_name = LineField(
        label=_("Full name"), required=False, max_length=120, widget=_box(autocomplete="name")
    )
    phone = PhoneField(
        label=_("Telephone number"),
        help_text=_("For a number abroad, write its country code too."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short"}),
    )
    email = MailField(
        label=_("E-mail address"),
        help_text=_("If you give one, we send you a letter of receipt and the answer."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = LineField(
        label=_("Where you live"),
        help_text=_("Needed if you want the answer by paper letter."),
        required=False,
        max_length=200,
        widget=_box(autocomplete="street-address"),
    )
    reply_by = PickField(
        label=_("You want the answer by"),
        choices=states.ReplyBy.choices,
        initial=states.ReplyBy.PAGE,
        required=False,
    )
    consent_publish = forms.BooleanField(
        label=_(
            "I agree that my opinion and the answer are published, once names and details that point to a "
            "person have been hidden"
        ),
        help_text=_("If you do not choose this, your opinion is received and answered just the same."),
        required=False,
    )
    attachments = FilesField()

    def __init__(self, *args: Any, tray: Tray | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tray = _hand_over(self, tray)
        self.chosen: Unit | None = None

    @cached_property
    def helper(self) -> FormHelper:
        """Made when the page is: a form that is taken in shows none."""
        return _helper_of_submission()

    def clean_unit(self) -> str:
        """The list may be a minute old, so what was chosen is looked up."""
        code: str = self.cleaned_data["unit"]
        if code:
            self.chosen = office.addressable_unit(code)
            if self.chosen is None:
                raise ValidationError(self.fields["unit"].error_messages["invalid_choice"], "invalid_choice")
        return code

    @classmethod
    def as_typed(cls, data: Any, *, tray: Tray) -> "SubmissionForm":
        """What was typed, judged by nobody: for a page on which nothing was to be sent yet."""
        return cls(initial={name: data.get(name, "") for name in cls.base_fields}, tray=tray)

    def intake(self, *, language: str, suspected: bool, hold_letter: bool) -> Intake:
        """Return what the workflow takes in; call once the form is valid."""
        given = self.cleaned_data
        names = ("topic", "field", "title", "body", "place", "consent_publish", "reply_by")
        words = {name: given[name] for name in names}
        words["topic"] = words["topic"] or states.Topic.KHONG_RO
        words["reply_by"] = words["reply_by"] or states.ReplyBy.PAGE
        return Intake(
            words={**words, "declared_kind": given["kind"] or states.Kind.KHONG_RO},
            contact={name: given[name] for name in ("full_name", "phone", "email", "address")},
            unit=self.chosen,
            anonymous=given["anonymous"],
            language=language,
            suspected=suspected,
            hold_letter=hold_letter,
            files=tuple(given["attachments"].ids),
        )


def _hand_over(form: forms.Form, tray: Tray | None) -> Tray:
    """Give the files of the request to the field that answers for them."""
    tray = tray or Tray()
    form.fields["attachments"].tray = tray  # type: ignore[attr-defined]
    return tray


def _helper(view: str, button: Submit) -> FormHelper:
    helper = FormHelper()
    helper.form_action = view
    helper.add_input(button)
    return helper


def _helper_of_submission() -> FormHelper:
    helper = FormHelper()
    helper.form_id = "opinion"
    helper.layout = Layout(
        HTML('{% include "feedback/_form_marks.html" %}'),
        "kind",
        HTML('{% include "feedback/_own_ways.html" %}'),
        Div("topic", css_class="only-gop-y"),
        "body",
        "title",
        "place",
        "field",
        "unit",
        Fieldset(
            gettext("So that we can answer you (you may leave all of it)"),
            HTML('{% include "feedback/_contact_note.html" %}'),
            "anonymous",
            Div("full_name", "phone", "address", css_class="unless-anonymous"),
            "email",
            "reply_by",
        ),
        "consent_publish",
        # Last in the form, so that all that was typed has been read when files are over the cap.
        HTML('{% include "uploads/_kept.html" %}'),
        "attachments",
        HTML('{% include "feedback/_privacy.html" %}'),
        # The first button is the one the Enter key presses.
        Submit("send", gettext("Send the opinion"), css_class="btn btn-big"),
        HTML('{% include "feedback/_look_first.html" %}'),
    )
    return helper


class CodeField(forms.CharField):
    """The box for the tracking code; the view decides what it opens."""

    def __init__(self) -> None:
        attrs = {"class": "code-input", "autocomplete": "off", "autocapitalize": "characters"}
        attrs |= {"spellcheck": "false", "data-from-fragment": ""}
        super().__init__(
            label=_("Enter the tracking code"),
            help_text=_("Capital or small letters, with or without dashes, all will do."),
            required=False,
            widget=forms.TextInput(attrs=attrs),
        )


class CodeForm(forms.Form):
    code = CodeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper("feedback:track", Submit("send", _("Follow up"), css_class="btn"))
        self.helper.form_error_title = _("The opinion was not opened. What you typed is still here.")


class WordsForm(forms.Form):
    """What the sender adds to a case; the code is asked for only when the cookie has gone."""

    code = CodeField()
    part = forms.CharField(required=False, widget=forms.HiddenInput)
    text = WordsField(
        label=_("What you want to add"),
        longest=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attachments = FilesField()

    def __init__(self, *args: Any, asks_code: bool = False, tray: Tray | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tray = _hand_over(self, tray)
        if not asks_code:
            del self.fields["code"]
        self.helper = _helper("feedback:add_words", Submit("send", _("Send these words"), css_class="btn"))
        hidden = '{% include "feedback/_token.html" %}{% include "feedback/_of_case.html" %}'
        marks = [HTML(hidden), *self.fields]
        marks.insert(-1, HTML('{% include "uploads/_kept.html" %}'))
        self.helper.layout = Layout(*marks)

    def clean(self) -> dict[str, Any]:
        """Words or files; a picture speaks for itself."""
        given = super().clean() or {}
        if not self.errors and not given["text"] and not given["attachments"].kept:
            self.add_error("text", gettext("Please write what you want to add."))
        return given


class LostCodeForm(forms.Form):
    """Number and address by which a lost code is replaced."""

    reference = LineField(
        label=_("Reception number"),
        help_text=_(
            "Eight digits, for example 1234-5678. It stands on the slip and in the letter of receipt."
        ),
        max_length=40,
        error_messages={"required": _("Please write the reception number.")},
        widget=_box(inputmode="numeric", autocomplete="off", **{"class": "short"}),
    )
    email = MailField(
        label=_("E-mail address"),
        error_messages={"required": _("Please write the e-mail address you left.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper("feedback:lost_code", Submit("send", _("Send me a new code"), css_class="btn"))

    def clean_reference(self) -> str:
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["reference"])
        if not REFERENCE.fullmatch(digits):
            raise ValidationError(gettext("A reception number has eight digits."), code="invalid")
        return f"{digits[:4]}-{digits[4:]}"
