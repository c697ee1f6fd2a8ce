"""What a clerk fills in at a letter box: what was found in it, each letter, the end, a remark."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.entry_forms import EntryForm
from feedback.models import BoxOpening, LetterBox
from feedback.states import Channel
from feedback.workflow import Found
from officials.models import User
from portal.fields import DAYS, TIMES, DayField, LineField, PickField, WordsField
from portal.uploads.fields import FilesField
from portal.uploads.trays import Tray

PEOPLE_MOST, LINE_MOST, ENVELOPES_MOST = 20, 200, 5000


class PairsField(WordsField):
    """One a line, its two parts divided by the first sign of `divider`; the second part may be missing."""

    def __init__(self, *, parts: tuple[str, str], divider: str, **kwargs: Any) -> None:
        self.parts, self.divider = parts, divider
        rows = kwargs.pop("rows", 2)
        super().__init__(
            longest=PEOPLE_MOST * LINE_MOST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
        )

    def clean(self, value: Any) -> list[dict[str, str]]:
        lines = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if len(lines) > PEOPLE_MOST:
            raise ValidationError(gettext("At most %(n)s lines.") % {"n": PEOPLE_MOST}, code="too_many")
        if any(len(line) > LINE_MOST for line in lines):
            raise ValidationError(gettext("A line has at most %(n)s signs.") % {"n": LINE_MOST}, code="long")
        return [self._pair(line) for line in lines]

    def _pair(self, line: str) -> dict[str, str]:
        first, _divider, second = line.partition(self.divider)
        return dict(zip(self.parts, (first.strip(), second.strip()), strict=True))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{self.divider} ".join(filter(None, map(pair.get, self.parts))) for pair in value)


def _count(label: Any, help_text: Any = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=0,
        max_value=ENVELOPES_MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Write a whole number."), "required": _("Write a number, 0 if none.")},
    )


class OpeningForm(forms.Form):
    """Who opened which box when, and what was in it; `letters` may stay empty."""

    box = PickField(label=_("Letter box"), choices=[])
    opened_on = DayField(
        label=_("Opened on"), help_text=_("For example 05/03/2026 or 050326."), input_formats=DAYS
    )
    opened_time = forms.TimeField(
        label=_("At what time"),
        help_text=_("For example 8:30 or 8h30."),
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("This is no time of day. Example: 8:30.")},
    )
    opened_by = PairsField(
        label=_("Who opened it"),
        help_text=_("One a line: full name, post."),
        parts=("name", "post"),
        divider=",",
        error_messages={"required": _("Write who opened the box.")},
    )
    witnesses = PairsField(
        label=_("Witnesses"),
        help_text=_("One a line: full name, post."),
        parts=("name", "post"),
        divider=",",
        required=False,
    )
    envelopes = _count(_("Envelopes and loose sheets taken out"))
    empty = _count(_("Of them empty"), required=False)
    letters = _count(
        _("Letters to enter"),
        _("Left empty: one in each envelope that is neither empty nor unopened."),
        required=False,
    )
    named_envelopes = PairsField(
        label=_("Addressed by name, not opened"),
        help_text=_("One a line: to whom; who took it."),
        parts=("to", "taken_by"),
        divider=";",
        required=False,
    )
    remarks = WordsField(
        label=_("Remarks (optional)"),
        help_text=_("For example: the lock was whole. No names of senders."),
        longest=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, boxes: list[LetterBox], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boxes = {str(box.pk): box for box in boxes}
        several = len({box.organ_id for box in boxes}) > 1
        choices = [
            (pk, f"{box}, {box.organ.label}" if several else str(box)) for pk, box in self.boxes.items()
        ]
        self.fields["box"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["box"].initial = choices[0][0]
            self.fields["box"].widget = forms.HiddenInput()
        self.fields["opened_on"].required = True
        if not self.is_bound:
            self.fields["opened_time" if len(choices) == 1 else "box"].widget.attrs["autofocus"] = True

    @property
    def chosen(self) -> LetterBox:
        return self.boxes[self.cleaned_data["box"]]

    def found(self) -> Found:
        """Return what the workflow checks and keeps; call once the form is valid."""
        given = self.cleaned_data
        names = "opened_by witnesses envelopes letters named_envelopes remarks"
        moment = timezone.make_aware(datetime.combine(given["opened_on"], given["opened_time"]))
        return Found(
            opened_at=moment, empty=given["empty"] or 0, **{name: given[name] for name in names.split()}
        )

    # The groups of the page, in its order.

    def moment(self) -> list[forms.BoundField]:
        return [self[name] for name in ("box", "opened_on", "opened_time")]

    def people(self) -> list[forms.BoundField]:
        return [self["opened_by"], self["witnesses"]]

    def counts(self) -> list[forms.BoundField]:
        return [self[name] for name in ("envelopes", "empty", "letters")]

    def rest(self) -> list[forms.BoundField]:
        return [self["named_envelopes"], self["remarks"]]


def begun(user: User) -> dict[str, Any]:
    """What the page of a new opening begins with."""
    now = timezone.localtime()
    return {"opened_on": now.date(), "opened_time": now.time(), "opened_by": f"{user.full_name}, "}


def stands(opening: BoxOpening) -> dict[str, Any]:
    """What the page that corrects an opening begins with."""
    names = "opened_by witnesses envelopes empty letters named_envelopes remarks"
    at = timezone.localtime(opening.opened_at)
    moment: dict[str, date | time] = {"opened_on": at.date(), "opened_time": at.time()}
    return {"box": str(opening.box_id), **moment, **{name: getattr(opening, name) for name in names.split()}}


class BoxLetterForm(EntryForm):
    """The desk's form for a letter out of a box: channel, day and book are those of the opening."""

    slip = LineField(
        label=_("Slip number, where a printed slip lies in the letter"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "accesskey": "p"}),
    )

    def __init__(self, data: Any = None, *, opening: BoxOpening, **kwargs: Any) -> None:
        day = timezone.localdate(opening.opened_at)
        fixed = {
            "channel": Channel.HOM_THU,
            "received_on": f"{day:%d/%m/%Y}",
            "organ": str(opening.box.organ_id),
        }
        if data is not None:
            data = data.copy()
            for name, value in fixed.items():
                data[name] = value
        super().__init__(data, initial=fixed, **kwargs)

    def head(self) -> list[forms.BoundField]:
        return [self["slip"]]


