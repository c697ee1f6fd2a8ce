"""The clocks of a case: started, paused, met, and the next open day written back to the case."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feedback import counting, states
from feedback.models import Deadline, DeadlinePause, Extension, Submission
from portal.clocks import rules

NOTICE_TARGET = "notice_target"
ON_RECEIPT = (NOTICE_TARGET, "answer_target")
ON_NOTICE_KIND = ("notice", "alarm_45")
DUE = ("law_due_on", "target_due_on", "due_on")
# Information that accuses without a denouncer's name is no denunciation (Art. 25, Law 25/2018): no such term.
ACCEPTANCE = {
    states.LegalKind.KHIEU_NAI: "complaint_acceptance",
    states.LegalKind.TO_CAO: "denunciation_acceptance",
}


def _deadline(code: str, started_on: date) -> Deadline:
    rule, last = rules.end_of(code, started_on)
    return Deadline(rule=rule, started_on=started_on, due_on=last)


def on_receipt(received_on: date) -> list[Deadline]:
    """Targets that run for every opinion from the day it was received, not yet stored.

    One the office has ended runs no more: a citizen is heard whether or not a target stands.
    """
    return [_deadline(code, received_on) for code in ON_RECEIPT if rules.find(code, received_on)]


def bind(deadlines: list[Deadline], submission: Submission) -> list[Deadline]:
    """Give the deadlines to a case that is stored; they are not yet."""
    for deadline in deadlines:
        deadline.submission = submission
    return deadlines


def notice_target(deadlines: Iterable[Deadline]) -> date | None:
    return next((d.due_on for d in deadlines if d.rule.code == NOTICE_TARGET), None)


def next_days(deadlines: Iterable[Deadline]) -> dict[str, date | None]:
    """What a case keeps of its deadlines: the next of law, the next of the office's own, the next of all."""
    running = list(deadlines)
    law, own = (next_due(d for d in running if d.rule.is_statutory is is_law) for is_law in (True, False))
    return dict(zip(DUE, (law, own, min(filter(None, (law, own)), default=None)), strict=True))


def next_due(deadlines: Iterable[Deadline]) -> date | None:
    """The earliest day among deadlines neither met nor standing still."""
    return min((d.due_on for d in deadlines if d.met_on is None and d.due_on is not None), default=None)


def after_classifying(submission: Submission, received_on: date) -> None:
    """Start or drop the statutory clocks as the kind in law asks.

    Kiến nghị and phản ánh: notice within 10 working days (Art. 28(1), Law 42/2013) and the 45-day alarm
    (Art. 41(3)b, Decree 154/2026). Other kinds have no clock of law; one started by mistake and not met goes.
    """
    if submission.legal_kind in states.KINDS_WITH_NOTICE:
        present = set(submission.deadlines.values_list("rule__code", flat=True))
        wanted = [code for code in ON_NOTICE_KIND if code not in present and rules.find(code, received_on)]
        Deadline.objects.bulk_create(bind([_deadline(code, received_on) for code in wanted], submission))
    else:
        submission.deadlines.filter(
            rule__code__in=ON_NOTICE_KIND, met_on__isnull=True, pauses__isnull=True
        ).delete()


def start_again(submission: Submission, old: date, new: date) -> None:
    """Count the clocks that ran from the old received day from the new one, under the rules of that day.

    Raises ValidationError when one was met before the new day: then that day cannot be right.
    """
    for deadline in submission.deadlines.filter(started_on=old).select_related("rule"):
        if deadline.met_on is not None and deadline.met_on < new:
            words = _("On %(day)s the opinion had already been acted on.") % {
                "day": f"{deadline.met_on:%d/%m/%Y}"
            }
            raise ValidationError({"received_on": words}, code="met_before")
        deadline.rule = rules.find(deadline.rule.code, new) or deadline.rule
        deadline.started_on = new
        deadline.save(update_fields=["rule", "started_on"])
        _count_again(deadline)


def meet(submission: Submission, codes: Iterable[str], on: date) -> None:
    submission.deadlines.filter(rule__code__in=list(codes), met_on__isnull=True).update(met_on=on)


def run_again(submission: Submission) -> None:
    """A reopened case must be answered again: its answering clocks are no longer met."""
    submission.deadlines.filter(rule__code__in=("answer_target", "alarm_45")).update(met_on=None)


def pause(submission: Submission, on: date) -> None:
    """Stop the office's own targets; a statutory clock stops only by a numbered decision.

    A target that has already run out keeps its day: asking for more does not make it punctual.
    """
    running = submission.deadlines.filter(rule__is_statutory=False, met_on__isnull=True, due_on__isnull=False)
    for deadline in running.select_related("rule"):
        DeadlinePause.objects.create(deadline=deadline, started_on=on)
        _count_again(deadline)


def resume(submission: Submission, on: date) -> None:
    """End the open pauses and count the targets anew from their start with every pause left out."""
    for span in DeadlinePause.objects.filter(
        deadline__submission=submission, ended_on__isnull=True
    ).select_related("deadline__rule"):
        span.ended_on = on
        span.save(update_fields=["ended_on"])
        _count_again(span.deadline)


def _count_again(deadline: Deadline) -> None:
    deadline.due_on = counting.due_on(deadline)
    deadline.save(update_fields=["due_on"])


def drop_requests(submission: Submission, now: datetime) -> None:
    """A later day asked for and not decided is needed no more: the unit answered or gave the case up."""
    waiting = Extension.objects.filter(deadline__submission=submission, decision=Extension.Decision.WAITS)
    waiting.update(decision=Extension.Decision.LAPSED, decided_at=now)


def drop_open(submission: Submission) -> None:
    """A case that leaves the ordinary path takes none of its running clocks along, and no word of a delay."""
    DeadlinePause.objects.filter(deadline__submission=submission, deadline__met_on__isnull=True).delete()
    Extension.objects.filter(deadline__submission=submission).delete()
    submission.deadlines.filter(met_on__isnull=True).delete()


def after_restricting(submission: Submission, kind: str, on: date) -> None:
    """Start the term in which a complaint or denunciation is accepted or refused, from the day it is found.

    Seven working days each (Art. 10, Decree 155/2026; Art. 24(1), Law on Denunciations 25/2018). Only the
    named readers see it, as all of such a case.
    """
    code = ACCEPTANCE.get(states.LegalKind(kind), "")
    if code and rules.find(code, on):
        Deadline.objects.bulk_create(bind([_deadline(code, on)], submission))


def refresh_due(submission: Submission) -> None:
    """Write the next open days on the row in hand; the caller saves `DUE`."""
    running = submission.deadlines.select_related("rule") if submission.is_open else ()
    for name, day in next_days(running).items():
        setattr(submission, name, day)
