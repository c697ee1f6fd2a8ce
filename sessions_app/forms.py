"""What a clerk fills in about a meeting: its day and place, a new time, why it is off, what came of it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from officials.models import Official, Post, Unit, User
from officials.queries import in_office
from portal.fields import DAYS, TIMES, DayField, LineField, WordsField
from sessions_app import queries
from sessions_app.models import CouncilSession, Meeting, Schedule
from sessions_app.states import MOST_PEOPLE, RECEPTIONS, Audience, Kind, Mode, Status, VoterForm
from sessions_app.workflow import Held
from sessions_app.workflow.meeting import AFTER_POSTING

LINE, TAKING_PART, CONTENT, RULES, REASON, DOCUMENT = 200, 1000, 2000, 3000, 500, 500


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "class": "short"}),
        error_messages={
            "invalid": _("This is no time of day. Example: 8:30."),
            "required": _("Write the time."),
        },
    )


def _day() -> DayField:
    return DayField(label=_("Day"), help_text=_("For example 05/03/2026 or 050326."), input_formats=DAYS)


def _words(label: Any, longest: int, rows: int, help_text: Any = "") -> WordsField:
    box = forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, help_text=help_text, longest=longest, required=False, widget=box)


def _reason(help_text: Any) -> LineField:
    return LineField(
        label=_("Reason"),
        help_text=help_text,
        max_length=REASON,
        error_messages={"required": _("Please write the reason.")},
    )


class NeedsDay(forms.Form):
    """A form in which the day may not stay empty."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("day") is None and "day" not in self.errors:
            self.add_error("day", gettext("Write the day."))
        return given


