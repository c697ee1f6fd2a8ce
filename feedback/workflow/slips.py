"""Printed slips: a sheet of them, the one that came with a letter, a sheet that was lost."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feedback import openings, serials
from feedback.models import PrintedSlip, SlipSheet, Submission
from officials.models import Unit, User
from portal.errors import NotAllowed

ON_A_SHEET = 8


def print_sheet(*, organ: Unit, by: User, now: datetime) -> SlipSheet:
    """Make a sheet of slips with serials never given before; raises NotAllowed.

    Their codes follow from the serials and are to be shown once, to the printer.
    """
    if not openings.may_open(by, organ):
        raise NotAllowed(_("You may not print slips for this organ."))
    with transaction.atomic():
        sheet = SlipSheet.objects.create(organ=organ, printed_at=now, printed_by=by)
        PrintedSlip.objects.bulk_create(
            PrintedSlip(sheet=sheet, serial=serials.new()) for _slip in range(ON_A_SHEET)
        )
    return sheet


def void_sheet(sheet: SlipSheet, *, by: User, now: datetime) -> SlipSheet:
    """Let no unused slip of a lost sheet come alive; used ones keep their cases. Raises NotAllowed."""
    with transaction.atomic():
        row = SlipSheet.objects.select_related("organ").select_for_update(of=("self",)).get(pk=sheet.pk)
        if not openings.may_open(by, row.organ) or row.is_voided:
            raise NotAllowed(_("This sheet cannot be voided."))
        row.voided_at, row.voided_by = now, by
        row.save(update_fields=["voided_at", "voided_by"])
    return row


def take(text: str, *, organ: Unit, form_key: str) -> PrintedSlip:
    """Lock the slip whose serial was typed, in the caller's transaction.

    A slip of another organ is as unknown as one never printed. Raises ValidationError, also for a slip
    that another form has used.
    """
    serial = serials.read(text)
    if serial is None:
        words = _("This is no slip number: it has ten digits, and one of these is not right.")
        raise ValidationError({"slip": words}, code="mistyped")
    slips = PrintedSlip.objects.select_related("sheet").select_for_update(of=("self", "sheet"))
    slip = slips.filter(serial=serial, sheet__organ=organ).first()
    if slip is None:
        raise ValidationError({"slip": _("No slip of this organ has this number.")}, code="unknown")
    if slip.used_by_form and slip.used_by_form != form_key:
        raise ValidationError({"slip": _("This slip was used for another letter already.")}, code="used")
    if slip.sheet.is_voided and not slip.used_by_form:
        words = _("The sheet of this slip was voided. Enter the letter without a slip number.")
        raise ValidationError({"slip": words}, code="voided")
    return slip


def use(slip: PrintedSlip, case: Submission, *, form_key: str) -> None:
    """Bind a slip to the case that was entered with it, in the caller's transaction."""
    slip.submission, slip.used_by_form = case, form_key
    slip.save(update_fields=["submission", "used_by_form"])
