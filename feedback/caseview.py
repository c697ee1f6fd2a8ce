"""What the case page of staff shows: its history and the words said; it writes and decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback import files, queries, rulewords, states
from feedback.models import (
    Answer,
    BulkItem,
    BulkRun,
    Concern,
    DeadlinePause,
    Extension,
    HelpRequest,
    Message,
    Note,
    Publication,
    Reveal,
    Submission,
    SubmissionEvent,
)
from officials.models import Unit, User
from portal.identity.models import Person
from portal.outbox.models import Letter

# Changes worth telling; who and when already stand beside the event.
TOLD = (
    "path", "legal_kind", "field", "topic", "organ", "responsible", "outcome", "ground", "helpful",
    "suspected", "consent_publish", "told_how", "told_on", "is_urgent",
)  # fmt: skip
# A note stands among the words; that somebody may have been named is no business of who reads the case.
UNTOLD = (states.Action.NOTE, states.Action.NOT_NAMED)
UNITS = ("organ", "responsible")
MENTIONED = (*UNITS, "helper")
BY_ITSELF = (states.Action.CALENDAR, states.Action.WAIT_ENDED, states.Action.ALARM)
MOVED = ("notice_target", "answer_target")
Row = TypeVar("Row", bound=Model)
DAYS = ("told_on",)


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    headline: str
    who: str
    unit: str
    status: tuple[str, str] | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    rule: str = ""


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


def with_parts(cases: QuerySet[Submission], reader: User) -> QuerySet[Submission]:
    """Cases that know of which parts they have any, so that a page need not ask for the others.

    And which colleague of the reader has one in hand, since when.
    """
    claims = queries.claims_of_others(reader)
    extensions = Extension.objects.filter(deadline__submission=OuterRef("pk"))
    return cases.annotate(
        any_part=Exists(Submission.objects.filter(split_from=OuterRef("pk"))),
        **{
            f"any_{model._meta.model_name}": Exists(model._default_manager.filter(submission=OuterRef("pk")))
            for model in (Answer, Concern, HelpRequest, Message, Note, Publication, Reveal)
        },
        any_pause=Exists(DeadlinePause.objects.filter(deadline__submission=OuterRef("pk"))),
        any_upload=Exists(files.of_outer()),
        any_extension=Exists(extensions),
        any_extension_asked=Exists(extensions.filter(decision="")),
        any_extension_granted=Exists(extensions.filter(decision="yes", deadline__met_on__isnull=True)),
        in_hands_of=Subquery(claims.values("by__full_name")),
        in_hands_since=Subquery(claims.values("at")),
    )


def linked_to(case: Submission, seen: QuerySet[Submission]) -> list[Submission]:
    """The letter the case was cut out of, or the matters cut out of it, as far as its reader sees them."""
    if not case.is_part and not getattr(case, "any_part", True):
        return []
    linked = Q(pk=case.split_from_id) if case.is_part else Q(split_from=case)
    return list(seen.filter(linked).only("reference", "status", "title", "path", "ground").order_by("pk"))


def if_any(case: Submission, rows: QuerySet[Row]) -> QuerySet[Row]:
    """These rows of the case, unless it was read with_parts and has none."""
    return rows if getattr(case, f"any_{rows.model._meta.model_name}", True) else rows.none()


def held_by(case: Submission) -> BulkRun | None:
    """The step on many that will send the draft of this case, if nobody touched the case since."""
    items = BulkItem.objects.filter(submission=case, version=case.version).select_related("run__by")
    waiting = items.filter(run__action=states.Action.ANSWER, run__undone_at=None, run__taken_at=None)
    item = waiting.order_by("-run__at").first()
    return item.run if item is not None else None


def events(case: Submission, after: int = 0) -> list[SubmissionEvent]:
    return list(case.events.filter(pk__gt=after).select_related("by", "unit").order_by("at", "pk"))


def history(
    case: Submission, of: Iterable[SubmissionEvent] | None = None, names: dict[int, str] | None = None
) -> list[Entry]:
    """The events of a case in words, or those given; what is UNTOLD is left out."""
    told = [event for event in (events(case) if of is None else of) if event.action not in UNTOLD]
    units = unit_names(case, told) if names is None else names
    ruled = rulewords.of_events(told)
    return [_entry(event, units, ruled.get(event.pk, "")) for event in told]


def last_event(case: Submission) -> int:
    return case.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def unit_names(case: Submission, events: Iterable[SubmissionEvent]) -> dict[int, str]:
    """Names of the units that the changes mention; those the page has at hand are not read again."""
    known = [case.organ, case.responsible, case.addressed_to, *(event.unit for event in events)]
    names = {unit.pk: unit.label for unit in known if unit is not None}
    ids = {pk for event in events for name in MENTIONED for pk in event.changes.get(name, []) if pk}
    missing = ids - names.keys()
    return names | {u.pk: u.label for u in Unit.objects.filter(pk__in=missing)} if missing else names


def _entry(event: SubmissionEvent, units: dict[int, str], rule: str) -> Entry:
    moved = event.from_status and event.from_status != event.to_status
    return Entry(
        at=event.at,
        headline=_headline(event),
        who=_("The calendar") if event.action in BY_ITSELF else _who(event.by),
        unit=event.unit.label if event.unit is not None and event.by is not None else "",
        status=(event.get_from_status_display(), event.get_to_status_display()) if moved else None,
        changes=list(_told(event.changes, units)),
        rule=rule,
    )


def _headline(event: SubmissionEvent) -> str:
    """What was done, and with which paper where one was made."""
    _before, paper = event.changes.get("paper", (None, ""))
    return (
        f"{event.get_action_display()}: {states.Paper(paper).label}" if paper else event.get_action_display()
    )


def _who(user: User | None) -> str:
    return user.full_name if user is not None else _("The sender")


def _told(changes: dict[str, Any], units: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    for code in MOVED:
        if code in changes:
            old, new = (f"{date.fromisoformat(day):%d/%m/%Y}" for day in changes[code])
            yield _("service target"), old, new
    if "helper" in changes:
        old, new = (units.get(pk, "") if pk else "" for pk in changes["helper"])
        yield _("unit that helps"), old, new
    if "reminded" in changes and changes["reminded"][1]:
        yield _("times urged"), "", str(changes["reminded"][1])
    for name in TOLD:
        pair = changes.get(name) or []
        if len(pair) == 2 and pair[0] != pair[1]:
            label = str(Submission._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield label, _in_words(name, pair[0], units), _in_words(name, pair[1], units)
    yield from _told_of_book(changes)


def _told_of_book(changes: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What happened in the register, which is no field of the case."""
    if "register_number" in changes:
        yield _("Register number"), "", changes["register_number"][1]
    if "proof" in changes:
        yield _("How the sender is known"), "", str(states.Proof(changes["proof"][1]).label)
    if "received_at" in changes:
        days = [f"{datetime.fromisoformat(moment):%d/%m/%Y}" for moment in changes["received_at"]]
        yield _("Received on"), days[0], days[1]


def _in_words(name: str, value: Any, units: dict[int, str]) -> str:
    if name in UNITS:
        return units.get(value, "")
    if name in DAYS:
        return f"{date.fromisoformat(value):%d/%m/%Y}" if value else ""
    if isinstance(value, bool):
        return pgettext("spam", "yes") if value else pgettext("spam", "no")
    choices = dict(Submission._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value or ""))


def words_said(case: Submission) -> list[Said]:
    """Messages and internal notes together, oldest first, each marked for who reads it."""
    messages = [_message(row) for row in if_any(case, case.messages.select_related("by", "unit"))]
    notes = [_note(row) for row in if_any(case, case.notes.select_related("by", "unit"))]
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
