"""What a leader chooses: the days, the organ, and which list; text in, spans and rows out."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import states
from officials.models import Unit
from reports import periods
from reports.periods import Period, Span
from reports.queries import Show

NONE = "none"  # the value by which a link asks for rows that have no unit or no field yet


class DayField(forms.DateField):
    def __init__(self, label: Any) -> None:
        outside = _("Choose a year from 1900 to 2999.")
        super().__init__(
            label=label,
            required=False,
            error_messages={"invalid": _("Write the day as day/month/year, for example 05/03/2026.")},
            validators=[
                MinValueValidator(periods.EARLIEST, outside),
                MaxValueValidator(periods.LATEST, outside),
            ],
            widget=forms.DateInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
        )


class PeriodForm(forms.Form):
    """Named period or chosen days; whatever is wrong is said, and the rest keeps its usual value."""

    period = forms.ChoiceField(
        choices=Period.choices,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("That period is not in the list.")},
    )
    since = DayField(pgettext_lazy("first day", "From"))
    until = DayField(pgettext_lazy("last day", "To"))
    organ = forms.ChoiceField(
        label=_("Organ"),
        required=False,
        error_messages={"invalid_choice": _("You do not lead that organ.")},
    )

    def __init__(self, data: Any, *, organs: Sequence[Unit], today: date) -> None:
        super().__init__(data)
        self.today = today
        self.organs = organs
        choices = [(organ.code, organ.label) for organ in organs]
        self.fields["organ"].choices = [("", _("All that I lead")), *choices]  # type: ignore[attr-defined]
        if len(organs) < 2:
            self.fields["organ"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("since"), data.get("until")
        if "since" not in self.errors and first is None and (last or data.get("period") == Period.CUSTOM):
            self.add_error("since", gettext("Write the first day."))
        if first and not self.errors and first > (last or self.today):
            self.add_error("until", gettext("The last day is before the first."))
        return data

    @property
    def named(self) -> str:
        """The period in force: chosen days when they are right, else the named one, else the usual one."""
        data = self.cleaned_data
        if data.get("since") and not {"since", "until"} & set(self.errors):
            return Period.CUSTOM
        period = data.get("period", "")
        return period if period not in ("", Period.CUSTOM) else periods.DEFAULT

    @property
    def span(self) -> Span:
        if self.named == Period.CUSTOM:
            return Span(self.cleaned_data["since"], self.cleaned_data["until"] or self.today)
        return periods.span_of(self.named, self.today)

    @property
    def chosen_organs(self) -> Sequence[Unit]:
        code = self.cleaned_data.get("organ", "")
        return [organ for organ in self.organs if code in ("", organ.code)]

    def query(self, **values: str) -> str:
        """The query string that keeps this choice, with further values; an empty value drops its key."""
        kept: dict[str, str] = {"period": self.named, "organ": self.cleaned_data.get("organ", "")}
        if self.named == Period.CUSTOM:
            kept |= dates(self.span)
        return "?" + urlencode({key: value for key, value in {**kept, **values}.items() if value})


def dates(span: Span) -> dict[str, str]:
    return {
        "period": Period.CUSTOM,
        "since": span.first.strftime("%d/%m/%Y"),
        "until": span.last.strftime("%d/%m/%Y"),
    }


class ListForm(PeriodForm):
    """Which list, narrowed by field, channel or unit; all of it comes from a link."""

    show = forms.ChoiceField(
        choices=Show.choices,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("There is no such list; this is what is in hand.")},
    )
    field = forms.ChoiceField(
        choices=[*states.Field.choices, (NONE, _("Not classified yet"))],
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("That field is not in the list.")},
    )
    channel = forms.ChoiceField(
        choices=states.Channel.choices,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("That channel is not in the list.")},
    )
    unit = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_unit(self) -> Unit | str:
        """A unit row, NONE for cases not yet assigned, or nothing."""
        code: str = self.cleaned_data["unit"]
        if code in ("", NONE):
            return code
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise forms.ValidationError(gettext("There is no such unit."))
        return unit

    @property
    def shown(self) -> Show:
        return Show(self.cleaned_data.get("show") or Show.OPEN)

    @property
    def conditions(self) -> dict[str, Any]:
        """The narrowing as conditions on cases."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        if field := data.get("field"):
            found["field"] = "" if field == NONE else field
        if channel := data.get("channel"):
            found["channel"] = channel
        if unit := data.get("unit"):
            found["responsible"] = None if unit == NONE else unit
        return found

    @property
    def narrowed_by(self) -> list[str]:
        """The narrowing in words."""
        data = self.cleaned_data
        words = [
            str(dict(self.fields[name].choices)[data[name]])  # type: ignore[attr-defined]
            for name in ("field", "channel")
            if data.get(name)
        ]
        if unit := data.get("unit"):
            words.append(gettext("Not assigned yet") if unit == NONE else unit.label)
        return words
