"""Restricted handling: a text that is a complaint or a denunciation leaves every ordinary place at once."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import states
from feedback.models import Arrival, CaseDocument, Extension, RegisterRemark, Submission
from feedback.workflow import clocks, publishing
from feedback.workflow.changes import Change
from officials.queries import barring
from portal.outbox import queue


def restrict(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Seal the words for the organ's named readers; purge plain text, drafts and unsent letters.

    Facts: legal_kind, one of complaint, denunciation, information that accuses. The search column is
    generated from the emptied fields, so it empties with them. Where the organ names no reader at
    work, or only such as may not see this one, the case could be read by nobody: refused.
    """
    kind = change.facts.get("legal_kind", "")
    if kind not in states.PATH_OF_KIND:
        raise ValidationError({"legal_kind": _("Choose which of the three it is.")}, code="invalid")
    readers = case.organ.restricted_readers.filter(is_active=True)
    if not any(barring(reader).isdisjoint(case.concerned_ids) for reader in readers):
        raise ValidationError(
            _("This organ has not named anybody who may read it. Please ask the administrator to enter one."),
            code="no_reader",
        )
    case.sealed = json.dumps(_words_of(case, change), ensure_ascii=False)
    _purge(case)
    clocks.after_restricting(case, kind, timezone.localdate(change.now))
    path = states.PATH_OF_KIND[states.LegalKind(kind)]
    changes = {"path": [case.path, path], "legal_kind": [case.legal_kind, kind]}
    case.path, case.legal_kind, case.legal_kind_by, case.legal_kind_at = path, kind, change.by, change.now
    case.may_name_ids = None
    case.title = case.body = case.place = case.legal_kind_reason = ""
    case.transferred_to = case.document_number = case.outcome = case.ground = case.helpful = ""
    case.responsible = case.officer = case.routed_at = case.answered_at = None
    case.reopen_until = case.told_on = None
    case.to_tell, case.told_how = False, ""
    emptied = (
        "sealed may_name_ids title body place legal_kind_reason legal_kind_by legal_kind_at transferred_to "
        "document_number outcome ground helpful responsible officer routed_at answered_at reopen_until "
        "to_tell told_how told_on"
    )
    return {**changes, **{name: [] for name in emptied.split()}}


def _purge(case: Submission) -> None:
    """What was said, drafted, published, printed or is about to leave, once its words are sealed."""
    case.messages.all().delete()
    case.notes.all().delete()
    case.answers.all().delete()
    case.helps.all().delete()
    publishing.purge(case)
    Arrival.objects.filter(submission=case).delete()
    CaseDocument.objects.filter(submission=case).delete()
    RegisterRemark.objects.filter(entry__submission=case).update(text="")
    queue.cancel_unsent(about_type="feedback.submission", about_id=case.pk)
    clocks.drop_open(case)


def _words_of(case: Submission, change: Change) -> dict[str, Any]:
    return {
        "title": case.title,
        "body": case.body,
        "place": case.place,
        "why": change.words,
        "messages": [[m.kind, m.at.isoformat(), m.text] for m in case.messages.all()],
        "notes": [[n.action, n.at.isoformat(), n.text] for n in case.notes.all()]
        + [[states.Action.EXTEND, e.asked_at.isoformat(), e.reason] for e in _extensions_of(case)],
        "remarks": [
            [r.at.isoformat(), r.text] for r in RegisterRemark.objects.filter(entry__submission=case)
        ],
        "arrival": _arrival_of(case),
    }


def _extensions_of(case: Submission) -> QuerySet[Extension]:
    """Requests whose reason stands in no message: those nobody agreed to."""
    return Extension.objects.filter(deadline__submission=case).exclude(decision=Extension.Decision.YES)


def _arrival_of(case: Submission) -> dict[str, Any]:
    arrival = Arrival.objects.filter(submission=case).first()
    if arrival is None:
        return {}
    names = "passed_by passed_number passed_on letter_on post_number pages papers_handed_over reply_before"
    kept = {name: getattr(arrival, name) for name in names.split()} | (arrival.helpers or {})
    return {name: getattr(value, "isoformat", lambda v=value: v)() for name, value in kept.items() if value}


def unsealed(case: Submission) -> dict[str, Any]:
    """Return the sealed words of a restricted case; for its named readers only."""
    words: dict[str, Any] = json.loads(case.sealed) if case.sealed else {}
    return words


def add_note(case: Submission, change: Change) -> dict[str, list[Any]]:
    """Seal an internal word with the rest of a restricted case; returns what the caller must save."""
    words = unsealed(case)
    words.setdefault("notes", []).append([change.row.action, change.now.isoformat(), change.words])
    case.sealed = json.dumps(words, ensure_ascii=False)
    return {"sealed": []}
