"""A later day for an answer: the unit asks with a reason, a leader says yes or no; granted once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models.deadline import Deadline
from officials.models import Unit


class Extension(models.Model):
    """One request for a later day of a service target; `reason` is what the sender reads after the yes."""

    class Decision(models.TextChoices):
        WAITS = "", pgettext_lazy("extension", "Waits for the leader")
        YES = "yes", pgettext_lazy("extension", "Agreed")
        NO = "no", pgettext_lazy("extension", "Refused")
        LAPSED = "lapsed", pgettext_lazy("extension", "No longer needed")

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    reason = models.TextField(_("reason"))
    old_due = models.DateField(_("day until then"))
    new_due = models.DateField(_("new day"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=6, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="feedback_extension_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="feedback_extension_later", condition=Q(new_due__gt=F("old_due"))),
            models.CheckConstraint(
                name="feedback_extension_decided_whole",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | Q(decision="lapsed", decided_by__isnull=True, decided_at__isnull=False)
                | Q(decision__in=["yes", "no"], decided_by__isnull=False, decided_at__isnull=False),
            ),
            # Requests that wait, for the leader's list; and no deadline has two.
            models.UniqueConstraint(
                name="feedback_extension_one_waits", fields=["deadline"], condition=Q(decision="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due:%d/%m/%Y} – {self.new_due:%d/%m/%Y}"
