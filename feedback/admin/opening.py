"""The pages of one letter-box opening: started, its letters entered one after another, finished, printed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import arrivals, box_forms, desk_codes, openings, workflow
from feedback.admin.pages import reader_of
from feedback.box_forms import BoxLetterForm, FinishForm, OpeningForm, OpeningRemarkForm
from feedback.models import BoxLetter, BoxOpening
from officials import permissions as office
from officials.models import Unit
from officials.roles import Permission
from portal.identity import tokens
from portal.uploads.handlers import takes_files


def opening_or_404(request: HttpRequest, pk: int) -> BoxOpening:
    return get_object_or_404(openings.openings_of(reader_of(request)), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    if not office.holds_anywhere(user, Permission.ENTER):
        raise PermissionDenied
    boxes = list(openings.boxes_of(user))
    if request.method != "POST":
        form = OpeningForm(initial=box_forms.begun(user), boxes=boxes)
        return _form(request, "start", form, boxes=boxes)
    text, token, is_old = tokens.read_or_new(request.POST.get("form_token", ""))
    form = OpeningForm(request.POST, boxes=boxes)
    if is_old:
        form.add_error(
            None, _("The page was opened long ago. Please send it once more; what you wrote is still here.")
        )
    opening = _tried(
        form,
        lambda: workflow.open_box(
            box=form.chosen, found=form.found(), form_key=token.key, by=user, now=timezone.now()
        ),
    )
    if opening is None:
        return _form(request, "start", form, boxes=boxes, form_token=text)
    messages.success(request, _("Opening %(number)s of %(box)s is started.") % _named(opening))
    return redirect("admin:feedback_boxopening_letter" if opening.letters else opening, opening.pk)


def _named(opening: BoxOpening) -> dict[str, str]:
    return {"number": opening.label, "box": opening.box.name}


def _tried(form: forms.Form, write: Callable[[], Any]) -> Any:
    """What the write returns; None, with the words at their fields, when the form or the write refuses."""
    if not form.is_valid():
        return None
    try:
        return write()
    except ValidationError as error:
        form.add_error(None, error)
        return None


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_or_404(request, pk)
    found = {"letters": _letters(request, opening), "minutes": list(openings.signed_minutes(opening))}
    return page(request, "opening", opening, _progress(request, opening) | found)


def _progress(request: HttpRequest, opening: BoxOpening) -> dict[str, Any]:
    reached = openings.reached(opening, reader_of(request))
    return {"reached": reached, "left": max(0, opening.letters - reached), "next": reached + 1}


def _letters(request: HttpRequest, opening: BoxOpening) -> list[dict[str, Any]]:
    """Each letter of the list with its case and its number in the book of the box's organ."""
    rows = openings.letters_of(opening, reader_of(request)).prefetch_related("submission__register_entries")
    organ = opening.box.organ_id
    return [
        {
            "number": row.number,
            "case": row.submission,
            "entry": _entry_in(row.submission.register_entries, organ),
        }
        for row in rows
    ]


