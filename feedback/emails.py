"""One function a letter: case in, unsent letter out, in the recipient's language; words in templates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from feedback import files, queries, states
from feedback.models import RoutingRule, Submission
from officials.models import Unit, User
from officials.queries import office_of_pages, units_of
from portal.clocks import rules
from portal.identity import codes
from portal.outbox.queue import Draft


def about(submission: Submission) -> dict[str, Any]:
    """The words by which a letter names its case."""
    return {"about_type": "feedback.submission", "about_id": submission.pk}


def received(submission: Submission, *, code: str, target: date | None) -> Draft:
    """Acknowledgement: repeats nothing the sender typed; its link carries the code in the fragment."""
    context = {"code_url": f"{_url(submission.language, 'tra-cuu/')}#{codes.grouped(code)}", "target": target}
    return _to_sender("received", submission, submission.organ, context)


def new_code(submission: Submission, *, code: str) -> Draft:
    context = {"code_url": f"{_url(submission.language, 'tra-cuu/')}#{codes.grouped(code)}"}
    return _to_sender("new_code", submission, submission.organ, context)


def needs_more(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    asks_from = submission.asked_from == states.Status.ACCEPTED
    unit = submission.responsible if asks_from and submission.responsible is not None else submission.organ
    context = {"question": words, "until": facts["reply_until"], "enclosed": _number_enclosed(facts)}
    return _if_reachable("needs_more", submission, unit, context)


def _number_enclosed(facts: dict[str, Any]) -> int:
    return len(facts["enclosed"].new) if "enclosed" in facts else 0


def answered(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    return _if_reachable(
        "answered", submission, answering_organ(submission), answer_context(submission, facts["answer"])
    )


def transferred(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    context = {
        "body": submission.transferred_to,
        "contact": facts.get("contact", ""),
        "on": facts.get("document_on"),
    }
    return _if_reachable("transferred", submission, submission.organ, context)


def declined(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    context = {"words": words, "ground": submission.ground, "body": submission.transferred_to}
    return _if_reachable("declined", submission, submission.organ, context)


def routed(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    """To the unit: number, field, deadline and address of the case; never its words or who sent it."""
    unit = submission.responsible
    mailbox = mailbox_for(unit, units_of(submission.concerned_ids)) if unit is not None else None
    if unit is None or mailbox is None:
        return None
    law = submission.deadlines.filter(rule__is_statutory=True, met_on__isnull=True).exclude(
        rule__code="alarm_45"
    )
    target = submission.deadlines.filter(rule__code="answer_target", met_on__isnull=True).select_related(
        "rule"
    )
    context = {
        "unit": unit,
        "law": law.select_related("rule").order_by("due_on").first(),
        "target": target.first(),
        "accept_before": facts["accept_before"],
        "base": settings.SITE_URL,
    }
    return _draft("routed", mailbox.email, submission, submission.organ, context, language="vi")


def reminded(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    """To the unit that has it, from above: number, days and how often by now; never words or sender."""
    unit = submission.responsible
    mailbox = mailbox_for(unit, units_of(submission.concerned_ids)) if unit is not None else None
    if unit is None or mailbox is None:
        return None
    running = submission.deadlines.filter(met_on__isnull=True, due_on__isnull=False).select_related("rule")
    today = submission.reminded_on or timezone.localdate()
    dues = [
        {"rule": deadline.rule, "on": deadline.due_on, "late": (today - deadline.due_on).days}
        for deadline in running.exclude(rule__code="alarm_45").order_by("due_on")
        if deadline.due_on is not None
    ]
    context = {"unit": unit, "dues": dues, "base": settings.SITE_URL}
    return _draft("reminded", mailbox.email, submission, submission.organ, context, language="vi")


def help_asked(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    """To the unit asked to help: number, field, who handles it and by when; never words or sender."""
    unit = facts["helper"]
    mailbox = mailbox_for(unit, units_of(submission.concerned_ids))
    if mailbox is None:
        return None
    context = {"unit": unit, "reply_by": facts.get("reply_by"), "base": settings.SITE_URL}
    return _draft("help_asked", mailbox.email, submission, submission.organ, context, language="vi")


def help_replied(submission: Submission, helper: Unit) -> Draft | None:
    """To the unit that handles it: which unit replied; the reply itself stays in the register."""
    unit = submission.responsible
    mailbox = mailbox_for(unit, units_of(submission.concerned_ids)) if unit is not None else None
    if unit is None or mailbox is None:
        return None
    context = {"unit": unit, "helper": helper, "base": settings.SITE_URL}
    return _draft("help_replied", mailbox.email, submission, submission.organ, context, language="vi")


def extended(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    """To the sender: the new day of the answer, and why."""
    return _if_reachable(
        "extended", submission, answering_organ(submission), {"extension": facts["extension"]}
    )


def passed_on(submission: Submission, before: Unit | None) -> Draft | None:
    """To the desk of the book: which unit has it now; its number, nothing else."""
    desk = submission.organ
    if not desk.email or desk.pk in units_of(submission.concerned_ids):
        return None
    context = {"before": before, "after": submission.responsible, "base": settings.SITE_URL}
    return _draft("passed_on", desk.email, submission, desk, context, language="vi")


def routed_together(unit: Unit, cases: Sequence[Submission]) -> Draft:
    """To a unit that was given several cases by one press: their numbers as links, nothing else of them."""
    context = {"unit": unit, "cases": cases, "office": unit.organ or unit, "base": settings.SITE_URL}
    return _render("routed_together", unit.email, "vi", context)


def mailbox_for(unit: Unit, closed: Collection[int]) -> Unit | None:
    """The unit itself, or without an address of its own its organ; none where people named would read it."""
    reached = unit if unit.email or unit.organ is None else unit.organ
    return reached if reached.email and reached.pk not in closed else None


def entrusted(submission: Submission, words: str, facts: dict[str, Any]) -> Draft | None:
    """To the desk whose book a case passed to because of who is named in it: its number, nothing else."""
    unit = submission.organ
    if not facts.get("entrusted") or not unit.email:
        return None
    return _draft("entrusted", unit.email, submission, unit, {"base": settings.SITE_URL}, language="vi")


def digest(
    unit: Unit,
    *,
    shown: Mapping[str, Sequence[Submission]],
    counts: Mapping[str, int],
    today: date,
) -> Draft:
    """To the unit once a working day: how many are late, due soon and so on, and the first of each as links.

    Each case brings `due_on` and, prefetched, its open deadlines in their order.
    """
    context = {
        "unit": unit,
        "shown": shown,
        "counts": counts,
        "due_count": counts["next"] + counts["due"],
        "today": today,
        "office": unit.organ or unit,
        "base": settings.SITE_URL,
    }
    return _render("digest", unit.email, "vi", context)


def faulty_rules(administrator: User, faulty: Sequence[tuple[RoutingRule, str]]) -> Draft:
    """To whoever configures the portal: the numbers of routing rules that cannot be used, nothing else."""
    context = {
        "administrator": administrator,
        "numbers": [rule.position for rule, _fault in faulty],
        "office": office_of_pages(),
        "base": settings.SITE_URL,
    }
    return _render("faulty_rules", administrator.email, "vi", context)


def alarm(
    organ: Unit,
    recipient: str,
    *,
    shown: Mapping[str, Sequence[Submission]],
    counts: Mapping[str, int],
    today: date,
) -> Draft:
    """To a leader of the organ: which cases come near the 45 days of the decree, or passed them; as links."""
    rule = rules.find("alarm_45", today)
    context = {
        "unit": organ,
        "shown": shown,
        "counts": counts,
        "basis": rule.legal_basis if rule is not None else "",
        "today": today,
        "office": organ,
        "base": settings.SITE_URL,
    }
    return _render("alarm", recipient, "vi", context)


def answering_organ(submission: Submission) -> Unit:
    unit = submission.responsible or submission.organ
    return unit.organ or unit


def answer_context(submission: Submission, answer: Any) -> dict[str, Any]:
    """What the answer letter shows, for the letter itself and for its preview."""
    known = submission.reopen_until
    until = known if submission.is_answered else queries.reopen_until(submission, timezone.localdate())
    return {
        "answer": answer,
        "enclosed": files.of_draft(submission).count(),  # they leave the draft after its letter is written
        "full_name": submission.person.full_name if submission.person is not None else "",
        "reopen_until": until,
    }


def preview(submission: Submission, answer: Any) -> Draft:
    """The very answer letter as it would leave now, with the sender's name and address left out."""
    context = {**answer_context(submission, answer), "full_name": ""}
    return _draft("answered", "", submission, answering_organ(submission), context)


