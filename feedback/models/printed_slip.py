"""Slips printed before anybody wrote: a serial for the office, a tear-off code that comes alive at entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import serials
from feedback.models.submission import Submission
from officials.models import Unit


class SlipSheet(models.Model):
    """One printed sheet; lost, it is voided and its unused slips never come alive."""

    organ = models.ForeignKey(Unit, verbose_name=_("organ"), on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("printed at"))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("printed by"), on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sheet of printed slips")
        verbose_name_plural = _("sheets of printed slips")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_slipsheet_voided_whole",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None


class PrintedSlip(models.Model):
    """One slip. Its code follows from the serial and CODE_KEY and is kept nowhere before it is used."""

    sheet = models.ForeignKey(SlipSheet, on_delete=models.PROTECT, related_name="slips")
    serial = models.CharField(_("slip number"), max_length=10, unique=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="printed_slip"
    )
    # The form that used it, so that the same form sent twice meets its own case and no other form does.
    used_by_form = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("printed slip")
        verbose_name_plural = _("printed slips")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_printedslip_used_whole",
                condition=Q(submission__isnull=True, used_by_form="")
                | (Q(submission__isnull=False) & ~Q(used_by_form="")),
            ),
            models.CheckConstraint(
                name="feedback_printedslip_serial_digits", condition=Q(serial__regex=r"^[0-9]{10}$")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def label(self) -> str:
        return serials.grouped(self.serial)

    @property
    def form_key(self) -> str:
        """The key of the case it enters; its tracking code follows from it."""
        return f"slip:{self.serial}"
