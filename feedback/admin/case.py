"""The case page: read-only, with the steps open to its reader, contact details behind a reason, and notes."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback import (
    caseview,
    chain,
    dues,
    files,
    naming,
    openings,
    permissions,
    queries,
    rulewords,
    states,
    steps,
    workflow,
)
from feedback.action_forms import HelpReplyForm, NoteForm, RevealForm
from feedback.admin import bulk, pages
from feedback.models import Answer, Arrival, Submission
from feedback.workflow import sealing
from officials.models import User
from portal.errors import NotAllowed
from portal.identity import phones
from portal.uploads import downloads

NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    workflow.record_inspection(case, by=user)
    shown = context(user, case)
    held, undo = shown.get("held"), bulk.undoable(request)
    if held is not None and undo is not None and undo["run"] == held.pk:
        shown["undo"] = undo
    return pages.page(request, "case", case, shown)


def context(user: User, case: Submission) -> dict[str, Any]:
    events = caseview.events(case)
    names = caseview.unit_names(case, events)
    found = caseview.if_any(case, files.readable_by_staff(case))
    book = _of_book(user, case) if case.is_ordinary else {}
    proposal = steps.proposal_for(user, case)
    common = {
        "steps": steps.of_case(user, case, proposal),
        "proposal": proposal,
        "why_rule": rulewords.proposal(proposal.rule) if proposal.rule is not None else "",
        "history": caseview.history(case, events, names),
        "concerns": case.live_concerns,
        "may_name": naming.asked(user, case),
        "linked": caseview.linked_to(case, queries.visible_to(user)),
        "goes_on": permissions.has_turns(user),
        **pages.in_view(case, max((event.pk for event in events), default=0)),
    }
    if not case.is_ordinary:
        own: dict[str, Any] = {"dues": dues.of_case(case, timezone.localdate()), "entry": case.register_entry}
        own |= {"sealed": sealing.unsealed(case), "scans": list(queries.scans_of(case))}
        return common | own | {"files": list(found)}
    sorted_files = files.sort(found)
    return common | {
        **book,
        "files": sorted_files.from_sender,
        "enclosures": sorted_files,
        "chain": chain.legs(case, events, names, timezone.localdate()),
        "said": caseview.words_said(case),
        "dues": dues.of_case(case, timezone.localdate()),
        "letters": caseview.letters(case),
        **_of_answer(case),
        "looks": caseview.if_any(case, case.reveals.select_related("by", "unit")),
        "note_form": NoteForm() if permissions.can_note(user, case) else None,
        "reveal_form": RevealForm() if permissions.can_reveal(user, case) else None,
        "takes_mail": caseview.takes_mail(case),
        **_helps(user, case),
        "takes_bundle": permissions.can_take_bundle(user, case),
        "makes_papers": permissions.can_make_paper(user, case),
    }


def _of_answer(case: Submission) -> dict[str, Any]:
    """The answer, and while a step on many holds it back, when it leaves and by whose press."""
    answer = caseview.if_any(case, case.answers.select_related("drafted_by")).first()
    is_held = answer is not None and answer.state == Answer.State.DRAFT
    return {"answer": answer, "held": caseview.held_by(case) if is_held else None}


def _helps(user: User, case: Submission) -> dict[str, Any]:
    """The units asked to help; the box to reply is for the reader's own, the one asked first."""
    rows = list(caseview.if_any(case, case.helps.select_related("unit__organ", "asked_by")))
    own = next((row for row in rows if permissions.can_reply_as_helper(user, case, row)), None)
    return {
        "helps": rows,
        "own_help": own,
        "help_form": HelpReplyForm() if own is not None else None,
        "may_end_help": case.is_open and permissions.can_end_help(user, case),
    }


def _of_book(user: User, case: Submission) -> dict[str, Any]:
    """The box of the register; scans are listed to whoever may see them."""
    entries = case.register_entries.filter(organ=case.organ_id).select_related("by")
    case.register_entry = entries.prefetch_related("remarks__by").first()
    letter: Submission | None = case
    if case.split_from_id is not None:
        letter = queries.visible_to(user).filter(pk=case.split_from_id).first()
    has_scans = case.is_from_desk and permissions.can_see_scan(user, case)
    return {
        "entry": case.register_entry,
        "arrival": Arrival.objects.filter(submission=case).first() if case.is_from_desk else None,
        "letter_entry": letter.register_entry if letter is not None else None,
        "box_letter": openings.letter_of(letter)
        if letter is not None and case.channel == states.Channel.HOM_THU
        else None,
        "may_open_box": openings.may_open(user, case.organ),
        "book_steps": steps.of_book(user, case),
        "scans": list(queries.scans_of(case)) if has_scans else (),
    }


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Open the next case that waits for this account; the one it comes from is not given again at once."""
    reader = pages.reader_of(request)
    came_from = NUMBER.fullmatch(request.POST.get("after", ""))
    seen = queries.visible_to(reader).filter(reference=came_from[0]) if came_from else None
    after = seen.values_list("pk", flat=True).first() if seen is not None else None
    case = workflow.take_next(by=reader, after=after)
    if case is None:
        messages.info(request, _("Nothing else waits for you."))
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:feedback_submission_change", args=[case.reference]))


@require_safe
def download(request: HttpRequest, reference: str, pk: str) -> HttpResponseBase:
    """One file of a case this account may read, to be saved; a virus never leaves."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    workflow.record_inspection(case, by=user)
    return downloads.answer(get_object_or_404(files.readable_by_staff(case), pk=pk))


def reveal_again(request: HttpRequest, reference: str) -> HttpResponse:
    """For want of a CSRF token nothing is shown; the reason typed stays."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_reveal(user, case):
        return pages.not_now(request, case)
    form = RevealForm(request.POST)
    form.add_error("reason", pages.PRESS_AGAIN)
    return pages.page(request, "case", case, {**context(user, case), "reveal_form": form}, status=403)


@require_POST
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the sender's contact details on this one answer, after the reason was written down."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_reveal(user, case):
        raise NotAllowed(_("You may not see the contact details of this opinion."))
    form = RevealForm(request.POST)
    if not form.is_valid():
        return pages.page(request, "case", case, {**context(user, case), "reveal_form": form})
    person = workflow.reveal(case, by=user, reason=form.cleaned_data["reason"])
    phone = phones.shown(person.phone) if person.phone else ""
    arrival = Arrival.objects.filter(submission=case).first()
    shown = {"person": person, "phone": phone, "reason": form.cleaned_data["reason"], "arrival": arrival}
    return pages.page(request, "contact", case, shown)


@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_note(user, case):
        raise NotAllowed(_("This cannot be done to the opinion as it stands now."))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return pages.page(request, "case", case, {**context(user, case), "note_form": form})
    workflow.add_note(case, by=user, text=form.cleaned_data["words"])
    return pages.leave(request, case, _("The note is kept. The sender does not see it."))


def note_again(request: HttpRequest, reference: str) -> HttpResponse:
    """For want of a CSRF token nothing is kept; the note typed stays in its box."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_note(user, case):
        return pages.not_now(request, case)
    form = NoteForm(request.POST)
    form.add_error("words", pages.PRESS_AGAIN)
    return pages.page(request, "case", case, {**context(user, case), "note_form": form}, status=403)
