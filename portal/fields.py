"""Form fields that clean what a browser sends; the forms that use them are in each app."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import text
from portal.identity import phones

# As people write a day, 05/03/2026 or 050326, and the hour: 8:30, 8h30, 0830.
# Six digits are tried before eight: "281126" read as day, month, year in full would be the year 1126.
DAYS = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%y", "%d%m%Y"]
TIMES = ["%H:%M", "%Hh%M", "%Hh", "%H.%M", "%H%M"]


class LineField(forms.CharField):
    """One clean line; a line break, which no keyboard puts into such a box, is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages.setdefault(
            "max_length",
            _("This is longer than %(limit_value)d signs (now %(show_value)d). Please shorten it."),
        )

    def to_python(self, value: Any) -> str:
        line = text.clean(super().to_python(value) or "")
        if "\n" in line:
            raise ValidationError(gettext("Please write this on one line."), code="line")
        return line


class WordsField(forms.CharField):
    """Clean words of several lines, counted in code points once cleaned; a line break counts one."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        words = text.clean(super().to_python(value) or "")
        if len(words) > self.longest:
            facts = {"max": number_format(self.longest, force_grouping=True)}
            facts["n"] = number_format(len(words), force_grouping=True)
            message = gettext("The text is longer than %(max)s signs (now %(n)s). Please shorten it.") % facts
            raise ValidationError(message, code="max_length")
        return words


class MailField(LineField, forms.EmailField):
    default_error_messages = {
        "invalid": _("The e-mail address is not right. For example: ten@example.vn. You may leave it empty.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)


class PickField(forms.ChoiceField):
    """One of a list that is the same for every form of the process, or that is called for when needed."""

    default_error_messages = {"invalid_choice": _("Please choose one from the list.")}

    def __deepcopy__(self, memo: dict[int, Any]) -> "PickField":
        """Share the list with the form: Django would copy each label of each list at each request."""
        return forms.Field.__deepcopy__(self, memo)


class PhoneField(LineField):
    def to_python(self, value: Any) -> str:
        line = super().to_python(value)
        return phones.parse(line) if line else ""


class DayField(forms.DateField):
    """A day typed the Vietnamese way."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.DateInput(attrs={"class": "short", "inputmode": "numeric"})
        kwargs.setdefault("input_formats", DAYS)
        kwargs.setdefault("error_messages", {"invalid": _("This is no day. Example: 05/03/2026.")})
        kwargs.setdefault("help_text", _("Day/month/year, for example 05/03/2026."))
        super().__init__(widget=box, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Digits alone are six or eight: of fewer nobody knows which are the month."""
        typed = value.strip() if isinstance(value, str) else ""
        if typed.isdigit() and len(typed) not in (6, 8):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
