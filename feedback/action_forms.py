"""What staff fill in for each step: text from the browser in, the facts of workflow.act out."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import matching, queries, rulewords, states
from feedback.models import Concern, Submission
from feedback.workflow.enclosures import Enclosed
from officials import queries as office
from officials.models import Official, Unit
from portal.fields import DayField, LineField, PickField, WordsField
from portal.uploads.fields import FilesField
from portal.uploads.trays import Tray

WORDS_MAX = 5_000
EMPTY = [("", "—")]


def words_field(label: Any, help_text: Any = "") -> WordsField:
    box = forms.Textarea(attrs={"rows": 6})
    missing = {"required": _("Please write the words this step asks for.")}
    return WordsField(label=label, help_text=help_text, longest=WORDS_MAX, widget=box, error_messages=missing)


class SeenField(forms.IntegerField):
    """What the reader had in view: a number the page carries along."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**53, localize=False, **kwargs)


class ActionForm(forms.Form):
    """A step with the version of the case its reader saw; `words` is what the table asks for."""

    version = SeenField()
    seen = SeenField(required=False)
    button: Any = None
    button_css = "btn"

    def __init__(self, *args: Any, case: Submission, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.helper = FormHelper()
        self.helper.form_class = "case-form"
        self.helper.form_id = "step"
        self.helper.form_error_title = gettext(
            "Not saved yet. Please look at the places below; what you typed is still here."
        )
        self.helper.add_input(Submit("do", self.button or label, css_class=self.button_css))

    def uncomplaining(self) -> None:
        """Show what was typed without a word about what is missing: its sender is not done yet."""
        self._errors = ErrorDict()

    def begin_at_first(self) -> None:
        """The hands start in the first box of a page just opened; radio buttons are read first."""
        first = next((self.fields[bound.name] for bound in self.visible_fields()), None)
        if not self.is_bound and first is not None and not isinstance(first.widget, forms.RadioSelect):
            first.widget.attrs["autofocus"] = True

    @property
    def said(self) -> str:
        """The words the table asks for."""
        return str(self.cleaned_data.get("words", ""))

    @property
    def facts(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "seen", "words")}

    def typed(self) -> Iterable[tuple[str, str]]:
        """What was filled in, for a page on which the step can no longer be taken."""
        for bound in self.visible_fields():
            value = bound.value()
            if value not in (None, ""):
                yield str(bound.label), str(_labels(bound.field).get(str(value), value))


def _labels(field: forms.Field) -> dict[str, Any]:
    """What stands for each value of a list, groups of it included."""
    found: dict[str, Any] = {}
    for value, label in getattr(field, "choices", None) or ():
        rows = label if isinstance(label, list | tuple) else [(value, label)]
        found |= {str(key): words for key, words in rows}
    return found


