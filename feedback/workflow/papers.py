"""What staff do with papers: make one for a case, open it again, record its number, keep a template."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feedback import permissions, states
from feedback.models import CaseDocument, DocumentTemplate, Reveal, Submission, SubmissionEvent, style_of
from feedback.papers import printing, queries, words
from feedback.workflow import staff
from feedback.workflow.changes import locked
from officials.models import Unit, User
from portal.errors import NotAllowed

# For so long after a look at the sender was recorded, the same account opens the paper without another.
A_LOOK_LASTS = timedelta(hours=1)


def make_paper(
    submission: Submission,
    kind: states.Paper,
    *,
    by: User,
    typed: Mapping[str, Any],
    names_sender: bool = True,
    now: datetime | None = None,
) -> CaseDocument:
    """Make a paper for a case; naming the sender on it is a look at the contact details, and recorded as one.

    Raises NotAllowed, also when the sender is to be named and this account may not see the contact details,
    and ValidationError when an answer is to be printed that nobody wrote.
    """
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(submission.pk)
        if not permissions.can_make_paper(by, case):
            raise NotAllowed(_("You may not make papers for this opinion."))
        if kind == states.Paper.VAN_BAN_TRA_LOI and words.answer_of(case) is None:
            raise ValidationError(
                _("No answer has been written yet. Please write it first."), code="no_answer"
            )
        unit = staff.unit_of(by, case)
        organ = unit.organ or unit
        template = queries.template_for(kind, organ, timezone.localdate(now))
        if template is None:
            raise ValidationError(_("There is no template for this paper yet."), code="no_template")
        person = None
        if names_sender and case.person_id is not None and not case.anonymous:
            person = staff.reveal(case, by=by, reason=_reason(kind), now=now)
        values = words.values(case, kind, organ, person=person, typed=typed, now=now)
        document = CaseDocument(submission=case, kind=kind, template=template, values=values, unit=organ)
        document.names_sender = person is not None
        document.made_by, document.made_at = by, now
        printing.docx_of(document)
        document.save(force_insert=True)
        _log(document, states.Action.PAPER, by, unit, now, {"paper": [None, str(kind)]})
    return document


def _reason(kind: states.Paper) -> str:
    """Kept in Vietnamese whatever the page of the clerk, for the sender reads it."""
    with translation.override("vi"):
        return _("To print: %(paper)s") % {"paper": kind.label}


def may_open(document: CaseDocument, *, by: User, now: datetime | None = None) -> bool:
    """Whether this account may read the paper now, without another look being recorded first."""
    if not document.names_sender:
        return True
    since = (now or timezone.now()) - A_LOOK_LASTS
    looks = Reveal.objects.filter(submission=document.submission_id, by=by, at__gte=since)
    return looks.exists() or (document.made_by_id == by.pk and document.made_at >= since)


def open_paper(document: CaseDocument, *, by: User, now: datetime | None = None) -> None:
    """Record that the account looks once more at a paper that names the sender."""
    staff.reveal(document.submission, by=by, reason=_reason(states.Paper(document.kind)), now=now)


def record_number(
    document: CaseDocument, *, by: User, number: str, issued_on: date, now: datetime | None = None
) -> CaseDocument:
    """Keep the number and date given to the paper after signature; a mistake is put right the same way."""
    now = now or timezone.now()
    with transaction.atomic():
        case = locked(document.submission_id)
        if not permissions.can_make_paper(by, case):
            raise NotAllowed(_("You may not make papers for this opinion."))
        if issued_on > timezone.localdate(now):
            raise ValidationError({"issued_on": _("The date of the paper is in the future.")}, code="future")
        kept = CaseDocument.objects.select_for_update().get(pk=document.pk)
        before = [kept.number, str(kept.issued_on or "")]
        kept.number, kept.issued_on = number.strip(), issued_on
        kept.full_clean(exclude=["values", "template", "unit", "made_by", "submission"])
        kept.save(update_fields=["number", "issued_on"])
        changes = {
            "paper": [kept.kind, kept.kind],
            "document_number": [before[0], kept.number],
            "issued_on": [before[1], str(issued_on)],
        }
        _log(kept, states.Action.PAPER_NUMBER, by, staff.unit_of(by, case), now, changes)
    return kept


def keep_template(
    *,
    by: User,
    kind: states.Paper,
    organ: Unit | None,
    style: states.PaperStyle | None,
    content: bytes,
    valid_from: date,
    now: datetime | None = None,
) -> DocumentTemplate:
    """Keep a new version of a template; the file is proved first, by filling it in with samples.

    Raises NotAllowed, and ValidationError with the sentence that says what is wrong with the file.
    """
    if not permissions.can_keep_template(by, organ):
        raise NotAllowed(_("You may keep templates of your own organ only."))
    printing.prove(content, kind)
    manner = style_of(organ) if organ is not None else style
    if manner is None:
        raise ValidationError(_("Choose for whom the template is."), code="required")
    now = now or timezone.now()
    with transaction.atomic():
        kept = DocumentTemplate.objects.filter(kind=kind, style=manner, organ=organ)
        version = (kept.aggregate(last=Max("version"))["last"] or 0) + 1
        row = DocumentTemplate(
            kind=kind,
            style=manner,
            organ=organ,
            version=version,
            valid_from=valid_from,
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            uploaded_by=by,
            uploaded_at=now,
        )
        _insert(row)
    return row


def _insert(row: DocumentTemplate) -> None:
    """Two uploads at once take the same version: the second hears so, and looks at the first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        sentence = _("Somebody else uploaded this template just now. Please look again.")
        raise ValidationError(sentence, code="twice") from error


def _log(
    document: CaseDocument,
    action: states.Action,
    by: User,
    unit: Unit,
    now: datetime,
    changes: dict[str, list[Any]],
) -> None:
    case = document.submission
    SubmissionEvent.objects.create(
        submission=case,
        action=action,
        from_status=case.status,
        to_status=case.status,
        at=now,
        by=by,
        unit=unit,
        changes=changes,
    )
