"""What staff fill in for papers: the few things the case does not know, a number, a template."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.models import Submission
from feedback.papers import words
from feedback.states import Paper
from officials import permissions as office
from officials import queries
from officials.models import Unit, User
from officials.roles import Permission
from portal.fields import DayField, LineField, PickField, WordsField
from portal.papers.package import LARGEST
from portal.uploads.handlers import FIELD

PAPERS_MAX = 60
EMPTY = [("", "—")]


def _line(label: Any, *, required: bool = False, help_text: Any = "", longest: int = 200) -> LineField:
    missing = {"required": _("Please fill this in.")}
    return LineField(
        label=label, required=required, help_text=help_text, max_length=longest, error_messages=missing
    )


def _lines(label: Any, *, rows: int, longest: int, help_text: Any = "", required: bool = False) -> WordsField:
    missing = {"required": _("Please fill this in.")}
    box = forms.Textarea(attrs={"rows": rows})
    return WordsField(
        label=label,
        longest=longest,
        help_text=help_text,
        required=required,
        widget=box,
        error_messages=missing,
    )


class Helped(forms.Form):
    """A form in the manner of the case pages; `button` is what its one button says."""

    button: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_class = "case-form"
        self.helper.form_error_title = gettext(
            "Not saved yet. Please look at the places below; what you typed is still here."
        )
        self.helper.add_input(Submit("do", self.button, css_class="btn"))


class PaperForm(Helped):
    """What every paper needs; the fields bear the names that templates ask for them by."""

    button = _("Make the paper")
    # As the clerk has it in hand: first what the paper is about, last what seldom changes.
    field_order = (
        "papers", "co_quan_tham_quyen", "co_quan_nhan", "noi_dung_don", "can_cu", "gio_nhan", "dia_diem",
        "ten_can_bo", "chuc_vu_can_bo", "names_sender", "so_giay_to", "ngay_cap", "noi_cap", "so_ban", "on",
        "ky_hieu", "chuc_vu_nguoi_ky", "ten_nguoi_ky", "co_quan_cap_tren",
    )  # fmt: skip

    co_quan_cap_tren = _line(
        _("Body above, in the head of the paper"),
        help_text=_("People's committees and councils write none."),
    )
    on = DayField(
        label=_("Date on the paper"),
        help_text=_("Day/month/year. Leave it empty to have blanks, filled in when it is signed."),
    )
    names_sender = forms.BooleanField(
        label=_("Write the sender's name, address and telephone on it"),
        help_text=_("This is recorded as a look at the contact details, and the sender sees it."),
        required=False,
    )

    def __init__(self, *args: Any, case: Submission, kind: Paper, organ: Unit, **kwargs: Any) -> None:
        known = words.proposed(case, kind, organ)
        known["names_sender"] = not case.has_concerns  # type: ignore[assignment]
        super().__init__(*args, initial={**known, **kwargs.pop("initial", {})}, **kwargs)
        if case.person_id is None or case.anonymous:
            for name in ("names_sender", *words.OF_IDENTITY_PAPER):
                self.fields.pop(name, None)

    @property
    def typed(self) -> Mapping[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "names_sender"}

    @property
    def is_to_name(self) -> bool:
        return bool(self.cleaned_data.get("names_sender"))


class ReceiptForm(PaperForm):
    papers = _lines(
        _("Papers handed over"),
        rows=5,
        longest=5_000,
        help_text=_("One a line: what it is; pages; condition. Example: Petition; 2; original"),
        required=True,
    )
    gio_nhan = _line(_("Time they were received"), required=True, longest=30)
    dia_diem = _line(_("Where they were received"), required=True)
    ten_can_bo = _line(_("Who received them"), required=True, longest=120)
    chuc_vu_can_bo = _line(_("Post of who received them"), longest=120)
    so_giay_to = _line(_("Number of the identity paper (optional)"), longest=20)
    ngay_cap = _line(_("Issued on (optional)"), longest=20)
    noi_cap = _line(_("Issued by (optional)"), longest=120)
    so_ban = _line(_("Number of copies"), required=True, longest=5)

    def clean_papers(self) -> list[dict[str, str]]:
        """Each line becomes a row; what is missing of it stays blank, more than three parts are refused."""
        typed = [line.strip() for line in self.cleaned_data["papers"].split("\n") if line.strip()]
        if len(typed) > PAPERS_MAX:
            raise ValidationError(
                gettext("Please list at most %(n)s papers.") % {"n": PAPERS_MAX}, code="many"
            )
        rows = []
        for line in typed:
            parts = [part.strip() for part in line.split(";")]
            if len(parts) > 3:
                raise ValidationError(
                    gettext("A line has at most two semicolons: %(line)s") % {"line": line[:80]}, code="parts"
                )
            name, pages, state = [*parts, "", ""][:3]
            rows.append({"ten_tai_lieu": name, "so_trang": pages, "tinh_trang": state})
        return rows


class NumberedForm(PaperForm):
    """Papers that are numbered and signed outside, after they were printed."""

    ky_hieu = _line(_("What stands beside the number"), required=True, longest=30)
    noi_dung_don = _lines(_("What it is about"), rows=4, longest=5_000, required=True)
    chuc_vu_nguoi_ky = _lines(_("For whom and as what one signs"), rows=2, longest=200, required=True)
    ten_nguoi_ky = _line(_("Who signs"), longest=120)


class GuidanceForm(NumberedForm):
    can_cu = _line(_("Legal basis"), required=True)
    co_quan_tham_quyen = _line(_("Body that is competent"), required=True)


class TransferPaperForm(NumberedForm):
    can_cu = _line(_("Legal basis"), required=True)
    co_quan_nhan = _line(_("Body that receives it"), required=True)


class AnswerPaperForm(NumberedForm):
    """The words of the answer are those of the register, so that paper and page say the same."""


FORMS: dict[Paper, type[PaperForm]] = {
    Paper.GIAY_BIEN_NHAN: ReceiptForm,
    Paper.PHIEU_HUONG_DAN: GuidanceForm,
    Paper.PHIEU_CHUYEN_DON: TransferPaperForm,
    Paper.VAN_BAN_TRA_LOI: AnswerPaperForm,
}


class NumberForm(Helped):
    button = _("Record the number")

    number = _line(_("Document number"), required=True, longest=60)
    issued_on = DayField(label=_("Document date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].required = True
        self.fields["issued_on"].error_messages["required"] = gettext("Please fill this in.")


class TemplateForm(Helped):
    """A template as the office edited it; its file stands last, so that all else was read before it."""

    button = _("Check and keep the template")

    kind = PickField(label=pgettext_lazy("template", "Paper"), choices=states.Paper.choices)
    scope = PickField(
        label=pgettext_lazy("template", "For"),
        error_messages={"required": _("Choose for whom the template is.")},
    )
    valid_from = DayField(label=_("Used from"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": timezone.localdate()}, **kwargs)
        self.organs = {f"organ:{unit.pk}": unit for unit in _organs_of(by)}
        scopes = [(key, unit.label) for key, unit in self.organs.items()]
        if office.holds_anywhere(by, Permission.CONFIGURE):
            every = gettext("All organs: %(style)s")
            scopes += [(f"style:{s.value}", every % {"style": s.label}) for s in states.PaperStyle]
        self.fields["scope"].choices = [*EMPTY, *scopes]  # type: ignore[attr-defined]
        self.fields["valid_from"].required = True
        self.fields[FIELD] = forms.FileField(
            label=_("Template (.docx)"),
            help_text=gettext("At most %(kb)s KB.") % {"kb": LARGEST // 1024},
            error_messages={"required": gettext("Choose the file."), "empty": gettext("The file is empty.")},
            widget=forms.FileInput(attrs={"accept": ".docx"}),
        )

    @property
    def organ(self) -> Unit | None:
        return self.organs.get(self.cleaned_data["scope"])

    @property
    def style(self) -> states.PaperStyle | None:
        kind, _colon, value = self.cleaned_data["scope"].partition(":")
        return states.PaperStyle(value) if kind == "style" else None

    @property
    def content(self) -> bytes:
        """What was chosen; a file over the cap is read only as far as shows it."""
        return bytes(self.cleaned_data[FIELD].read(LARGEST + 1))


def _organs_of(by: User) -> list[Unit]:
    """The organs whose templates this account keeps: those of its clerks, all for who configures."""
    organs = queries.working_units().filter(is_organ=True).order_by("position", "name")
    if office.holds_anywhere(by, Permission.CONFIGURE):
        return list(organs)
    return list(organs.filter(pk__in=queries.units_where(by, Permission.CLASSIFY)))
