"""Steps taken on many cases at once: who took them, and what each case was before."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from feedback import states
from feedback.models.submission import Submission

UNDONE_WITHIN = timedelta(minutes=10)


class BulkRun(models.Model):
    """One press of a button; until `undo_until` its account may take it back.

    Answers are only drafted by the press; `taken_at` says when they were sent.
    """

    action = models.CharField(max_length=20, choices=states.Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_bulk_run_action_known",
                condition=Q(action__in=["classify", "route", "answer", "close", "mark_spam"]),
            ),
            models.CheckConstraint(
                name="feedback_bulk_run_undone_after",
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("at")),
            ),
            models.CheckConstraint(
                name="feedback_bulk_run_taken_or_undone",
                condition=Q(taken_at__isnull=True)
                | Q(action="answer", undone_at__isnull=True, taken_at__gte=F("at")),
            ),
        ]
        indexes = [
            # What a worker looks for each minute.
            models.Index(
                name="feedback_bulk_run_waiting",
                fields=["at"],
                condition=Q(action="answer", taken_at__isnull=True, undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%d/%m/%Y %H:%M}"

    @property
    def undo_until(self) -> datetime:
        return self.at + UNDONE_WITHIN


class BulkItem(models.Model):
    """One case of a run: the version the run left it with, and in codes and ids what it was before.

    `refusal` says why its answer was not sent after all.
    """

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="items")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="feedback_bulk_item_once", fields=["run", "submission"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.submission_id}"