class FinishForm(forms.Form):
    why = WordsField(
        label=_("Why letters that were counted are not entered"),
        help_text=_("It stands in the minutes."),
        longest=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OpeningRemarkForm(forms.Form):
    remark = LineField(
        label=_("Remark on the opening"),
        help_text=_("For example: 2 envelopes were empty, not 1. The counts stay as they are."),
        max_length=500,
        error_messages={"required": _("Please write the remark.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class ScanForm(forms.Form):
    """Files that came with the form; what became of them is in its tray."""

    attachments = FilesField()

    def __init__(self, *args: Any, tray: Tray | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tray = tray or Tray()
        self.fields["attachments"].tray = self.tray  # type: ignore[attr-defined]
        self.fields["attachments"].label = _("Scan of the signed minutes")
        self.fields["attachments"].help_text = ""


class SplitForm(ScanForm):
    """One scan of many letters, and which pages belong to which."""

    pages = WordsField(
        label=_("Pages of each letter, in the order of the letters"),
        help_text=_("Divided by commas. For example 1-2, 3, 4-6: three letters."),
        longest=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Write which pages belong to which letter.")},
    )
    first = forms.IntegerField(
        label=_("Beginning with letter number"),
        min_value=1,
        max_value=ENVELOPES_MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Write a whole number."), "required": _("Write a whole number.")},
    )
    skip_rest = forms.BooleanField(
        label=_("Pages not written above are blank, leave them out"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"].label = _("One PDF with the letters of this opening")

    def clean_attachments(self) -> Tray:
        tray: Tray = self.cleaned_data["attachments"]
        if len(tray.kept) != 1:
            raise ValidationError(gettext("Please choose one PDF."), code="not_one")
        return tray

    def asked(self) -> dict[str, Any]:
        """Return what the workflow is asked for; call once the form is valid."""
        given = self.cleaned_data
        return {
            "document": self.tray.kept[0],
            **{name: given[name] for name in ("pages", "first", "skip_rest")},
        }
