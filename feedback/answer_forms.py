"""What an officer fills in to answer: the draft, and the preview's yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback import files, states
from feedback.action_forms import ActionForm, FilesForm, UnitSelect
from portal.fields import DayField, LineField, PickField, WordsField


class SendForm(ActionForm):
    """The preview's yes: send the letter, or hand the draft to the leader."""


class AnswerForm(FilesForm):
    button = _("Save and see the letter")

    outcome = PickField(
        label=_("Outcome"),
        choices=states.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    summary = LineField(
        label=_("What the sender raised, in one sentence"),
        max_length=300,
        error_messages={"required": _("Sum up in one sentence what the sender raised.")},
    )
    text = WordsField(
        label=_("Answer"),
        help_text=_("Short sentences, one thing each. The sender reads it as it stands here."),
        longest=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Please write the answer.")},
    )
    promise = LineField(
        label=_("What will be done (optional)"),
        help_text=_("A promise needs who does it and by which day."),
        max_length=300,
        required=False,
    )
    promise_unit = UnitSelect(label=_("Done by"), required=False)
    promise_on = DayField(label=_("Done before"))
    document_number = LineField(label=_("Number of the document (optional)"), max_length=60, required=False)
    document_on = DayField(label=_("Date of the document"))

    kept_files = forms.MultipleChoiceField(
        label=_("Files that go with the answer"),
        help_text=_("Untick those that should not go."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_kept()
        self.fields["promise_unit"].offer(first=self.case.organ_id)  # type: ignore[attr-defined]

    def _offer_kept(self) -> None:
        """The files the draft has already, each to be kept or left out."""
        there = [(str(file.pk), file.name) for file in files.of_draft(self.case)]
        field = self.fields["kept_files"]
        field.choices, field.initial = there, [pk for pk, _name in there]  # type: ignore[attr-defined]
        if not there:
            field.widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        promised = [bool(cleaned.get(name)) for name in ("promise", "promise_unit", "promise_on")]
        if any(promised) and not all(promised) and "promise_on" not in self.errors:
            self.add_error("promise", gettext("A promise needs who does it and by which day."))
        papers = [bool(cleaned.get(name)) for name in ("document_number", "document_on")]
        if any(papers) and not all(papers) and "document_on" not in self.errors:
            self.add_error("document_number", gettext("A document needs both its number and its date."))
        return cleaned
