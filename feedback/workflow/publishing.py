"""The public version of an answered case: prepared, checked, let out, taken down; the sender's consent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import permissions, redaction, states
from feedback.models import Answer, Publication, Submission, SubmissionEvent
from feedback.redaction import Hit
from feedback.workflow.changes import Change, apply, locked, refuse_stale
from officials.models import Area, User
from portal.errors import NotAllowed

Changes = dict[str, list[Any]]
State = Publication.State


@dataclass(frozen=True)
class Prepared:
    """The public version as kept, and what the check found that is neither mended nor confirmed."""

    publication: Publication
    open_hits: list[Hit]


def prepare(
    submission: Submission,
    *,
    by: User,
    words: dict[str, str],
    confirmed: Iterable[str] = (),
    version: int | None = None,
    now: datetime | None = None,
) -> Prepared:
    """Keep the words meant for the public (title, question, answer) and check them; nothing goes out.

    `confirmed` are the marks of hits a clerk looked at and lets stand. What tells who wrote can never stand.
    Each check is an event with the number of such hits, so that nobody tries out names unseen.
    Raises NotAllowed, Stale, or ValidationError for empty or overlong words.
    """
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(submission.pk)
        refuse_stale(case, version)
        if not permissions.can_prepare(by, case):
            raise NotAllowed(_("This opinion cannot be published as it stands now."))
        publication = case.publication or Publication(submission=case)
        marks = set(confirmed)
        found = hits(case, words)
        kept = sorted({hit.mark for hit in found if hit.may_stand} & marks)
        left = _open(found, kept)
        for name, value in words.items():
            setattr(publication, name, value)
        publication.state = State.DRAFT if left else State.CHECKED
        publication.confirmed, publication.drafted_by, publication.drafted_at = kept, by, now
        _fill(publication, case)
        publication.full_clean()
        publication.save()
        _log(case, by, now, found)
    return Prepared(publication, left)


def _fill(publication: Publication, case: Submission) -> None:
    unit = case.responsible or case.organ
    publication.organ, publication.field = unit.organ or unit, case.field
    if case.answered_at is not None:
        publication.answered_on = timezone.localdate(case.answered_at)


def _log(case: Submission, by: User, now: datetime, found: list[Hit]) -> None:
    told = sum(not hit.may_stand for hit in found)
    case.version += 1
    case.save(update_fields=["version"])
    SubmissionEvent.objects.create(
        submission=case,
        action=states.Action.PREPARE,
        from_status=case.status,
        to_status=case.status,
        at=now,
        by=by,
        unit=case.organ,
        changes={"hits": [len(found), told]},
    )


def _open(found: Iterable[Hit], confirmed: Iterable[str]) -> list[Hit]:
    marks = set(confirmed)
    return [hit for hit in found if not (hit.may_stand and hit.mark in marks)]


def hits(case: Submission, words: dict[str, str]) -> list[Hit]:
    """What the check finds in these words of this case; who may ask is the caller's business."""
    person = case.person
    return redaction.hits(
        words,
        redaction.Kept(
            reference=case.reference,
            full_name=person.full_name if person else "",
            phone=person.phone if person else "",
            email=person.email if person else "",
            address=person.address if person else "",
            accused=[concern.label for concern in case.concerns.filter(official__isnull=False)],
            notes=list(_internal(case)),
            known=list(_exchanged(case)),
            common=list(_said_by_all(case)),
        ),
    )


def _internal(case: Submission) -> Iterator[str]:
    yield from case.notes.values_list("text", flat=True)
    yield case.legal_kind_reason


def _exchanged(case: Submission) -> Iterator[str]:
    yield from (case.title, case.body, case.place)
    yield from case.messages.values_list("text", flat=True)
    for answer in case.answers.filter(state=Answer.State.SENT):
        yield from (answer.summary, answer.text, answer.promise)


def _said_by_all(case: Submission) -> Iterator[str]:
    """Names of the office, the areas it lies in and the place of the matter."""
    yield case.place
    for unit in filter(None, (case.organ, case.responsible)):
        yield from (unit.name, unit.label)
    area: Area | None = case.organ.area
    while area is not None:
        yield area.label
        area = area.parent


def propose(case: Submission, change: Change) -> Changes:
    """Hand the checked words to the leader."""
    publication = _passed(case)
    publication.state = State.PROPOSED
    publication.save(update_fields=["state"])
    return {}


def publish(case: Submission, change: Change) -> Changes:
    """Let the words out, after looking once more: a note or a naming may have come since the check."""
    publication = _passed(case)
    publication.state, publication.published_by = State.PUBLISHED, change.by
    publication.published_at = change.now
    publication.save(update_fields=["state", "published_by", "published_at"])
    return {"publication": [None, publication.pk]}


def _passed(case: Submission) -> Publication:
    publication = case.publication
    if publication is None:
        raise ValidationError(_("Write the public version first."), code="no_publication")
    words = {name: getattr(publication, name) for name in ("title", "question", "answer")}
    if _open(hits(case, words), publication.confirmed):
        raise ValidationError(
            _("The check found something new in the public version. Please open it and look again."),
            code="hits",
        )
    return publication


def take_down(case: Submission, change: Change) -> Changes:
    """Whatever was public is public no longer, from this transaction on; a draft not yet out is dropped."""
    publication = case.publication
    if publication is None:
        return {}
    case.publication = None
    if publication.state != State.PUBLISHED:
        publication.delete()
        return {}
    publication.state, publication.taken_down_at = State.TAKEN_DOWN, change.now
    publication.save(update_fields=["state", "taken_down_at"])
    return {"publication": [publication.pk, None]}


def purge(case: Submission) -> None:
    """Of a case that moves to restricted handling no public words are kept, not even those taken down."""
    case.publications.all().delete()
    case.publication = None


def set_consent(submission: Submission, *, agrees: bool, now: datetime) -> Submission:
    """The sender agrees to publication or takes that back; taken back, the publication is down at once.

    Raises NotAllowed when the word given stands already.
    """
    action = states.Action.GIVE_CONSENT if agrees else states.Action.WITHDRAW_CONSENT
    with transaction.atomic():
        case = locked(submission.pk)
        row = permissions.citizen_row(case, action)
        if row is None:
            raise NotAllowed(_("This cannot be done any more."))
        change = Change(row=row, by=None, unit=None, now=now)
        down = {} if agrees else take_down(case, change)
        case.consent_publish = agrees
        apply(case, change, {"consent_publish": [not agrees, agrees]} | down)
    return case
