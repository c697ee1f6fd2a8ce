"""What staff fill in to keep the register: its numbers, the text of a letter, the day it came."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.action_forms import ActionForm, words_field
from feedback.models import Submission
from feedback.states import Action, Proof
from portal.fields import DayField, LineField, PickField, WordsField

BODY_MAX = 10_000


class TranscribeForm(ActionForm):
    body = WordsField(
        label=_("Text of the letter"),
        help_text=_("As it is written, faults included. Leave out the sender's name, address and telephone."),
        longest=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 18, "autofocus": True}),
        error_messages={"required": _("Please write what the letter says.")},
    )
    title = LineField(label=_("Summary in one line (optional)"), max_length=200, required=False)
    place = LineField(label=_("Place of the matter (optional)"), max_length=200, required=False)

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        known = {"body": case.body, "title": case.title, "place": case.place}
        kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, case=case, **kwargs)


class RegisterForm(ActionForm):
    """The number comes by itself; the page only asks for the press."""


class RemarkForm(ActionForm):
    remark = LineField(
        label=_("Remark on the register number"),
        help_text=_("For example: entered twice, see 15/2026. The number stays as it is."),
        max_length=300,
        error_messages={"required": _("Please write the remark.")},
    )


class CorrectReceivedForm(ActionForm):
    received_on = DayField(label=_("Received on"))
    words = words_field(_("Why"), _("Every correction of a received date stands in the report of checks."))

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        stands = timezone.localdate(case.received_at)
        kwargs["initial"] = {"received_on": stands, **kwargs.get("initial", {})}
        super().__init__(*args, case=case, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 3


class LostCodeForm(forms.Form):
    title = _("Give a new tracking code")
    proof = PickField(
        label=_("How the sender is known"),
        choices=Proof.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Name on the paper and name left with the opinion must agree. The number is not written down."
        ),
        error_messages={"required": _("Choose which paper was seen.")},
    )
    words = words_field(_("Why a new code is needed"), _("The sender does not see it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 2


DESK_FORMS: dict[str, type[ActionForm]] = {
    Action.TRANSCRIBE: TranscribeForm,
    Action.REGISTER: RegisterForm,
    Action.REMARK: RemarkForm,
    Action.CORRECT_RECEIVED: CorrectReceivedForm,
}
