"""What the case page of staff shows: its history and the words said; it writes and decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback import states
from feedback.models import Message, Note, Submission, SubmissionEvent
from officials.models import Unit, User
from portal.identity.models import Person
from portal.outbox.models import Letter

# Changes worth telling; who and when already stand beside the event.
TOLD = (
    "path", "legal_kind", "field", "topic", "organ", "responsible", "outcome", "ground", "helpful",
    "suspected",
)  # fmt: skip
UNITS = ("organ", "responsible")


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    headline: str
    who: str
    unit: str
    status: tuple[str, str] | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """Words about the case: from the sender, to the sender, or internal; `side` says which."""

    side: str
    label: str
    who: str
    unit: str
    at: datetime
    text: str
    reply_until: Any = None


def history(case: Submission, after: int = 0) -> list[Entry]:
    """The events of a case, oldest first; internal notes stand among the words instead."""
    events = list(
        case.events.filter(pk__gt=after)
        .exclude(action=states.Action.NOTE)
        .select_related("by", "unit")
        .order_by("at", "pk")
    )
    units = _units_in(events)
    return [_entry(event, units) for event in events]


def last_event(case: Submission) -> int:
    return case.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def _units_in(events: Iterable[SubmissionEvent]) -> dict[int, str]:
    ids = {pk for event in events for name in UNITS for pk in event.changes.get(name, []) if pk}
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)} if ids else {}


def _entry(event: SubmissionEvent, units: dict[int, str]) -> Entry:
    moved = event.from_status and event.from_status != event.to_status
    return Entry(
        at=event.at,
        headline=event.get_action_display(),
        who=_("The calendar") if event.action == states.Action.CALENDAR else _who(event.by),
        unit=event.unit.label if event.unit is not None and event.by is not None else "",
        status=(event.get_from_status_display(), event.get_to_status_display()) if moved else None,
        changes=list(_told(event.changes, units)),
    )


def _who(user: User | None) -> str:
    return user.full_name if user is not None else _("The sender")


def _told(changes: dict[str, Any], units: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    for name in TOLD:
        pair = changes.get(name) or []
        if len(pair) == 2 and pair[0] != pair[1]:
            label = str(Submission._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield label, _in_words(name, pair[0], units), _in_words(name, pair[1], units)


def _in_words(name: str, value: Any, units: dict[int, str]) -> str:
    if name in UNITS:
        return units.get(value, "")
    if isinstance(value, bool):
        return pgettext("spam", "yes") if value else pgettext("spam", "no")
    choices = dict(Submission._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value or ""))


def words_said(case: Submission) -> list[Said]:
    """Messages and internal notes together, oldest first, each marked for who reads it."""
    messages = [_message(row) for row in case.messages.select_related("by", "unit")]
    notes = [_note(row) for row in case.notes.select_related("by", "unit")]
    return sorted([*messages, *notes], key=attrgetter("at"))


def _message(row: Message) -> Said:
    side = "sender" if row.kind in Message.FROM_SENDER else "public"
    unit = row.unit.label if row.unit is not None else ""
    return Said(side, row.get_kind_display(), _who(row.by), unit, row.at, row.text, row.reply_until)


def _note(row: Note) -> Said:
    about = "" if row.action == states.Action.NOTE else str(states.Action(row.action).label)
    return Said("internal", about, row.by.full_name, row.unit.label if row.unit else "", row.at, row.text)


def letters(case: Submission) -> QuerySet[Letter]:
    """Letters about the case: what each is and where it stands, never to whom or with which words."""
    about = Q(about_type="feedback.submission", about_id=str(case.pk))
    return Letter.objects.filter(about).defer("payload").order_by("created_at")


def takes_mail(case: Submission) -> bool:
    """Whether the sender left a mail address; nothing of the sender is read."""
    if case.person_id is None:
        return False
    return Person.objects.filter(pk=case.person_id).exclude(email_index="").exists()
