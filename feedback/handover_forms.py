"""What staff fill in to pass a case on, to urge a unit, and to move the day of an answer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.action_forms import ActionForm, ConfirmForm, UnitSelect, words_field
from feedback.models import Submission
from portal.fields import DayField


class PassOnForm(ActionForm):
    responsible = UnitSelect(
        label=_("Unit that handles"), error_messages={"required": _("Choose the unit that handles it.")}
    )
    words = words_field(_("Why it is passed on"), _("The sender does not see it."))

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["responsible"].offer(first=case.organ_id)  # type: ignore[attr-defined]


class AskHelpForm(ActionForm):
    helper = UnitSelect(
        label=_("Unit that helps"), error_messages={"required": _("Choose the unit that helps.")}
    )
    words = words_field(
        _("What is asked of it"), _("The unit sees the opinion. The sender sees nothing of it.")
    )
    reply_by = DayField(label=_("Reply by (optional)"))

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["helper"].offer(first=case.organ_id)  # type: ignore[attr-defined]


class ExtendForm(ActionForm):
    new_due = DayField(label=_("New day"))
    reason = words_field(
        _("Why the answer takes longer"), _("The sender reads it once the leader has agreed.")
    )

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        box = self.fields["reason"].widget
        box.attrs["rows"] = 4

    def clean_new_due(self) -> Any:
        day = self.cleaned_data["new_due"]
        if day is None:
            raise ValidationError(gettext("Write the new day."), code="required")
        if day <= timezone.localdate():
            raise ValidationError(gettext("Choose a day that lies ahead."), code="past")
        return day


class RefuseExtensionForm(ActionForm):
    words = words_field(_("Why the day stays"), _("The sender does not see it."))


FORMS: dict[str, type[ActionForm]] = {
    states.Action.PASS_ON: PassOnForm,
    states.Action.REMIND: ConfirmForm,
    states.Action.ASK_HELP: AskHelpForm,
    states.Action.EXTEND: ExtendForm,
    states.Action.GRANT_EXTENSION: ConfirmForm,
    states.Action.REFUSE_EXTENSION: RefuseExtensionForm,
}
