"""What the desk fills in to split a letter: up to five matters, each cut out of the words as they came."""

from typing import Any

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.action_forms import EMPTY, ActionForm
from feedback.models import Submission
from feedback.workflow.splitting import PARTS_MOST, Part
from portal.fields import LineField, PickField, WordsField

OPEN_PARTS = 2
NAMES = ("title", "body", "legal_kind", "field")
BODY_LONGEST = 20_000


def _fields(number: int) -> dict[str, forms.Field]:
    kinds = [*EMPTY, *((kind.value, kind.label) for kind in states.ORDINARY_KINDS)]
    return {
        f"title_{number}": LineField(label=_("Summary of this matter"), max_length=200, required=False),
        f"body_{number}": WordsField(
            label=_("Words of the letter about it"),
            longest=BODY_LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 6}),
        ),
        f"legal_kind_{number}": PickField(label=_("Kind in law"), choices=kinds, required=False),
        f"field_{number}": PickField(
            label=pgettext_lazy("matter", "Field"), choices=[*EMPTY, *states.Field.choices], required=False
        ),
    }


class SplitForm(ActionForm):
    """A matter counts once it has a summary; the words begin as the whole letter, to be cut down."""

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        bodies = {f"body_{number}": case.body for number in range(1, PARTS_MOST + 1)}
        kwargs["initial"] = bodies | kwargs.get("initial", {})
        super().__init__(*args, case=case, **kwargs)
        for number in range(1, PARTS_MOST + 1):
            self.fields.update(_fields(number))
        sets = [
            Fieldset(
                gettext("Matter %(n)s") % {"n": number + 1},
                *(f"{name}_{number}" for name in NAMES),
            )
            for number in range(1, PARTS_MOST + 1)
        ]
        more = gettext("More matters")
        stands_open = " open" if self.is_bound else ""
        folded = HTML(f"<details{stands_open}><summary>{more}</summary>")
        lead = HTML(f"<p>{self._lead()}</p>")
        self.helper.layout = Layout(
            "version", "seen", lead, *sets[:OPEN_PARTS], folded, *sets[OPEN_PARTS:], HTML("</details>")
        )

    def _lead(self) -> str:
        return gettext(
            "This opinion keeps its whole text and goes on as the first matter. Give each further matter a "
            "summary and cut its words down; what has no summary is left out. The sender follows all of them "
            "by the same code."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, PARTS_MOST + 1):
            self._check(number, cleaned)
        return cleaned

    def _check(self, number: int, cleaned: dict[str, Any]) -> None:
        title, body, kind, field = (cleaned.get(f"{name}_{number}", "") for name in NAMES)
        if not title:
            if kind or field or body.split() != self.case.body.split():
                self.add_error(f"title_{number}", gettext("Write what this matter is about, in one line."))
            return
        missing = {
            "body": (body, gettext("Write or leave the words about this matter.")),
            "legal_kind": (kind, gettext("Choose the kind in law.")),
            "field": (field, gettext("Choose the field.")),
        }
        for name, (value, sentence) in missing.items():
            if not value and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", sentence)

    @property
    def facts(self) -> dict[str, Any]:
        rows = (
            Part(*(self.cleaned_data[f"{name}_{number}"] for name in NAMES))
            for number in range(1, PARTS_MOST + 1)
        )
        return {"parts": tuple(part for part in rows if part.title)}