class MeetingForm(NeedsDay):
    """All that is written of a meeting; once it is posted, only what `AFTER_POSTING` names."""

    organ = forms.ModelChoiceField(label=_("Organ"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=Kind.choices, initial=Kind.EXTRAORDINARY)
    post = forms.ModelChoiceField(
        label=_("Presided by"),
        help_text=_("The post; who holds it on that day is found by the portal."),
        queryset=Post.objects.none(),
        required=False,
    )
    audience = forms.ChoiceField(
        label=_("Held with"),
        help_text=_("For a dialogue."),
        choices=[("", "—"), *Audience.choices],
        required=False,
    )
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices)
    title = LineField(
        label=_("Title"), help_text=_("Left empty: the kind of meeting."), max_length=LINE, required=False
    )
    day = _day()
    starts_at = _time(_("Begins at"), _("For example 8:30 or 8h30."))
    ends_at = _time(_("Ends at"))
    place = LineField(
        label=_("Place of reception"), max_length=LINE, error_messages={"required": _("Write the place.")}
    )
    capacity = forms.IntegerField(
        label=_("Places to register for"),
        help_text=_("0: nobody registers beforehand. Whoever comes without is received all the same."),
        min_value=0,
        max_value=MOST_PEOPLE,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Write a whole number."), "required": _("Write a number, 0 if none.")},
    )
    voter_form = forms.ChoiceField(
        label=_("Occasion"), choices=[("", "—"), *VoterForm.choices], required=False
    )
    council_session = forms.ModelChoiceField(
        label=_("Session of the council"),
        help_text=_("What voters raise is answered by the day it opens. The administrator enters sessions."),
        queryset=CouncilSession.objects.none(),
        required=False,
        empty_label="—",
    )
    deputies: Any = forms.ModelMultipleChoiceField(
        label=_("Deputies who meet voters"),
        queryset=Official.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    document = LineField(
        label=_("Document"),
        help_text=_("The draft that is criticised, or what is made known: number, day and title."),
        max_length=DOCUMENT,
        required=False,
    )
    material = LineField(
        label=_("Material handed out"),
        help_text=_("For an outreach meeting. For example: 60 leaflets, a slide show."),
        max_length=DOCUMENT,
        required=False,
    )
    participants = _words(_("Taking part"), TAKING_PART, 3)
    content = _words(_("Expected content"), CONTENT, 3)
    house_rules = _words(_("House rules of the reception place"), RULES, 4)

    def __init__(self, *args: Any, user: User, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            stands = {name: getattr(meeting, name) for name in self.base_fields}
            kwargs.setdefault("initial", stands | {"deputies": list(meeting.deputies.all())})
        super().__init__(*args, **kwargs)
        kept = queries.kept_by(user)
        organs = Unit.objects.filter(pk__in=kept).order_by("position", "pk")
        posts = _posts(kept)
        offered = {
            "organ": organs,
            "post": posts,
            "council_session": CouncilSession.objects.filter(organ__in=kept),
            "deputies": in_office().filter(tenures__post__in=posts.values("pk").order_by()).distinct(),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if len(organs) == 1:
            self.fields["organ"].initial = organs[0]
        if meeting is not None and meeting.status == Status.POSTED:
            for name in set(self.fields) - set(AFTER_POSTING) | _of_other_kinds(meeting.kind):
                del self.fields[name]

    def usual(self) -> list[forms.BoundField]:
        """What every kind of meeting has; the rest is folded away by kind."""
        special = [name for _legend, names in SPECIAL for name in names]
        return [self[name] for name in self.fields if name not in special]

    def special(self) -> list[tuple[Any, bool, list[forms.BoundField]]]:
        """Legend, whether anything stands there or is wrong, fields; of kinds that alone have these."""
        groups = [(legend, [self[n] for n in names if n in self.fields]) for legend, names in SPECIAL]
        return [
            (legend, any(field.value() or field.errors for field in fields), fields)
            for legend, fields in groups
            if fields
        ]

    def clean(self) -> dict[str, Any]:
        return super().clean() if "day" in self.fields else forms.Form.clean(self) or self.cleaned_data


def _of_other_kinds(kind: str) -> set[str]:
    """Of what may be changed after posting, what a meeting of this kind never has."""
    without = {"document", "material", "deputies"}
    own = {Kind.VOTERS: {"deputies"}, Kind.CRITICISM: {"document"}, Kind.OUTREACH: {"document", "material"}}
    return without - own.get(Kind(kind), set())


SPECIAL = (
    (_("For a voter meeting"), ("voter_form", "council_session", "deputies")),
    (_("For a conference on a draft, a study or outreach meeting"), ("document", "material")),
)


def _posts(organs: frozenset[int]) -> QuerySet[Post]:
    """Posts of these organs and of the departments inside them."""
    own = Post.objects.filter(unit__in=organs) | Post.objects.filter(unit__organ__in=organs)
    return own.select_related("unit").order_by("unit__position", "-is_head", "title")


class PostponeForm(NeedsDay):
    day = _day()
    starts_at = _time(_("Begins at"))
    ends_at = _time(_("Ends at"))
    place = LineField(label=_("Place of reception"), max_length=LINE)
    words = _reason(_("The public reads it: say it in a few plain words, without names."))


class CancelForm(forms.Form):
    words = _reason(_("The public reads it: say it in a few plain words, without names."))


class RetractForm(forms.Form):
    words = _reason(_("Kept in the history of the meeting."))


class LookForm(forms.Form):
    words = LineField(
        label=_("Why do you look?"),
        help_text=_(
            "For example: to prepare the day; to call because of a change. Those who registered read it."
        ),
        max_length=REASON,
        error_messages={"required": _("Please write the reason.")},
    )


class HoldForm(forms.Form):
    """Who presided, and whether anybody came."""

    chair = forms.ModelChoiceField(label=_("Presided in fact by"), queryset=Official.objects.none())
    delegation_doc = LineField(
        label=_("Document of delegation"),
        help_text=_(
            "Only where somebody else presided for the holder of the post; not counted as the holder's day."
        ),
        max_length=120,
        required=False,
    )
    came = forms.TypedChoiceField(
        label=_("Who came"),
        choices=[("yes", _("People came")), ("no", _("Nobody came"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether anybody came.")},
    )

    attendance = forms.IntegerField(
        label=_("People who took part"),
        min_value=1,
        max_value=100_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Write a whole number.")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held_it = Official.objects.filter(tenures__post=meeting.post_id)
        chairs = Official.objects.filter(Q(pk__in=in_office().values("pk")) | Q(pk__in=held_it.values("pk")))
        self.fields["chair"].queryset = chairs.order_by("sort_key")  # type: ignore[attr-defined]
        if meeting.post_id is not None:
            self.fields["chair"].initial = queries.holder_on(meeting.post_id, meeting.day)

        if meeting.kind in RECEPTIONS:
            del self.fields["attendance"]
        if meeting.turns.exists():
            self.fields["came"].initial = "yes"

    def held(self) -> Held:
        given = self.cleaned_data
        return Held(given["chair"], given["delegation_doc"], given["came"], given.get("attendance"))


class PlanForm(forms.Form):
    """Which schedule, which year."""

    schedule = forms.ModelChoiceField(label=_("Reception schedule"), queryset=Schedule.objects.none())
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, choices=[])

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schedule"].queryset = queries.schedules_of(user)  # type: ignore[attr-defined]
        years = [(str(year), str(year)) for year in (today.year, today.year + 1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
