"""The list of suspected spam read through, organ by organ and day by day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from officials.models import Unit


class SuspectedReading(models.Model):
    """Somebody of the desk read the whole list that day; `seen` opinions stood in it. Rows are only added."""

    organ = models.ForeignKey(Unit, verbose_name=_("organ"), on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    seen = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reading of the suspected")
        verbose_name_plural = _("readings of the suspected")
        constraints = [
            models.UniqueConstraint(name="feedback_suspected_reading_once_a_day", fields=["organ", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.day:%d/%m/%Y}"
