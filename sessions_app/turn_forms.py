"""What the reception officer writes down of one turn, and the remark that puts a row right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from officials.models.dated import valid_on
from portal.fields import LineField, PhoneField, WordsField
from portal.identity import phones
from sessions_app.forms import REASON
from sessions_app.models import Meeting, RefusalGround, Ticket
from sessions_app.states import MOST_PEOPLE, Matter, TurnOutcome
from sessions_app.workflow import Received

WORDS_MOST = 4000
CONTACT = ("full_name", "phone", "address", "id_number")


def _number(label: Any, help_text: Any = "", **limits: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Write a whole number."), "required": _("Write a whole number.")},
        **limits,
    )


def _line(label: Any, longest: int, help_text: Any = "", *, required: bool = False, **more: Any) -> LineField:
    box = forms.TextInput(attrs={"autocomplete": "off"})
    return LineField(
        label=label, help_text=help_text, max_length=longest, required=required, widget=box, **more
    )


def _words(label: Any, rows: int, **more: Any) -> WordsField:
    return WordsField(label=label, longest=WORDS_MOST, widget=forms.Textarea(attrs={"rows": rows}), **more)


class TurnForm(forms.Form):
    """One turn: who, how many, what about, what follows."""

    full_name = _line(
        _("Full name"), 120, required=True, error_messages={"required": _("Please write the name.")}
    )
    address = _line(_("Address"), 200)
    id_number = _line(_("Identity card or passport number"), 30)
    phone = PhoneField(
        label=_("Telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "short"}),
    )
    people = _number(_("People received together"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    representatives = _number(
        _("Of them speak for all"),
        _("Five to ten people: 1 or 2; more than ten: 1 to 5; fewer: 0."),
        min_value=0,
        max_value=5,
        initial=0,
    )
    appointed_in_writing = forms.BooleanField(
        label=_("All of them have signed who speaks for them"), required=False
    )
    on_behalf_of = _line(
        _("Speaks for another person: for whom"), 120, _("Leave it empty when people speak for themselves.")
    )
    authorisation = _line(
        _("By which paper"), 200, _("For example: authorisation of 12/03/2026, certified by the commune.")
    )
    kind = forms.ChoiceField(label=_("Kind in law"), choices=Matter.choices, initial=Matter.REPORT)
    is_again = forms.BooleanField(label=_("Received before in this matter"), required=False)
    matter = _words(
        _("Summary of the matter"), 4, error_messages={"required": _("Write what the matter is.")}
    )
    requests = _words(_("What is asked for"), 2, required=False)
    conclusion = _words(_("Answer or conclusion of who received"), 3, required=False)
    settled_by = _line(_("Body that settled it already"), 200)
    outcome = forms.ChoiceField(label=_("What follows"), choices=TurnOutcome.choices)
    outcome_body = _line(_("To which body"), 200, _("When it is passed on, or the paper returned."))
    outcome_doc = _line(_("Document number"), 60)
    ground = forms.ModelChoiceField(
        label=_("Ground of refusal"),
        help_text=_("Only for a refusal."),
        queryset=RefusalGround.objects.none(),
        required=False,
    )

    is_read_back = forms.BooleanField(
        label=_("What is written was read back, and found right"), required=False
    )

    def __init__(self, *args: Any, meeting: Meeting, ticket: Ticket | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = known_of(ticket) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        grounds = RefusalGround.objects.filter(valid_on(meeting.day))
        self.fields["ground"].queryset = grounds  # type: ignore[attr-defined]
        self.fields["full_name"].widget.attrs["autofocus"] = True
        self.ticket = ticket

    def found(self) -> Received:
        given = dict(self.cleaned_data)
        contact = {name: given.pop(name) for name in CONTACT}
        registration = self.ticket.registration if self.ticket is not None else None
        return Received(contact=contact, ticket=self.ticket, registration=registration, **given)

    # The groups of the page, in its order.

    def who(self) -> list[forms.BoundField]:
        return [self[name] for name in CONTACT]

    def how_many(self) -> list[forms.BoundField]:
        return [self[name] for name in ("people", "representatives", "appointed_in_writing")]

    def proxy(self) -> list[forms.BoundField]:
        return [self[name] for name in ("on_behalf_of", "authorisation")]

    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "settled_by", "is_again")]

    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in ("matter", "requests", "conclusion")]

    def follows(self) -> list[forms.BoundField]:
        return [self[name] for name in ("outcome", "outcome_body", "outcome_doc", "ground")]

    def at_last(self) -> list[forms.BoundField]:
        return [self["is_read_back"]]

    @property
    def proxy_is_open(self) -> bool:
        """The folded group opens where something stands in it."""
        return any(field.errors or field.value() for field in self.proxy())


def known_of(ticket: Ticket | None) -> dict[str, Any]:
    """What a number tells of its turn already; of one who registered also who it is and what about."""
    if ticket is None:
        return {}
    known: dict[str, Any] = {"people": ticket.people}
    if ticket.registration is not None:
        person = ticket.registration.person
        known |= {"full_name": person.full_name, "phone": phones.shown(person.phone)}
        known["matter"] = ticket.registration.matter
    return known


class TurnRemarkForm(forms.Form):
    text = _line(
        _("Remark"),
        300,
        _("What is wrong in the row, and how it should read. The row itself stays."),
        required=True,
        error_messages={"required": _("Write the remark.")},
    )


class BookLookForm(forms.Form):
    words = _line(
        _("Why do you look?"),
        REASON,
        _("Names, addresses and matters are shown; who looked and why is written down."),
        required=True,
        error_messages={"required": _("Please write the reason.")},
    )
