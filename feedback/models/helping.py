"""Units asked to help the one that handles a case; question and reply are notes, which stay inside."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.submission import Submission
from officials.models import Unit


class HelpRequest(models.Model):
    """One unit asked once. Until `ended_at` its officers read the case while it is open, and may reply."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="helps")
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit that helps"), on_delete=models.PROTECT, related_name="+"
    )
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("no longer needed since"), null=True, blank=True)

    class Meta:
        verbose_name = _("help asked of a unit")
        verbose_name_plural = _("help asked of units")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="feedback_help_one_open",
                fields=["submission", "unit"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("This unit is asked already."),
            ),
            models.CheckConstraint(
                name="feedback_help_after_asking",
                condition=(Q(replied_at__isnull=True) | Q(replied_at__gte=F("asked_at")))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("asked_at"))),
            ),
        ]
        indexes = [
            # What a unit is asked for, at every page of its officers.
            models.Index(name="feedback_help_of_unit", fields=["unit"], condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.unit_id}"

    @property
    def is_late(self) -> bool:
        return self.waits and self.reply_by is not None and self.reply_by < timezone.localdate()

    @property
    def waits(self) -> bool:
        return self.replied_at is None and self.ended_at is None

    @property
    def replied_on(self) -> date | None:
        return timezone.localdate(self.replied_at) if self.replied_at else None
