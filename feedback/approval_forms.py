"""The leader's decision on one answer; the letter and the case it is about are shown by approval_views."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.states import Action
from portal.fields import WordsField

NOTE_MAX = 2_000
LARGEST = 2**31 - 1


class DecisionForm(forms.Form):
    """`version`, `last_event` and `seen` tell which state of the case the leader had in view."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
    last_event = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    words = WordsField(
        longest=NOTE_MAX,
        label=_("What should be changed?"),
        help_text=_("Needed to send it back. The unit reads this, the sender does not."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    action = forms.ChoiceField(
        choices=[(Action.APPROVE, Action.APPROVE.label), (Action.SEND_BACK, Action.SEND_BACK.label)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose one of the two buttons.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") == Action.SEND_BACK and not data.get("words") and "words" not in self.errors:
            self.add_error("words", gettext("Please write what should be changed."))
        return data
