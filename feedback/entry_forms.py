"""The desk's form for one letter, call or visit, in the order a clerk reads it; a DeskEntry out."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import queries, states
from feedback.desk_forms import BODY_MAX
from feedback.models import Submission
from feedback.workflow import DeskEntry, Intake
from officials import queries as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.fields import DAYS, DayField, LineField, MailField, PhoneField, PickField, WordsField
from portal.uploads import kinds
from portal.uploads.fields import FilesField
from portal.uploads.trays import Tray

# What stays for the next letter of the pile.
KEPT = ("organ", "channel", "received_on")
SENDER = ("full_name", "phone", "email", "address")
OF_LETTER = ("letter_on", "pages", "post_number")
OF_BODY = ("passed_by", "passed_number", "passed_on")
OF_HELP = ("helped_by", "interpreter")
OF_ANSWER = ("reply_by", "reply_before", "papers_handed_over", "consent_publish")


def _line(label: Any, longest: int, help_text: Any = "", **attrs: Any) -> LineField:
    box = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return LineField(label=label, help_text=help_text, max_length=longest, required=False, widget=box)


def _day(label: Any, help_text: Any = "") -> DayField:
    return DayField(label=label, help_text=help_text, input_formats=DAYS)


class EntryForm(forms.Form):
    """Only the channel, the day and either the text or "later" are asked for."""

    organ = PickField(label=_("In the book of"), choices=[])
    channel = PickField(
        label=_("How it came in"),
        choices=[("", "—"), *((c.value, c.label) for c in states.DESK_CHANNELS)],
        error_messages={"required": _("Choose how it came in.")},
        widget=forms.Select(attrs={"accesskey": "k"}),
    )
    received_on = _day(_("Received on"), _("For example 05/03/2026 or 050326."))
    full_name = _line(_("Full name"), 120, accesskey="h")
    phone = PhoneField(
        label=_("Telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = MailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    address = _line(_("Where the sender lives"), 200)
    body = WordsField(
        label=_("Text"),
        help_text=_("As it is written, faults included. Leave out the sender's name, address and telephone."),
        longest=BODY_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9, "accesskey": "n"}),
    )
    later = forms.BooleanField(label=_("The text is written down later, from the scan"), required=False)
    title = _line(_("Summary in one line (optional)"), 200)
    place = _line(_("Place of the matter (optional)"), 200)
    unit = PickField(label=_("Addressed to"), required=False)
    kind = PickField(
        label=_("The sender calls it"),
        choices=[(states.Kind.KHONG_RO.value, "—"), *states.Kind.choices[1:]],
        initial=states.Kind.KHONG_RO,
        required=False,
    )
    letter_on = _day(_("Date on the letter"))
    pages = forms.IntegerField(
        label=pgettext_lazy("letter", "Pages"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    post_number = _line(_("Post mark or parcel number"), 60)
    passed_by = _line(_("Passed on by"), 200)
    passed_number = _line(_("Number of its document"), 60)
    passed_on = _day(_("Date of its document"))
    helped_by = _line(_("Who wrote it down for the sender"), 120)
    interpreter = _line(_("Interpreter"), 120)
    reply_by = PickField(
        label=_("Wants to be told by"),
        choices=[
            ("", _("By e-mail where one is written, else on the tracking page")),
            *states.ReplyBy.choices,
        ],
        required=False,
    )
    reply_before = _day(_("Wants to be told before"))
    papers_handed_over = forms.BooleanField(
        label=_("Papers were handed over"),
        help_text=_("For originals, also write the receipt of form 02/TCD."),
        required=False,
    )
    consent_publish = forms.BooleanField(
        label=_("The sender agrees that opinion and answer are published without names"), required=False
    )
    attachments = FilesField()
    files_travel = forms.BooleanField(
        label=_("These files show no handwriting and no face: the unit that handles may see them"),
        help_text=_("Unticked, they stay with the desk: handwriting and a voice tell who wrote."),
        required=False,
    )

    def __init__(self, *args: Any, user: User, tray: Tray | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.tray = user, tray or Tray()
        self.twin: Submission | None = None
        self.fields["attachments"].tray = self.tray  # type: ignore[attr-defined]
        self.fields["attachments"].label = _("Scan of the letter, recording, pictures")
        most = {"n": settings.UPLOAD_FILES, "mb": settings.UPLOAD_MB, "kinds": kinds.names(sound=True)}
        self.fields["attachments"].help_text = (
            gettext("At most %(n)s files, %(mb)s MB each: %(kinds)s.") % most
        )
        self.fields["attachments"].widget.attrs["accept"] = f"{kinds.ACCEPT},audio/*"
        self.organs = {str(unit.pk): unit for unit in organs_of(user)}
        self.fields["organ"].choices = [(pk, unit.label) for pk, unit in self.organs.items()]  # type: ignore[attr-defined]
        if len(self.organs) == 1:
            self.fields["organ"].initial = next(iter(self.organs))
            self.fields["organ"].widget = forms.HiddenInput()
        self.units = {unit.code: unit for unit in office.addressable_units().select_related("organ")}
        choices = [(code, unit.label) for code, unit in self.units.items()]
        self.fields["unit"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.fields["received_on"].initial = f"{timezone.localdate():%d/%m/%Y}"
        self.fields["received_on"].required = True
        self._focus()

    def _focus(self) -> None:
        """A new pile begins with how it came in; the next letter of a pile with its sender."""
        first = "full_name" if self.initial.get("channel") else "channel"
        if not self.is_bound:
            self.fields[first].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("body") and not given.get("later") and "body" not in self.errors:
            self.add_error("body", gettext("Write the text, or tick that it is written down later."))
        written, received = given.get("letter_on"), given.get("received_on")
        if written and received and written > received:
            self.add_error("letter_on", gettext("The letter is dated after the day it was received."))
        self._clean_body_that_passed_it_on(given)
        if not self.errors and given.get("body"):
            self._ask_about_twin(given["body"], given["full_name"])
        return given

    def _ask_about_twin(self, body: str, name: str) -> None:
        """The same words again within the hour are asked about once: the browser's Back keeps a form full."""
        self.twin = queries.just_entered(self.user, body, name, timezone.now())
        if self.twin is not None and self.data.get("twin") != self.twin.reference:
            words = gettext(
                "You entered these very words just now, as number %(number)s. Is it another letter with the "
                "same words, press the button once more."
            )
            self.add_error("body", words % {"number": self.twin.reference})

    def _clean_body_that_passed_it_on(self, given: dict[str, Any]) -> None:
        if given.get("channel") == states.Channel.CHUYEN_DEN and not given.get("passed_by"):
            self.add_error("passed_by", gettext("Write which body passed it on."))
        elif bool(given.get("passed_number")) != bool(given.get("passed_on")) and not {
            "passed_number",
            "passed_on",
        } & set(self.errors):
            self.add_error("passed_number", gettext("A document needs both its number and its date."))
        elif given.get("passed_number") and not given.get("passed_by"):
            self.add_error("passed_by", gettext("Write which body passed it on."))

    def entry(self, form_key: str) -> DeskEntry:
        """Return what the workflow enters; call once the form is valid."""
        given = self.cleaned_data
        contact = {name: given[name] for name in SENDER}
        words = {name: given[name] for name in ("title", "body", "place", "consent_publish")}
        words |= {"declared_kind": given["kind"] or states.Kind.KHONG_RO}
        unasked = states.ReplyBy.EMAIL if given["email"] else states.ReplyBy.PAGE
        words |= {"reply_by": given["reply_by"] or unasked}
        helpers = {name: given[name] for name in OF_HELP if given[name]}
        details = {name: given[name] for name in (*OF_LETTER, *OF_BODY, "reply_before", "papers_handed_over")}
        files = tuple(given["attachments"].ids)
        sound = tuple(upload.pk for upload in self.tray.kept if upload.is_sound)
        travelling = tuple(pk for pk in files if pk not in sound) if given["files_travel"] else ()
        return DeskEntry(
            intake=Intake(
                words=words,
                contact=contact,
                unit=self.units.get(given["unit"]),
                anonymous=not any(contact.values()),
                channel=given["channel"],
                files=travelling,
            ),
            form_key=form_key,
            organ=self.organs[given["organ"]],
            received_on=given["received_on"],
            is_transcribed=bool(given["body"]),
            arrival={**details, "helpers": helpers or None},
            scans=tuple(pk for pk in files if pk not in travelling),
        )

    def kept_for_next(self) -> dict[str, str]:
        """What the next letter of the pile begins with."""
        day: date = self.cleaned_data["received_on"]
        return {
            "organ": self.cleaned_data["organ"],
            "channel": self.cleaned_data["channel"],
            "received_on": f"{day:%d/%m/%Y}",
        }

    # The groups of the page, in its order.

    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in KEPT]

    def text(self) -> list[forms.BoundField]:
        return [self["body"], self["later"]]

    def matter(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "place", "unit", "kind")]

    def papers(self) -> list[forms.BoundField]:
        return [self["attachments"], self["files_travel"]]

    def sender(self) -> list[forms.BoundField]:
        return [self[name] for name in SENDER]

    def of_letter(self) -> list[forms.BoundField]:
        return [self[name] for name in (*OF_LETTER, *OF_BODY)]

    def of_help(self) -> list[forms.BoundField]:
        return [self[name] for name in (*OF_HELP, *OF_ANSWER)]

    @property
    def letter_is_open(self) -> bool:
        """The folded group opens where something stands in it or is wrong in it."""
        passed_on = self.initial.get("channel") == states.Channel.CHUYEN_DEN
        return passed_on or self._has_something((*OF_LETTER, *OF_BODY))

    @property
    def help_is_open(self) -> bool:
        return self._has_something((*OF_HELP, "reply_before", "papers_handed_over", "consent_publish"))

    def _has_something(self, names: tuple[str, ...]) -> bool:
        return self.is_bound and any(self[name].errors or self[name].value() for name in names)


def organs_of(user: User) -> list[Unit]:
    """The organs whose books this account enters."""
    ids = office.units_where(user, Permission.ENTER)
    return list(Unit.objects.filter(pk__in=ids).order_by("position", "name"))