def _if_reachable(kind: str, submission: Submission, unit: Unit, context: dict[str, Any]) -> Draft | None:
    if submission.person is None or not submission.person.email:
        return None
    return _to_sender(kind, submission, unit, context)


def _to_sender(kind: str, submission: Submission, unit: Unit, context: dict[str, Any]) -> Draft:
    recipient = submission.person.email if submission.person is not None else ""
    return _draft(kind, recipient, submission, unit, context)


def _draft(
    kind: str, recipient: str, submission: Submission, unit: Unit, context: dict[str, Any], language: str = ""
) -> Draft:
    language = language or submission.language
    known = {
        "case": submission,
        "unit": unit,
        "office": unit.organ or unit,
        "track_url": _url(language, "tra-cuu/"),
        "received_at": timezone.localtime(submission.received_at),
    }
    return _render(kind, recipient, language, {**known, **context})


def _render(kind: str, recipient: str, language: str, context: dict[str, Any]) -> Draft:
    """Render templates/letters/<language>/<kind>.txt; its first line is the subject."""
    with translation.override(language):
        text = render_to_string(f"letters/{language}/{kind}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return Draft(
        kind=kind, recipient=recipient, subject=subject.strip(), body=body.strip() + "\n", language=language
    )


def _url(language: str, path: str) -> str:
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"{settings.SITE_URL}/{prefix}{path}"
