"""A letter with several matters becomes several cases; its own code opens them all."""

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import naming, states
from feedback.models import Concern, Deadline, Submission, SubmissionEvent
from feedback.workflow import clocks, tally
from feedback.workflow.changes import Change
from feedback.workflow.intake import new_reference
from portal.identity import workflow as identity
from portal.identity.models import Person

PARTS_MOST = 5
COPIED = (
    "channel", "declared_kind", "topic", "addressed_to", "organ", "area", "place", "received_at", "language",
    "anonymous", "consent_publish", "reply_by", "suspected", "concerned_ids",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One matter cut out of a letter: its own summary, words, kind in law and field."""

    title: str
    body: str
    legal_kind: str
    field: str


def split(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Facts: parts, one to five. The case keeps its whole text and goes on as the first matter.

    Closing it was rejected: the letter as it came must stay in somebody's hands, with its files and its code.
    Each part is a case of the same book and day of receipt, with the same clocks from that day, a sender of
    its own (one person a case) and the same people named in it.
    """
    parts: tuple[Part, ...] = change.facts.get("parts", ())
    _refuse(case, parts)
    keys = [_part(case, part, change).pk for part in parts]
    return {"parts": [[], keys]}


def _refuse(case: Submission, parts: tuple[Part, ...]) -> None:
    if not parts:
        raise ValidationError(_("Give at least one matter a summary of its own."), code="no_part")
    if len(parts) + case.parts.count() > PARTS_MOST:
        words = _("One opinion is split into at most %(n)s matters.") % {"n": PARTS_MOST + 1}
        raise ValidationError(words, code="too_many")
    cut = case.parts.exclude(status=states.Status.MERGED).filter(body__in=[part.body for part in parts])
    twin = cut.values_list("reference", flat=True).order_by("pk").first()
    if twin is not None:
        words = _("This matter was cut out already, as number %(number)s.") % {"number": twin}
        raise ValidationError(words, code="twice")
    for part in parts:
        known = part.legal_kind in states.ORDINARY_KINDS and part.field in states.Field.values
        if not (part.title and part.body and known):
            words = _("Each matter needs a summary, words, a kind in law and a field.")
            raise ValidationError(words, code="incomplete")


def _part(case: Submission, part: Part, change: Change) -> Submission:
    made = Submission.objects.create(
        reference=_free_reference(),
        form_key=secrets.token_hex(32),
        split_from=case,
        title=part.title,
        body=part.body,
        legal_kind=part.legal_kind,
        legal_kind_by=change.by,
        legal_kind_at=change.now,
        field=part.field,
        may_name_ids=naming.officials_in(words=(part.title, part.body), topic=case.topic, field=part.field),
        status=states.Status.CLASSIFIED,
        recorded_at=change.now,
        recorded_by=change.by,
        person=_copied(case.person),
        **{name: getattr(case, name) for name in COPIED},
    )
    _name_the_same(case, made)
    received_on = timezone.localdate(case.received_at)
    Deadline.objects.bulk_create(clocks.bind(clocks.on_receipt(received_on), made))
    clocks.after_classifying(made, received_on)
    clocks.refresh_due(made)
    made.save(update_fields=clocks.DUE)
    made.tallied = Counter()  # a new case stood nowhere
    tally.record(made)
    SubmissionEvent.objects.create(
        submission=made,
        action=states.Action.SPLIT,
        to_status=made.status,
        at=change.now,
        by=change.by,
        unit=change.unit,
        changes={"split_from": [None, case.pk]},
    )
    return made


def _free_reference() -> str:
    """A number not taken; should another case take it in this very moment, the split fails as a whole."""
    while Submission.objects.filter(reference=(reference := new_reference())).exists():
        pass
    return reference


def _copied(person: Person | None) -> Person | None:
    if person is None:
        return None
    copy = identity.person(**person.data)
    copy.save(force_insert=True)
    return copy


def _name_the_same(case: Submission, made: Submission) -> None:
    Concern.objects.bulk_create(
        Concern(
            submission=made,
            official=concern.official,
            unit=concern.unit,
            confirmed_by_id=concern.confirmed_by_id,
            confirmed_at=concern.confirmed_at,
        )
        for concern in case.live_concerns
    )
