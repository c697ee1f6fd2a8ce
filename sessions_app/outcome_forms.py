"""What the desk fills in after a meeting: what was raised, minutes, papers signed, promises and their end."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.action_forms import UnitSelect
from feedback.states import Field
from portal.fields import DAYS, TIMES, DayField, LineField, PickField, WordsField
from sessions_app.models import Meeting, Minutes, Turn
from sessions_app.states import OPEN_TO_ALL, Competence, Kind, Result, Way, results_at
from sessions_app.workflow import Promised

DAY_HELP = _("For example 05/03/2026 or 050326.")


def _line(label: Any, longest: int, help_text: Any = "", *, required: bool = False, **more: Any) -> LineField:
    box = forms.TextInput(attrs={"autocomplete": "off"})
    return LineField(
        label=label, help_text=help_text, max_length=longest, required=required, widget=box, **more
    )


def _words(label: Any, longest: int, rows: int, help_text: Any = "", **more: Any) -> WordsField:
    box = forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, longest=longest, help_text=help_text, widget=box, **more)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=_("For example 8:30 or 8h30."),
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("This is no time of day. Example: 8:30.")},
    )


def _signed_on() -> DayField:
    field = DayField(label=_("Signed on"), help_text=DAY_HELP, input_formats=DAYS)
    field.required = True
    return field


class PointForm(forms.Form):
    text = _words(_("What was raised"), 4000, 4, error_messages={"required": _("Write what was raised.")})
    speaker = _line(_("Who raised it"), 200, _("Person or organisation; it is not shown to the public."))
    field = PickField(
        label=pgettext_lazy("matter", "Field"), choices=[("", "—"), *Field.choices], required=False
    )
    competence = PickField(
        label=_("Whose business it is"), choices=[("", "—"), *Competence.choices], required=False
    )
    is_repeated = forms.BooleanField(label=_("Raised before"), required=False)
    is_advance = forms.BooleanField(label=_("Sent in beforehand"), required=False)
    way = PickField(label=_("How it is answered"), choices=Way.choices, initial=Way.AT_ONCE)
    answer = _words(_("Answer given"), 4000, 3, required=False)
    unit = UnitSelect(label=_("Unit that answers"), required=False)
    due_on = DayField(label=_("Answer due on"), help_text=DAY_HELP, input_formats=DAYS)
    is_public = forms.BooleanField(
        label=_("Show question and answer to the public, without who raised it"), required=False
    )

    def __init__(self, *args: Any, meeting: Meeting, is_sent_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(first=meeting.organ_id)  # type: ignore[attr-defined]
        if is_sent_in:
            del self.fields["speaker"], self.fields["is_advance"]  # its sender stays encrypted
        if meeting.kind != Kind.VOTERS:
            del self.fields["competence"]
        if meeting.council_session is not None:
            self.fields["due_on"].initial = meeting.council_session.opens_on
        self.fields["text"].widget.attrs["autofocus"] = True


class ReplyForm(forms.Form):
    """What the unit answers, before the day or after it."""

    reply = _words(
        _("Answer of the unit"), 4000, 6, _("The desk reads it out, sends it and may show it to the public."),
        error_messages={"required": _("Write the answer.")},
    )  # fmt: skip
    reply_doc = _line(_("Document of the answer"), 120, _("For example: 15/CV-KT, 05/03/2026."))
    result = PickField(label=_("What came of it"), choices=[("", "—"), *Result.choices], required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.value, each.label) for each in results_at(kind)]
        self.fields["result"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    began_at = _time(_("Began at"))
    ended_at = _time(_("Ended at"))
    present = _words(
        _("Present"), 3000, 4, _("One a line: full name, post."),
        error_messages={"required": _("Write who was present.")},
    )  # fmt: skip
    absent = _words(_("Absent, and why"), 1000, 2, required=False)
    course = _words(
        _("Course and opinions"), 20_000, 8, _("Turns and questions written down are printed of themselves."),
        required=False,
    )  # fmt: skip
    conclusion = _words(_("Conclusion of the chair"), 10_000, 5, required=False)
    differences = _words(_("What stays open"), 3000, 2, required=False)
    secretary = _line(
        _("Who wrote it"), 120, required=True, error_messages={"required": _("Write who wrote the minutes.")}
    )

    def moment(self) -> list[forms.BoundField]:
        return [self["began_at"], self["ended_at"]]

    def rest(self) -> list[forms.BoundField]:
        names = ("present", "absent", "course", "conclusion", "differences", "secretary")
        return [self[name] for name in names]


def begun(meeting: Meeting, writer: str) -> dict[str, Any]:
    """What minutes begin with: the hours posted, who presided, who was announced."""
    chair = str(meeting.chair) if meeting.chair is not None else ""
    post = meeting.post.label if meeting.post is not None and not meeting.by_delegation else ""
    present = "\n".join(filter(None, (", ".join(filter(None, (chair, post))), meeting.participants)))
    hours = {"began_at": meeting.starts_at, "ended_at": meeting.ends_at}
    return {**hours, "present": present, "secretary": writer}


def stands(minutes: Minutes) -> dict[str, Any]:
    names = "began_at ended_at present absent course conclusion differences secretary"
    return {name: getattr(minutes, name) for name in names.split()}


class SignForm(forms.Form):
    signed_on = _signed_on()


class NoticeForm(forms.Form):
    number = _line(
        _("Document number"), 60, _("For example: 15/TB-UBND."), required=True,
        error_messages={"required": _("Write the number of the document.")},
    )  # fmt: skip
    signed_on = _signed_on()


class PromiseForm(forms.Form):
    """One directive of the conclusion, or one promise."""

    words = _words(
        _("What is to be done"), 2000, 3, error_messages={"required": _("Write what is to be done.")}
    )
    unit = UnitSelect(
        label=_("Unit responsible"), error_messages={"required": _("Choose the unit responsible.")}
    )
    helpers: Any = forms.ModelMultipleChoiceField(
        label=_("Units that help"),
        queryset=None,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    due_on = DayField(label=_("Due on"), help_text=DAY_HELP, input_formats=DAYS)
    product = _line(
        _("Expected product"), 200, _("For example: a report, a repaired road."), required=True,
        error_messages={"required": _("Write what is expected to come of it.")},
    )  # fmt: skip
    turn = forms.ModelChoiceField(
        label=_("Because of turn"), queryset=Turn.objects.none(), required=False, empty_label="—"
    )
    is_public = forms.BooleanField(
        label=_("Show it to the public on the page of the meeting"),
        help_text=_("The next meeting of this kind opens with how it stands."),
        required=False,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(first=meeting.organ_id)  # type: ignore[attr-defined]
        units = self.fields["unit"].queryset  # type: ignore[attr-defined]
        self.fields["helpers"].queryset = units  # type: ignore[attr-defined]
        self.fields["due_on"].required = True
        self.fields["words"].widget.attrs["autofocus"] = True
        if meeting.kind in OPEN_TO_ALL:
            del self.fields["turn"]
        else:
            del self.fields["is_public"]
            self.fields["turn"].queryset = meeting.turns.filter(~Q(pk=None))  # type: ignore[attr-defined]

    def promised(self) -> Promised:
        return Promised(**self.cleaned_data)


class ReportForm(forms.Form):
    text = _words(
        _("How far it is"), 1000, 3, _("The unit, the desk and the leaders read it."),
        error_messages={"required": _("Write how far it is.")},
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("Done, in percent"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={
            "invalid": _("Write a whole number."),
            "required": _("Write a number from 0 to 100."),
            "min_value": _("Write a number from 0 to 100."),
            "max_value": _("Write a number from 0 to 100."),
        },
    )


class EndForm(forms.Form):
    evidence = _words(
        _("What proves it, or why it ends"), 500, 2, _("For example: number and day of a report."),
        error_messages={"required": _("Write what proves it, or why it ends.")},
    )  # fmt: skip


def today() -> str:
    return f"{timezone.localdate():%d/%m/%Y}"
