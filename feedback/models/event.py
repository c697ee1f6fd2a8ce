"""What happened to a case, and who looked at the sender's contact details; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.models.submission import Submission
from officials.models import Unit


class SubmissionEvent(models.Model):
    """One change: codes, ids, old and new values, never words. A trigger refuses update and delete."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(_("action"), max_length=20, choices=states.Action.choices)
    from_status = models.CharField(max_length=20, choices=states.Status.choices, blank=True)
    to_status = models.CharField(max_length=20, choices=states.Status.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changes = models.JSONField(_("changes"), default=dict)

    append_only = True

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_event_action_known", condition=Q(action__in=states.Action.values)
            ),
        ]
        indexes = [
            # The timeline of one case.
            models.Index(name="feedback_event_timeline", fields=["submission", "at", "id"]),
            # The auditor's log of one action, newest first.
            models.Index(name="feedback_event_log", fields=["action", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%d/%m/%Y %H:%M}"


class Reveal(models.Model):
    """One look at the sender's contact details; shown to the sender on the tracking page."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reveals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("post at that time"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))

    append_only = True

    class Meta:
        verbose_name = _("look at contact details")
        verbose_name_plural = _("looks at contact details")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="feedback_reveal_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.at:%d/%m/%Y %H:%M}"
