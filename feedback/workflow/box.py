"""Opening a letter box as one act: started with its counts, its letters entered one by one, finished."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import openings, queries, states
from feedback.models import BoxLetter, BoxOpening, BoxRemark, LetterBox, Submission
from feedback.workflow import doors, slips
from feedback.workflow.doors import DeskEntry
from feedback.workflow.intake import Receipt
from officials.models import User
from portal.errors import NotAllowed
from portal.uploads import workflow as uploads

Person = dict[str, str]


@dataclass(frozen=True)
class Found:
    """What was there when the box was opened, already cleaned.

    `opened_by` and `witnesses` are {name, post}; `named_envelopes` are {to, taken_by}. `letters` may be None:
    then every envelope that is neither empty nor left unopened holds one.
    """

    opened_at: datetime
    opened_by: list[Person]
    envelopes: int
    empty: int = 0
    letters: int | None = None
    witnesses: list[Person] = field(default_factory=list)
    named_envelopes: list[Person] = field(default_factory=list)
    remarks: str = ""


def open_box(*, box: LetterBox, found: Found, form_key: str, by: User, now: datetime) -> BoxOpening:
    """Start an opening under the next number of the box in the year it was opened; a form counts once.

    An empty box is an opening too. Raises NotAllowed, ValidationError.
    """
    if not openings.may_open(by, box.organ):
        raise NotAllowed(_("You may not open this letter box."))
    facts = _checked(found, now)
    year = timezone.localdate(found.opened_at).year
    try:
        with transaction.atomic():
            box = LetterBox.objects.select_for_update(of=("self",)).get(pk=box.pk)
            last = BoxOpening.objects.filter(box=box, year=year).order_by("number").last()
            return BoxOpening.objects.create(
                box=box,
                year=year,
                number=last.number + 1 if last else 1,
                place=box.place,
                form_key=form_key,
                started_at=now,
                started_by=by,
                **facts,
            )
    except IntegrityError:
        earlier = BoxOpening.objects.filter(form_key=form_key, box=box).first()
        if earlier is None:
            raise
        return earlier


def _checked(found: Found, now: datetime) -> dict[str, Any]:
    """The fields of the row; raise ValidationError, by field, where the counts cannot be true."""
    if found.opened_at > now:
        raise ValidationError({"opened_on": _("This moment is still to come.")}, code="future")
    try:
        doors.received_at(timezone.localdate(found.opened_at), now)
    except ValidationError as error:
        raise ValidationError({"opened_on": error.messages}) from error
    if not found.opened_by:
        raise ValidationError({"opened_by": _("Write who opened the box.")}, code="required")
    named = len(found.named_envelopes)
    filled = found.envelopes - found.empty - named
    if filled < 0:
        words = _("%(empty)s empty and %(named)s unopened are more than the %(all)s taken out.")
        facts = {"empty": found.empty, "named": named, "all": found.envelopes}
        raise ValidationError({"envelopes": words % facts}, code="too_few")
    letters = filled if found.letters is None else found.letters
    if letters < filled or (letters and not filled):
        words = _("%(filled)s envelopes are neither empty nor unopened, so this count cannot be %(letters)s.")
        raise ValidationError(
            {"letters": words % {"filled": filled, "letters": letters}}, code="not_adding_up"
        )
    names = "opened_at opened_by witnesses envelopes empty named_envelopes remarks"
    return {name: getattr(found, name) for name in names.split()} | {"letters": letters}


def _locked(opening: BoxOpening, by: User) -> BoxOpening:
    row = BoxOpening.objects.select_related("box__organ").select_for_update(of=("self",)).get(pk=opening.pk)
    if not openings.may_open(by, row.box.organ):
        raise NotAllowed(_("You may not open this letter box."))
    return row


def _locked_open(opening: BoxOpening, by: User) -> BoxOpening:
    row = _locked(opening, by)
    if row.is_finished:
        raise NotAllowed(_("This opening is finished. What is wrong in it is put right by a remark."))
    return row


def correct_opening(opening: BoxOpening, *, found: Found, by: User, now: datetime) -> BoxOpening:
    """Put right what was written of an opening that is not finished.

    Raises NotAllowed, and ValidationError also for fewer letters than are entered, another year (the number
    is of its year), or another day once letters were entered with it.
    """
    facts = _checked(found, now)
    with transaction.atomic():
        row = _locked_open(opening, by)
        entered = openings.reached(row, by)
        if facts["letters"] < entered:
            words = _("%(n)s letters are entered already.") % {"n": entered}
            raise ValidationError({"letters": words}, code="fewer_than_entered")
        old, new = timezone.localdate(row.opened_at), timezone.localdate(found.opened_at)
        if old.year != new.year:
            words = _("Its number belongs to the year %(year)s.") % {"year": old.year}
            raise ValidationError({"opened_on": words}, code="other_year")
        if old != new and row.box_letters.exists():
            words = _(
                "Letters are entered with this day as the day they were received. Say it in the remarks, and "
                "correct the received date of each."
            )
            raise ValidationError({"opened_on": words}, code="letters_entered")
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
    return row


def enter_from_box(
    opening: BoxOpening, *, entry: DeskEntry, by: User, now: datetime, slip: str = ""
) -> Receipt:
    """Enter the next letter of an opening as a case; channel, day and book are those of the opening.

    With the number of a printed `slip` that lay in the letter, the code on its tear-off half comes alive.
    Raises NotAllowed, and ValidationError when as many letters are entered as were counted.
    """
    with transaction.atomic():
        row = _locked_open(opening, by)
        printed = slips.take(slip, organ=row.box.organ, form_key=entry.form_key) if slip else None
        given = replace(
            entry,
            form_key=printed.form_key if printed else entry.form_key,
            intake=replace(entry.intake, channel=states.Channel.HOM_THU),
            organ=row.box.organ,
            received_on=timezone.localdate(row.opened_at),
        )
        files = (*entry.intake.files, *entry.scans)
        uploads.restage(files if printed else (), key=entry.form_key, new_key=given.form_key)
        receipt = doors.enter(entry=given, by=by, now=now)
        if not receipt.is_new:
            return receipt
        if openings.reached(row, by) >= row.letters:
            words = _("All %(n)s letters counted are entered. If there is one more, correct the count first.")
            raise ValidationError(words % {"n": row.letters}, code="more_than_counted")
        if printed is not None:
            slips.use(printed, receipt.submission, form_key=entry.form_key)
        _number(row, receipt.submission)
    return receipt


def _number(row: BoxOpening, case: Submission) -> None:
    """Give the case the next running number of the opening, and the pages that wait under that number."""
    last = row.box_letters.order_by("number").last()
    number = last.number + 1 if last else 1
    BoxLetter.objects.create(opening=row, number=number, submission=case)
    about_type, about_id = openings.piece_of(row, number)
    uploads.pass_on(about_type=about_type, about_id=about_id, to_type=queries.SCAN, to_id=case.pk)


def finish_opening(opening: BoxOpening, *, by: User, now: datetime, why: str = "") -> BoxOpening:
    """End an opening; from now on its numbers stand.

    Raises NotAllowed, and ValidationError when letters counted are not entered and `why` does not say why.
    """
    with transaction.atomic():
        row = _locked_open(opening, by)
        missing = row.letters - openings.reached(row, by)
        if missing > 0 and not why.strip():
            words = _("%(n)s letters counted are not entered. Enter them, or write why not.")
            raise ValidationError({"why": words % {"n": missing}}, code="letters_missing")
        row.remarks = "\n".join(filter(None, (row.remarks, why.strip())))
        row.finished_at, row.finished_by = now, by
        row.save(update_fields=["remarks", "finished_at", "finished_by"])
    return row


def remark_on_opening(opening: BoxOpening, *, text: str, by: User, now: datetime) -> BoxRemark:
    """Put right by words what is wrong in a finished opening; raises NotAllowed, ValidationError."""
    if not text.strip():
        raise ValidationError({"remark": _("Please write the remark.")}, code="required")
    with transaction.atomic():
        row = _locked(opening, by)
        if not row.is_finished:
            raise NotAllowed(_("This opening is not finished yet: correct its counts."))
        return BoxRemark.objects.create(opening=row, text=text.strip(), at=now, by=by)
