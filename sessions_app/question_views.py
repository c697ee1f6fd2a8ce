"""A question sent before a dialogue, a roundtable or a voter meeting, without an account."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback.states import Field
from portal import limits
from portal.fields import LineField, PickField, WordsField
from portal.identity import tokens
from sessions_app import queries, workflow
from sessions_app.models import Meeting
from sessions_app.workflow import Question

WORDS_MOST = 2000
# Ten digits, three more for a branch; twelve where the identity number is the tax number.
TAX_NUMBER = re.compile(r"\d{10}(-?\d{3})?|\d{12}")


class QuestionForm(forms.Form):
    text = WordsField(
        label=_("Your question or proposal"),
        help_text=_("One matter in each. Please do not write your identity card number."),
        longest=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write your question.")},
    )
    field = PickField(
        label=pgettext_lazy("matter", "Field"), choices=[("", "—"), *Field.choices], required=False
    )
    speaker = LineField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please write your name.")},
    )
    contact = LineField(
        label=_("Telephone number or e-mail address (you may leave it)"),
        help_text=_("Only for the answer; nobody else sees it."),
        max_length=120,
        required=False,
    )
    organisation = LineField(
        label=_("Enterprise, cooperative or organisation (if you speak for one)"),
        max_length=200,
        required=False,
    )
    tax_number = LineField(label=_("Its tax number"), max_length=20, required=False)
    sector = LineField(
        label=_("Its sector"),
        help_text=_("For example: orange growing."),
        max_length=100,
        required=False,
    )

    def clean_tax_number(self) -> str:
        typed: str = self.cleaned_data["tax_number"].replace(" ", "")
        if typed and not TAX_NUMBER.fullmatch(typed):
            words = gettext(
                "A tax number has 10, 12 or 13 digits. Look at each digit again, or leave it empty."
            )
            raise ValidationError(words, code="wrong")
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("tax_number") or given.get("sector")) and not given.get("organisation"):
            self.add_error("organisation", gettext("Write the name of the organisation."))
        return given


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    meeting = get_object_or_404(queries.posted(), public_id=public_id)
    try:
        workflow.refuse_question(meeting, timezone.now())
    except ValidationError as error:
        words = " ".join(error.messages)
        return render(request, "sessions/closed.html", {"row": meeting, "words": words}, status=409)
    if request.method != "POST":
        return _show(request, meeting, QuestionForm(), tokens.issue())
    form = QuestionForm(request.POST)
    text, token, is_old = tokens.read_or_new(request.POST.get("form_token", ""))
    if is_old:
        words = gettext(
            "The page was opened long ago. Please send it once more; what you wrote is still here."
        )
        form.add_error(None, words)
    if request.POST.get("website"):
        form.add_error(None, _("Please leave the field for programs empty, and send it once more."))
    if not form.is_valid():
        return _show(request, meeting, form, text)
    verdict = limits.hit(request, "submit")
    if verdict.refused:
        words = gettext(
            "Many forms were sent from the network you use. Please try again in %(minutes)s minutes."
        )
        form.add_error(None, words % {"minutes": verdict.retry_minutes})
        return _show(request, meeting, form, text, status=429)
    try:
        point = workflow.ask(
            meeting=meeting, question=Question(**form.cleaned_data), form_key=token.key, now=timezone.now()
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _show(request, meeting, form, text)
    return render(request, "sessions/asked.html", {"row": meeting, "point": point})


def _show(
    request: HttpRequest, meeting: Meeting, form: QuestionForm, token: str, status: int = 200
) -> HttpResponse:
    context = {"row": meeting, "form": form, "form_token": token}
    return render(request, "sessions/ask.html", context, status=status)
