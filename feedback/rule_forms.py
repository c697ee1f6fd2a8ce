"""The form of a routing rule: browser text in, a rule out that was tried with exactly these values."""

import json
import re
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import matching, workflow
from feedback.models import RoutingRule
from feedback.workflow import Trial
from officials.models import User
from portal import text
from portal.fields import WordsField

PHRASES_MOST, PHRASE_LONGEST = 30, 100
TRIED_SECONDS = 3600
SALT = "feedback.routing.tried"
SEPARATORS = re.compile(r"[\n,;]+")
QUOTES = "\"'“”„«»‘’"
FIELDS = [
    "position", "organ", "kind", "field", "topic", "addressed_to", "area", "words", "all_words", "channel",
    "is_catch_all", "responsible", "officer", "is_urgent", "valid_from", "valid_to", "is_active",
]  # fmt: skip


class PhrasesField(WordsField):
    """Phrases, one a line or with commas; each is found whatever its tones, its words together."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Words"),
            help_text=gettext_lazy(
                "One phrase a line, or with commas. Tone marks do not matter; the words of a phrase must "
                "stand together. Empty: any words."
            ),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        typed = (part.strip(QUOTES + " \t") for part in SEPARATORS.split(str(super().clean(value) or "")))
        phrases = list(dict.fromkeys(text.clean(part) for part in typed if part))
        if len(phrases) > PHRASES_MOST or any(len(phrase) > PHRASE_LONGEST for phrase in phrases):
            words = _("At most %(n)s phrases of at most %(signs)s signs each.")
            raise ValidationError(words % {"n": PHRASES_MOST, "signs": PHRASE_LONGEST}, code="too_many")
        empty = _without_words(phrases)
        if empty:
            raise ValidationError(
                _("No word can be looked for in: %(what)s") % {"what": ", ".join(empty)}, code="no_word"
            )
        return phrases


def _without_words(phrases: list[str]) -> list[str]:
    """Phrases of signs only, which the search would find nowhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p FROM unnest(%s::text[]) AS p WHERE numnode(phraseto_tsquery('vi', p)) = 0",
            [phrases],
        )
        return [row[0] for row in cursor.fetchall()]


class OfficerSelect(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.full_name


class RoutingRuleForm(forms.ModelForm):
    """Kept only after a trial of the very values: `trial` is what the button asked for, or None."""

    words = PhrasesField(longest=4_000)
    officer = OfficerSelect(
        label=gettext_lazy("Officer"),
        queryset=User.objects.filter(is_active=True).order_by("full_name"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("Empty: the unit decides."),
    )

    class Meta:
        model = RoutingRule
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trial: Trial | None = None
        self.token = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        officer, unit = cleaned.get("officer"), cleaned.get("responsible")
        if officer is not None and unit is not None and not matching.works_for(officer, unit):
            words = _("This officer does not handle opinions in that unit.")
            self.add_error("officer", ValidationError(words, code="elsewhere"))
        return cleaned

    def _post_clean(self) -> None:
        """After all else holds: try it, or keep it if exactly this was tried within the last hour."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        if "_try" in self.data:
            self.trial, self.token = workflow.try_rule(self.instance), self._signed()
            self.add_error(None, ValidationError(_("Tried, not saved yet."), code="tried"))
        elif not self._was_tried():
            words = _("Please try the rule with exactly these values first; then it can be saved.")
            self.add_error(None, ValidationError(words, code="not_tried"))

    def _signed(self) -> str:
        return signing.dumps(self._values(), salt=SALT)

    def _was_tried(self) -> bool:
        try:
            tried = signing.loads(self.data.get("tried", ""), salt=SALT, max_age=TRIED_SECONDS)
        except signing.BadSignature:
            return False
        return bool(tried == self._values())

    def _values(self) -> Any:
        """What the rule says, and which rule it is, as JSON reads it back."""
        return json.loads(json.dumps([self.instance.pk, self.instance.values]))
