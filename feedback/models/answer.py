"""The answer: a draft until it is sent, then the very words the sender got."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import states
from feedback.models.submission import Submission
from officials.models import Unit


class Answer(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("answer", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("answer", "With the leader")
        SENT = "sent", pgettext_lazy("answer", "Sent")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    outcome = models.CharField(_("outcome"), max_length=30, choices=states.Outcome.choices)
    summary = models.CharField(_("what the sender raised, in one sentence"), max_length=300)
    text = models.TextField(_("answer"))
    promise = models.CharField(_("what will be done"), max_length=300, blank=True)
    promise_unit = models.ForeignKey(
        Unit, verbose_name=_("done by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    promise_on = models.DateField(_("done before"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-drafted_at"]
        indexes = [
            # What was promised and is to be followed up.
            models.Index(
                name="feedback_answer_promised",
                fields=["submission"],
                condition=Q(state="sent", promise_unit__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="feedback_answer_sent_at_iff_sent",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="feedback_answer_promise_whole",
                condition=Q(promise="", promise_unit__isnull=True, promise_on__isnull=True)
                | (~Q(promise="") & Q(promise_unit__isnull=False, promise_on__isnull=False)),
                violation_error_message=_("A promise needs who does it and by which day."),
            ),
            models.CheckConstraint(
                name="feedback_answer_document_whole",
                condition=Q(document_number="", document_on__isnull=True)
                | (~Q(document_number="") & Q(document_on__isnull=False)),
                violation_error_message=_("A document needs both its number and its date."),
            ),
            models.UniqueConstraint(
                name="feedback_answer_one_unsent", fields=["submission"], condition=~Q(state="sent")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.get_state_display()}"
