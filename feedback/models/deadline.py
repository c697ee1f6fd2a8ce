"""Deadlines of a case, each under its own dated rule, and the days on which one stood still."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.submission import Submission
from portal.clocks.models import Rule


class Deadline(models.Model):
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="deadlines")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(_("started on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="feedback_deadline_once_a_rule", fields=["submission", "rule"]),
            models.CheckConstraint(
                name="feedback_deadline_met_after_start",
                condition=Q(met_on__isnull=True) | Q(met_on__gte=F("started_on")),
            ),
        ]
        indexes = [
            # Which cases are late by law, or near the 45-day alarm.
            models.Index(
                name="feedback_deadline_unmet",
                fields=["rule", "due_on", "submission"],
                condition=Q(met_on__isnull=True),
            ),
            # Deadlines not met, or met late: what was overdue at the end of a day, and the late lists.
            models.Index(
                name="feedback_deadline_late",
                fields=["due_on", "met_on"],
                include=["submission"],
                condition=Q(met_on__isnull=True) | Q(met_on__gt=F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.started_on}"

    @property
    def is_met_in_time(self) -> bool:
        return self.met_on is not None and self.due_on is not None and self.met_on <= self.due_on


class DeadlinePause(models.Model):
    """Days on which a service target stood still; `ended_on` is null while the sender is asked."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="pauses")
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(
                name="feedback_pause_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.UniqueConstraint(
                name="feedback_pause_one_open", fields=["deadline"], condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_on} – {self.ended_on or '…'}"


class DeadlineCount(models.Model):
    """The single row that remembers under which calendar revision open deadlines were last counted."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    revision = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="feedback_deadlinecount_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.revision)
