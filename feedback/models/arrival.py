"""How a case entered at a desk came in: the letter's own facts, who passed it on, who helped the sender."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.submission import Submission
from portal.identity.crypto import EncryptedJSONField


class Arrival(models.Model):
    """One a case from a desk; `helpers` names who wrote down or interpreted, and is identity."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="arrival")
    letter_on = models.DateField(_("date on the letter"), null=True, blank=True)
    passed_by = models.CharField(_("passed on by"), max_length=200, blank=True)
    passed_number = models.CharField(_("number of its document"), max_length=60, blank=True)
    passed_on = models.DateField(_("date of its document"), null=True, blank=True)
    post_number = models.CharField(_("post mark or parcel number"), max_length=60, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    papers_handed_over = models.BooleanField(_("papers were handed over"), default=False)
    reply_before = models.DateField(_("wants to be told before"), null=True, blank=True)
    helpers = EncryptedJSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("how it came in")
        verbose_name_plural = _("how it came in")
        constraints = [
            models.CheckConstraint(
                name="feedback_arrival_document_whole",
                condition=Q(passed_number="", passed_on__isnull=True)
                | (~Q(passed_number="") & Q(passed_on__isnull=False) & ~Q(passed_by="")),
                violation_error_message=_("A document needs its body, its number and its date."),
            ),
            models.CheckConstraint(
                name="feedback_arrival_some_pages", condition=Q(pages__isnull=True) | Q(pages__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission_id)

    @property
    def helped_by(self) -> str:
        """Who wrote it down for the sender; for whoever may see who wrote."""
        return str((self.helpers or {}).get("helped_by", ""))

    @property
    def interpreter(self) -> str:
        return str((self.helpers or {}).get("interpreter", ""))
