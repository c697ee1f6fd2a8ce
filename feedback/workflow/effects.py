"""What each action does to the case beyond its status; each returns the fields it set, old and new."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import queries, states
from feedback.models import Answer, Message, RoutingRule, Submission
from feedback.workflow import (
    clocks,
    concerns,
    doors,
    extension,
    handover,
    publishing,
    register,
    sealing,
    splitting,
    telling,
)
from feedback.workflow.answer import set_draft_aside
from feedback.workflow.changes import Change
from officials import queries as office
from officials.models import Unit
from portal.clocks import calendar, rules
from portal.outbox import queue

Changes = dict[str, list[Any]]
Effect = Callable[[Submission, Change], Changes]


def _set(case: Submission, **values: Any) -> Changes:
    """Set fields on the case and return those that differ, rows and times in a form JSON can hold."""
    changes: Changes = {}
    for name, value in values.items():
        old = getattr(case, name)
        setattr(case, name, value)
        changes[name] = [_plain(old), _plain(value)]
    return changes


set_fields = _set  # for steps that put back what they find in a row of their own


def _set_anew(case: Submission, **values: Any) -> Changes:
    """As _set, naming only what changed."""
    return {name: pair for name, pair in _set(case, **values).items() if pair[0] != pair[1]}


def _set_words(case: Submission, **values: str) -> Changes:
    """Set fields that hold words; the event names them only, since history cannot be erased."""
    for name, value in values.items():
        setattr(case, name, value)
    return {name: [] for name in values}


def _plain(value: Any) -> Any:
    if isinstance(value, Unit):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else getattr(value, "pk", value)


def _none(case: Submission, change: Change) -> Changes:
    return {}


def _classify(case: Submission, change: Change) -> Changes:
    """Facts: legal_kind (an ordinary one), field, topic, reason."""
    kind, matter = change.facts.get("legal_kind", ""), change.facts.get("field", "")
    if kind not in states.ORDINARY_KINDS:
        raise ValidationError({"legal_kind": _("Choose the kind in law.")}, code="invalid")
    if matter not in states.Field.values:
        raise ValidationError({"field": _("Choose the field.")}, code="invalid")
    changes = _set(
        case,
        legal_kind=kind,
        field=matter,
        topic=change.facts.get("topic") or case.topic,
        legal_kind_by=change.by,
        legal_kind_at=change.now,
    )
    case.legal_kind_reason = change.facts.get("reason", "")[:300]
    clocks.after_classifying(case, timezone.localdate(case.received_at))
    return {**changes, "legal_kind_reason": ["", ""]} if case.legal_kind_reason else changes


def _route(case: Submission, change: Change) -> Changes:
    """Facts: responsible (a unit that exists today), rule (the routing rule that proposed it, or None)."""
    unit = change.facts.get("responsible")
    today = timezone.localdate(change.now)
    if not isinstance(unit, Unit) or not office.working_units(today).filter(pk=unit.pk).exists():
        raise ValidationError({"responsible": _("Choose the unit that handles it.")}, code="invalid")
    if unit.pk in office.units_of(case.concerned_ids):
        raise ValidationError(
            {"responsible": _("This unit cannot be given this opinion. Choose another.")}, code="conflict"
        )
    if case.status == states.Status.ROUTED and unit == case.responsible:
        raise ValidationError({"responsible": _("The opinion is with this unit already.")}, code="same")
    changes = _set(case, responsible=unit, routed_at=change.now) | handover.unreminded(case)
    change.facts["accept_before"] = calendar.current().add_working_days(today, 2)
    return changes | _by_rule(case, change.facts.get("rule"))


def _by_rule(case: Submission, rule: RoutingRule | None) -> Changes:
    """Which rule, as it stands now, and by their place which of its words were found: codes, no words."""
    officer = rule.officer if rule is not None else None
    changes = _set(case, officer=officer) if officer != case.officer else {}
    if rule is None:
        return changes
    if rule.is_urgent and not case.is_urgent:
        changes |= _set(case, is_urgent=True)
    told: Changes = {"rule": [None, rule.pk], "rule_revision": [None, rule.revision]}
    return changes | told | ({"rule_words": [[], rule.found]} if rule.found else {})


def _ask(case: Submission, change: Change) -> Changes:
    today = timezone.localdate(change.now)
    rule = rules.find("supplement", today)
    if rule is None:
        words = _("No time for a reply is set in the rules. Please tell the administrator of the portal.")
        raise ValidationError(words, code="no_rule")
    change.facts["reply_until"] = rules.due_on(rule, today)
    return {}


def _hand_back(case: Submission, change: Change) -> Changes:
    set_draft_aside(case, change)
    return {}


def _answer(case: Submission, change: Change) -> Changes:
    """The unsent draft becomes the answer: its words go to the sender and its outcome to the case."""
    draft = _unsent_answer(case)
    draft.state, draft.decided_by, draft.sent_at = Answer.State.SENT, change.by, change.now
    draft.save(update_fields=["state", "decided_by", "sent_at"])
    Message.objects.create(
        submission=case,
        kind=Message.Kind.ANSWER,
        text=draft.text,
        at=change.now,
        by=change.by,
        unit=case.responsible,
    )
    change.facts["answer"] = draft
    until = queries.reopen_until(case, timezone.localdate(change.now))
    after = _set_anew(case, reopen_until=until, **telling.to_tell(case))
    return _set(case, outcome=draft.outcome, answered_at=change.now) | after


def _submit_answer(case: Submission, change: Change) -> Changes:
    draft = _unsent_answer(case)
    draft.state = Answer.State.SUBMITTED
    draft.save(update_fields=["state"])
    return {}


def _send_back(case: Submission, change: Change) -> Changes:
    draft = _unsent_answer(case)
    draft.state = Answer.State.DRAFT
    draft.save(update_fields=["state"])
    return {}


def _unsent_answer(case: Submission) -> Answer:
    draft = case.answers.exclude(state=Answer.State.SENT).select_related("promise_unit").first()
    if draft is None:
        raise ValidationError(_("Write the answer first."), code="no_answer")
    return draft


def _transfer(case: Submission, change: Change) -> Changes:
    """Facts: transferred_to, contact, document_number, document_on."""
    body = change.facts.get("transferred_to", "").strip()
    if not body:
        raise ValidationError({"transferred_to": _("Write which body it is passed on to.")}, code="required")
    contact = change.facts.get("contact", "").strip()
    Message.objects.create(
        submission=case,
        kind=Message.Kind.TRANSFER,
        text=f"{body}. {contact}".strip() if contact else body,
        at=change.now,
        by=change.by,
        unit=change.unit,
    )
    number = change.facts.get("document_number", "").strip()
    after = _set_anew(case, **telling.to_tell(case))
    return _set_words(case, transferred_to=body[:200], document_number=number[:60]) | after


def _decline(case: Submission, change: Change) -> Changes:
    """Facts: ground, and for what belongs elsewhere transferred_to (the body the sender is guided to)."""
    ground = change.facts.get("ground", "")
    if ground not in states.Ground.values:
        raise ValidationError({"ground": _("Choose the ground.")}, code="invalid")
    body = change.facts.get("transferred_to", "").strip()
    if ground == states.Ground.NOT_OURS and not body:
        raise ValidationError({"transferred_to": _("Write which body handles it.")}, code="required")
    number = change.facts.get("document_number", "").strip()
    words = _set_words(case, transferred_to=body[:200], document_number=number[:60])
    return _set(case, ground=ground) | words | _set_anew(case, **telling.to_tell(case))


def _reopen(case: Submission, change: Change) -> Changes:
    clocks.run_again(case)
    down = publishing.take_down(case, change) | _set_anew(case, **telling.forget(case))
    words = _set_words(case, transferred_to="", document_number="") | down
    return _set(case, answered_at=None, outcome="", ground="", helpful="") | words


def _tell(case: Submission, change: Change) -> Changes:
    return _set_anew(case, **telling.checked(case, change))


def _mark_spam(case: Submission, change: Change) -> Changes:
    """Letters about it wait until a clerk clears it."""
    queue.hold_unsent(about_type="feedback.submission", about_id=case.pk)
    return _set(case, suspected=True)


def _clear_suspicion(case: Submission, change: Change) -> Changes:
    return _set(case, suspected=False)


_EFFECTS: dict[str, Effect] = {
    states.Action.CLASSIFY: _classify,
    states.Action.ROUTE: _route,
    states.Action.HAND_BACK: _hand_back,
    states.Action.ASK: _ask,
    states.Action.ANSWER: _answer,
    states.Action.APPROVE: _answer,
    states.Action.SUBMIT_ANSWER: _submit_answer,
    states.Action.SEND_BACK: _send_back,
    states.Action.TRANSFER: _transfer,
    states.Action.DECLINE: _decline,
    states.Action.REOPEN: _reopen,
    states.Action.REOPEN_BY_SENDER: _reopen,
    states.Action.TELL: _tell,
    states.Action.RESTRICT: sealing.restrict,
    states.Action.MARK_SPAM: _mark_spam,
    states.Action.CLEAR_SUSPICION: _clear_suspicion,
    states.Action.PROPOSE: publishing.propose,
    states.Action.PUBLISH: publishing.publish,
    states.Action.TAKE_DOWN: publishing.take_down,
    states.Action.TRANSCRIBE: doors.transcribe,
    states.Action.REGISTER: register.register,
    states.Action.REMARK: register.remark,
    states.Action.CORRECT_RECEIVED: doors.correct_received,
    states.Action.SPLIT: splitting.split,
    states.Action.CONCERN: concerns.name,
    states.Action.NOT_NAMED: concerns.not_named,
    states.Action.UNCONCERN: concerns.take_back,
    states.Action.EXTEND: extension.ask,
    states.Action.GRANT_EXTENSION: extension.grant,
    states.Action.REFUSE_EXTENSION: extension.refuse,
    states.Action.PASS_ON: handover.passing_on(_route),
    states.Action.REMIND: handover.remind,
    states.Action.ASK_HELP: handover.ask_help,
}


def of(action: str) -> Effect:
    return _EFFECTS.get(action, _none)
