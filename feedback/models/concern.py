"""Whom a case is about: an official or a body, as a clerk confirmed; a naming taken back stays as a row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.submission import Submission
from officials.models import Official, Unit


class Concern(models.Model):
    """One person or one body named in a case. A person loses the case; a body is passed over by the rules."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="concerns")
    official = models.ForeignKey(
        Official,
        verbose_name=_("official"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person or body concerned")
        verbose_name_plural = _("people and bodies concerned")
        ordering = ["confirmed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_concern_person_or_body",
                condition=Q(official__isnull=False, unit__isnull=True)
                | Q(official__isnull=True, unit__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_concern_taken_back_whole",
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="feedback_concern_official_once",
                fields=["submission", "official"],
                condition=Q(official__isnull=False, taken_back_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="feedback_concern_unit_once",
                fields=["submission", "unit"],
                condition=Q(unit__isnull=False, taken_back_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.official_id or ''}/{self.unit_id or ''}"

    @property
    def label(self) -> str:
        """The person or body by name."""
        return self.unit.label if self.unit is not None else str(self.official)
