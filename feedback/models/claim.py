"""Who has a case open to work on it, for a quarter of an hour: a courtesy among colleagues, never a lock."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.submission import Submission


class Claim(models.Model):
    """One a case. It ends at `until`, and before that with the next step: then `version` is another."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="claim")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField()
    at = models.DateTimeField(_("at"))
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("case in somebody's hands")
        verbose_name_plural = _("cases in somebody's hands")
        constraints = [
            models.CheckConstraint(name="feedback_claim_until_after", condition=Q(until__gt=F("at"))),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.at:%d/%m/%Y %H:%M}"