class FilesForm(ActionForm):
    """A step whose words may bring files; the view hands in their tray and the token they wait under."""

    def __init__(self, *args: Any, tray: Tray | None = None, form_token: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_token, self.tray = form_token, tray or Tray()
        # Last in the form, so that all that was typed has been read when files are over the cap.
        self.fields["attachments"] = FilesField(of_staff=True)
        self.fields["attachments"].tray = self.tray  # type: ignore[attr-defined]
        before = [name for name in self.fields if name != "attachments"]
        kept = HTML('{% include "feedback/_staff_files.html" %}')
        self.helper.layout = Layout(*before, kept, "attachments")

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        tray: Tray = facts.pop("attachments")
        return {**facts, "enclosed": Enclosed(tray.ids, tray.key, facts.pop("kept_files", ()))}


class ClassifyForm(ActionForm):
    legal_kind = PickField(
        label=_("Kind in law"),
        choices=[(kind.value, kind.label) for kind in states.ORDINARY_KINDS],
        widget=forms.RadioSelect,
        help_text=_(
            "Reports and petitions start the terms of law: notice in 10 working days, alarm at 45 days."
        ),
        error_messages={"required": _("Choose the kind in law.")},
    )
    field = PickField(
        label=pgettext_lazy("matter", "Field"),
        choices=[*EMPTY, *states.Field.choices],
        error_messages={"required": _("Choose the field.")},
    )
    topic = PickField(
        label=_("Opinion about"),
        choices=[
            (states.Topic.KHONG_RO.value, "—"),
            *(choice for choice in states.Topic.choices if choice[0] != states.Topic.KHONG_RO),
        ],
        required=False,
    )
    reason = LineField(label=_("Grounds (optional)"), max_length=300, required=False)

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        declared = case.declared_kind if case.declared_kind in states.LegalKind.values else ""
        known = {"legal_kind": case.legal_kind or declared, "field": case.field, "topic": case.topic}
        kwargs["initial"] = {**known, "reason": case.legal_kind_reason, **kwargs.get("initial", {})}
        super().__init__(*args, case=case, **kwargs)


class UnitSelect(forms.ModelChoiceField):
    """Working units, grouped by their organ."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), **kwargs)

    def offer(self, first: int | None = None) -> None:
        """Fill the list; the organ whose book the case is in comes first."""
        self.queryset = office.working_units().order_by("position", "name")
        groups: dict[int, list[Unit]] = {}
        for unit in self.queryset:
            groups.setdefault(unit.organ_pk, []).append(unit)
        ordered = sorted(groups.values(), key=lambda units: units[0].organ_pk != first)
        self.choices = [*EMPTY, *(self._group(units) for units in ordered)]

    def _group(self, units: list[Unit]) -> tuple[str, list[tuple[int, str]]]:
        head = units[0].organ or units[0]
        ordered = sorted(units, key=lambda unit: not unit.is_organ)
        return head.label, [(unit.pk, unit.label) for unit in ordered]


class RouteForm(ActionForm):
    responsible = UnitSelect(
        label=_("Unit that handles"), error_messages={"required": _("Choose the unit that handles it.")}
    )

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        self.proposal = matching.proposal(case)
        self.rule = self.proposal.rule
        proposed = queries.proposed_unit(case, self.rule)
        if case.status == states.Status.ROUTED:
            proposed = None
        kwargs["initial"] = {"responsible": proposed and proposed.pk, **kwargs.get("initial", {})}
        super().__init__(*args, case=case, **kwargs)
        field = self.fields["responsible"]
        field.offer(first=case.organ_id)  # type: ignore[attr-defined]
        field.help_text = self._why()

    def _why(self) -> str:
        if self.case.status == states.Status.ROUTED and self.case.responsible is not None:
            return gettext("Now with %(unit)s, which has not taken it up yet.") % {
                "unit": self.case.responsible.label
            }
        if self.rule is not None:
            words = gettext("By rule %(n)s (%(why)s): %(unit)s. You may choose another unit.")
            told = {"n": self.rule.position, "unit": self.rule.responsible.label}
            return words % {**told, "why": rulewords.proposal(self.rule)}
        if self.proposal.warning:
            return self.proposal.warning
        if queries.is_about_conduct(self.case):
            return gettext(
                "About conduct of officials or corruption: no rule applies. Choose a unit outside the office "
                "of the people concerned, where the cadre is managed."
            )
        return gettext("No rule applies. Choose by hand.")

    @property
    def facts(self) -> dict[str, Any]:
        unit = self.cleaned_data["responsible"]
        by_rule = self.rule is not None and self.rule.responsible_id == unit.pk
        return {"responsible": unit, "rule": self.rule if by_rule else None}


class HandBackForm(ActionForm):
    words = words_field(_("Why it is handed back"), _("The sender does not see it."))


class AskForm(FilesForm):
    words = words_field(_("What do you need to know?"), _("The sender will read it."))


class ResumeForm(ActionForm):
    words = words_field(_("Why work goes on"), _("The sender does not see it."))


class ReopenForm(ActionForm):
    words = words_field(_("Why it is reopened"), _("The sender does not see it."))


class TakeDownForm(ActionForm):
    words = words_field(_("Why"), _("The sender does not see it."))


class TellForm(ActionForm):
    how = PickField(
        label=_("How the sender was told"),
        choices=states.Told.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the sender was told.")},
    )
    on = DayField(label=_("On which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class TransferForm(ActionForm):
    transferred_to = LineField(
        label=_("Body that receives it"),
        max_length=200,
        error_messages={"required": _("Write which body it is passed on to.")},
    )
    contact = LineField(
        label=_("How to reach that body (optional)"),
        help_text=_("Address and telephone; the sender will read it."),
        max_length=200,
        required=False,
    )
    document_number = LineField(label=_("Document number (optional)"), max_length=60, required=False)
    document_on = DayField(label=_("Document date (optional)"))


class DeclineForm(ActionForm):
    ground = PickField(
        label=_("Ground"),
        choices=states.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground.")},
    )
    transferred_to = LineField(
        label=_("Body that handles it"),
        help_text=_("When it belongs to another body."),
        max_length=200,
        required=False,
    )
    words = words_field(
        _("What the sender reads"), _("How to send it there, or why it is not taken further.")
    )
    document_number = LineField(
        label=_("Number of the guidance paper (optional)"), max_length=60, required=False
    )


class RestrictForm(ActionForm):
    button_css = "btn-danger btn"
    legal_kind = PickField(
        label=_("This opinion is"),
        choices=[(kind.value, kind.label) for kind in states.PATH_OF_KIND],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which of the three it is.")},
    )
    words = words_field(_("Why"), _("Sealed with the case; only its readers see it."))


class OfficialSelect(forms.ModelChoiceField):
    """Officials in Vietnamese order, each with the posts held today."""

    def label_from_instance(self, obj: Official) -> str:
        return ", ".join([obj.full_name, *(str(tenure.post) for tenure in obj.today)])  # type: ignore[attr-defined]


class ConcernForm(ActionForm):
    official = OfficialSelect(
        label=_("Person"),
        queryset=Official.objects.none(),
        required=False,
        empty_label="—",
        help_text=_(
            "This person, all who work under them and who deputises for them no longer see the opinion and "
            "get no letter about it."
        ),
    )
    concerned_unit = UnitSelect(
        label=_("Or a body"),
        required=False,
        help_text=_("The body keeps its access, for it must often answer; no rule sends the opinion to it."),
    )

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["official"].queryset = office.officials_with_posts()  # type: ignore[attr-defined]
        self.fields["concerned_unit"].offer(first=case.organ_id)  # type: ignore[attr-defined]


class NotNamedForm(ActionForm):
    official = forms.ModelChoiceField(queryset=Official.objects.all(), widget=forms.HiddenInput)


class ConcernSelect(forms.ModelChoiceField):
    def label_from_instance(self, obj: Concern) -> str:
        return obj.label


class UnconcernForm(ActionForm):
    concern = ConcernSelect(
        label=_("Who is not concerned after all?"),
        queryset=Concern.objects.none(),
        empty_label="—",
        error_messages={"required": _("Choose who is not concerned after all.")},
    )
    words = words_field(_("Why"), _("The sender does not see it."))

    def __init__(self, *args: Any, case: Submission, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        live = case.concerns.filter(taken_back_at__isnull=True).select_related("official", "unit")
        self.fields["concern"].queryset = live  # type: ignore[attr-defined]


class ConfirmForm(ActionForm):
    """A step that asks for nothing but a yes."""


FORMS: dict[str, type[ActionForm]] = {
    states.Action.CLASSIFY: ClassifyForm,
    states.Action.ROUTE: RouteForm,
    states.Action.ACCEPT: ConfirmForm,
    states.Action.HAND_BACK: HandBackForm,
    states.Action.ASK: AskForm,
    states.Action.RESUME: ResumeForm,
    states.Action.TRANSFER: TransferForm,
    states.Action.DECLINE: DeclineForm,
    states.Action.CLOSE: ConfirmForm,
    states.Action.REOPEN: ReopenForm,
    states.Action.RESTRICT: RestrictForm,
    states.Action.TAKE_DOWN: TakeDownForm,
    states.Action.TELL: TellForm,
    states.Action.MERGE: ConfirmForm,
    states.Action.UNMERGE: ConfirmForm,
    states.Action.MARK_SPAM: ConfirmForm,
    states.Action.CLEAR_SUSPICION: ConfirmForm,
    states.Action.CONCERN: ConcernForm,
    states.Action.NOT_NAMED: NotNamedForm,
    states.Action.UNCONCERN: UnconcernForm,
}


class NoteForm(forms.Form):
    words = words_field(_("Internal note"), _("The sender never sees it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 3


class HelpReplyForm(NoteForm):
    words = words_field(_("Reply of your unit"), _("The unit that handles it reads it; the sender does not."))


class RevealForm(forms.Form):
    reason = LineField(
        label=_("Why do you look?"),
        help_text=_("This look is recorded and the sender will see it."),
        max_length=300,
        error_messages={"required": _("Please write why you need the contact details.")},
    )
