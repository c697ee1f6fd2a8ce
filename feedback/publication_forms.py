"""What a clerk fills in to publish: the redacted words with what the check found, and the last look's yes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.action_forms import ActionForm
from feedback.models import Answer, Submission
from feedback.redaction import Hit, Kind
from portal.fields import LineField, WordsField

WORDS_MOST = 10_000
BOXES = ("title", "question", "answer")
# One sentence for everything by which the sender could be known: the check is no place to try out names.
FOUND: dict[Kind, Any] = {
    Kind.SENDER: _("may tell who sent it"),
    Kind.ACCUSED: _("names somebody this opinion was about"),
    Kind.REFERENCE: _("the reception number"),
    Kind.ID_NUMBER: _("looks like an identity card number"),
    Kind.LONG_NUMBER: _("a long number: a telephone, an account, a paper?"),
    Kind.MAIL: _("an e-mail address"),
    Kind.PLATE: _("looks like a number plate"),
    Kind.PARCEL: _("tells a parcel of land"),
    Kind.PERSON: _("a person's name?"),
    Kind.NOTE: _("words that stand in an internal note"),
}


class PublicationForm(ActionForm):
    """Title, question and answer for everybody; `confirmed` are the marks of hits that may stand."""

    button = _("Check and see the page")

    title = LineField(
        label=_("Public title"),
        max_length=200,
        error_messages={"required": _("Please write the title everybody will read.")},
    )
    question = WordsField(
        label=_("Public question"),
        help_text=_("What was raised, without anything that points to a person."),
        longest=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please write the question everybody will read.")},
    )
    answer = WordsField(
        label=_("Public answer"),
        longest=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Please write the answer everybody will read.")},
    )

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in BOXES}

    def found(self, hits: Sequence[Hit]) -> list[dict[str, Any]]:
        """The hits as the page lists them: where, what, and one tick for the same words in many places."""
        labels = {name: str(self.fields[name].label) for name in BOXES}
        once = {hit.mark: hit for hit in reversed(hits)}
        return [
            {
                "hit": hit,
                "place": labels[hit.place],
                "what": str(FOUND[hit.kind]),
                "first": once[hit.mark] is hit,
            }
            for hit in hits
        ]


class LastLookForm(ActionForm):
    """The yes under the page as it will stand."""

    looked = forms.BooleanField(
        label=_("I have looked at the redacted version; the sender has agreed"),
        error_messages={"required": _("Tick this once you have read it to the end.")},
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {}


def first_words(case: Submission) -> dict[str, str]:
    """The originals as a start for redacting by hand; what is kept of an earlier try goes first."""
    known = case.publication or case.publications.order_by("-pk").first()
    if known is not None:
        return {name: getattr(known, name) for name in BOXES}
    answer = case.answers.filter(state=Answer.State.SENT).order_by("-sent_at").first()
    promise = ""
    if answer is not None and answer.promise and answer.promise_unit is not None and answer.promise_on:
        known_by = (answer.promise, answer.promise_unit.name, f"{answer.promise_on:%d/%m/%Y}")
        promise = "\n\n" + gettext("What will be done: %s, %s, before %s.") % known_by
    return {
        "title": case.title,
        "question": case.body,
        "answer": f"{answer.text}{promise}" if answer is not None else "",
    }