def _entry_in(entries: Any, organ: int) -> Any:
    return next((entry for entry in entries.all() if entry.organ_id == organ), None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_or_404(request, pk)
    if opening.is_finished:
        return _closed(request, opening)
    posted = request.POST if request.method == "POST" else None
    form = OpeningForm(posted, initial=box_forms.stands(opening), boxes=[opening.box])
    done = posted is not None and _tried(
        form,
        lambda: workflow.correct_opening(
            opening, found=form.found(), by=reader_of(request), now=timezone.now()
        ),
    )
    if not done:
        return _form(request, "start", form, boxes=[opening.box], opening=opening)
    messages.success(request, _("The counts are corrected."))
    return redirect(opening)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The next letter of the opening; the page can be left at any time and taken up again."""
    user, opening = reader_of(request), opening_or_404(request, pk)
    if opening.is_finished:
        return _closed(request, opening)
    if request.method != "POST":
        if not _progress(request, opening)["left"]:
            return redirect(opening)
        return _letter_page(request, opening, BoxLetterForm(opening=opening, user=user))
    arrival = arrivals.of(request, sound=True)
    form = BoxLetterForm(request.POST, opening=opening, user=user, tray=arrival.tray)
    if arrival.is_old:
        form.add_error(
            None, _("The page was opened long ago. Please send it once more; what you wrote is still here.")
        )
    receipt = _tried(
        form,
        lambda: workflow.enter_from_box(
            opening,
            entry=form.entry(arrival.token.key),
            by=user,
            now=timezone.now(),
            slip=form.cleaned_data["slip"],
        ),
    )
    if receipt is None:
        return _letter_page(request, opening, form, token=arrival.text)
    return _next(request, opening, receipt)


def _next(request: HttpRequest, opening: BoxOpening, receipt: workflow.Receipt) -> HttpResponse:
    """To the next letter while one is left; a slip waits only where somebody can be given it."""
    user, case = reader_of(request), receipt.submission
    facts = {
        "n": BoxLetter.objects.get(submission=case).number,
        "all": opening.letters,
        "number": case.reference,
    }
    facts["register"] = case.register_entry or _("not in the register yet")
    messages.success(
        request, _("Letter %(n)s/%(all)s entered: %(number)s, register number %(register)s.") % facts
    )
    goes_on = "next" in request.POST and _progress(request, opening)["left"]
    response = redirect("admin:feedback_boxopening_letter" if goes_on else opening, opening.pk)
    if case.person is not None and not case.anonymous and not request.POST.get("slip"):
        waiting = [code for code in desk_codes.waiting(request, user) if code != receipt.code]
        desk_codes.keep(response, user, [*waiting, receipt.code])
    return response


def _letter_page(
    request: HttpRequest, opening: BoxOpening, form: BoxLetterForm, *, token: str = ""
) -> HttpResponse:
    progress = _progress(request, opening)
    title = _("Letter %(n)s/%(all)s") % {"n": progress["next"], "all": opening.letters}
    context = {"form": form, "form_token": token or tokens.issue(), "title": title}
    context["pieces"] = list(openings.waiting_scans(opening, progress["next"]))
    return page(request, "letter", opening, progress | context)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_or_404(request, pk)
    if opening.is_finished:
        return _closed(request, opening)
    form = FinishForm(request.POST if request.method == "POST" else None)
    done = form.is_bound and _tried(
        form,
        lambda: workflow.finish_opening(
            opening, by=reader_of(request), now=timezone.now(), why=form.cleaned_data["why"]
        ),
    )
    if not done:
        return page(request, "finish", opening, _progress(request, opening) | {"form": form})
    messages.success(request, _("The opening is finished. Print the minutes and have them signed."))
    return redirect(opening)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    opening = opening_or_404(request, pk)
    if not opening.is_finished:
        return redirect("admin:feedback_boxopening_correct", opening.pk)
    form = OpeningRemarkForm(request.POST if request.method == "POST" else None)
    done = form.is_bound and _tried(
        form,
        lambda: workflow.remark_on_opening(
            opening, text=form.cleaned_data["remark"], by=reader_of(request), now=timezone.now()
        ),
    )
    if not done:
        return page(request, "remark", opening, {"form": form})
    messages.success(request, _("The remark is kept and stands in the minutes."))
    return redirect(opening)


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes on one sheet, as the book has them now, to print and sign."""
    opening = opening_or_404(request, pk)
    is_party = opening.box.organ.kind == Unit.Kind.PARTY_COMMITTEE
    context = {"letters": _letters(request, opening), "is_party": is_party}
    return page(request, "minutes", opening, context)


def _closed(request: HttpRequest, opening: BoxOpening) -> HttpResponse:
    messages.warning(request, _("This opening is finished. What is wrong in it is put right by a remark."))
    return redirect(opening)


def page(
    request: HttpRequest, name: str, opening: BoxOpening | None, context: Mapping[str, Any]
) -> HttpResponse:
    title = _("Opening %(number)s of %(box)s") % _named(opening) if opening else _("Open a letter box")
    frame = {**admin.site.each_context(request), "opts": BoxOpening._meta, "opening": opening, "title": title}
    return TemplateResponse(request, f"admin/feedback/boxopening/{name}.html", {**frame, **context})


def _form(
    request: HttpRequest, name: str, form: forms.Form, *, opening: BoxOpening | None = None, **context: Any
) -> HttpResponse:
    context.setdefault("form_token", tokens.issue())
    context["back"] = (
        opening.get_absolute_url() if opening else reverse("admin:feedback_boxopening_changelist")
    )
    return page(request, name, opening, {"form": form, **context})
