"""Words about a case: messages the sender reads, and notes the sender never sees; two tables, never mixed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models.submission import Submission
from officials.models import Unit


class Message(models.Model):
    """Public words: from staff to the sender when `by` is set, from the sender when it is null."""

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("message", "Question to the sender")
        REPLY = "reply", pgettext_lazy("message", "The sender's reply")
        ADDITION = "addition", pgettext_lazy("message", "Added by the sender")
        ANSWER = "answer", pgettext_lazy("message", "Answer")
        TRANSFER = "transfer", pgettext_lazy("message", "Passed on")
        DECLINE = "decline", pgettext_lazy("message", "Why it is not taken further")
        EXTENSION = "extension", pgettext_lazy("message", "The day of the answer was moved")

    FROM_SENDER = (Kind.REPLY, Kind.ADDITION)

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reply_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="feedback_message_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="feedback_message_author_as_kind_asks",
                condition=Q(kind__in=["reply", "addition"], by__isnull=True)
                | (~Q(kind__in=["reply", "addition"]) & Q(by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y %H:%M}"


class Note(models.Model):
    """Internal words: why it was handed back, what the leader wants changed, what a colleague should know."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notes")
    action = models.CharField(max_length=20)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="feedback_note_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%d/%m/%Y %H:%M}"
