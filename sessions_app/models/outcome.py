"""What a meeting leads to: its minutes, the conclusion notice, and the promises with unit and day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback.models import Submission
from officials.models import Unit
from sessions_app.models.meeting import Meeting
from sessions_app.models.turn import Turn
from sessions_app.states import Promise


class Minutes(models.Model):
    """Minutes of a meeting as they are typed; once they are signed on paper they stand."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    began_at = models.TimeField(_("began at"))
    ended_at = models.TimeField(_("ended at"))
    present = models.TextField(_("present"), max_length=3000)
    absent = models.TextField(_("absent, and why"), max_length=1000, blank=True)
    course = models.TextField(_("course of the meeting, opinions"), max_length=20000, blank=True)
    conclusion = models.TextField(_("conclusion of the chair"), max_length=10000, blank=True)
    differences = models.TextField(_("what stays open"), max_length=3000, blank=True)
    secretary = models.CharField(_("who wrote it"), max_length=120)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                name="sessions_minutes_end_after_begin",
                condition=Q(ended_at__gt=F("began_at")),
                violation_error_message=_("The end is not after the beginning."),
            ),
            models.CheckConstraint(
                name="sessions_minutes_signed_with_conclusion",
                condition=Q(signed_on__isnull=True) | ~Q(conclusion=""),
                violation_error_message=_("Write the conclusion before the minutes are signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Notice(models.Model):
    """A paper sent after a meeting: its conclusion, or to a turn refused in writing (Mẫu số 01/TCD)."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="conclusion_notice"
    )
    turn = models.OneToOneField(
        Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="refusal_notice"
    )
    number = models.CharField(_("document number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                name="sessions_notice_of_one",
                condition=Q(meeting__isnull=False, turn__isnull=True)
                | Q(meeting__isnull=True, turn__isnull=False),
            ),
            models.CheckConstraint(name="sessions_notice_has_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number


class Commitment(models.Model):
    """A directive of a conclusion, or a promise made: who does what until when, and what came of it."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    # The opinion whose answer promised it; its words stay in the answer, which is sealed with the opinion.
    case = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    turn = models.ForeignKey(
        Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    words = models.TextField(_("what is to be done"), max_length=2000, blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit responsible"), on_delete=models.PROTECT, related_name="commitments"
    )
    helpers = models.ManyToManyField(Unit, verbose_name=_("units that help"), blank=True, related_name="+")
    due_on = models.DateField(_("due on"))
    product = models.CharField(_("expected product"), max_length=200, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Promise.choices, default=Promise.OPEN)
    evidence = models.CharField(_("what proves it"), max_length=500, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="sessions_commitment_number_once", fields=["meeting", "number"]),
            models.CheckConstraint(
                name="sessions_commitment_of_meeting_or_answer",
                condition=(Q(meeting__isnull=False, case__isnull=True) & ~Q(words="") & ~Q(product=""))
                | Q(meeting__isnull=True, case__isnull=False, turn__isnull=True, words="", product=""),
            ),
            models.CheckConstraint(
                name="sessions_commitment_status_known", condition=Q(status__in=Promise.values)
            ),
            models.CheckConstraint(
                name="sessions_commitment_ended_whole",
                condition=Q(status=Promise.OPEN, ended_on__isnull=True, ended_by__isnull=True, evidence="")
                | (
                    ~Q(status=Promise.OPEN)
                    & Q(ended_on__isnull=False, ended_by__isnull=False)
                    & ~Q(evidence="")
                ),
            ),
        ]
        indexes = [
            # What is due, of a unit.
            models.Index(
                name="sessions_commitment_open",
                fields=["unit", "due_on"],
                condition=Q(status=Promise.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id or self.case_id}/{self.number}"

    @property
    def organ(self) -> Unit:
        """The organ that promised."""
        if self.meeting is not None:
            return self.meeting.organ
        assert self.case is not None  # noqa: S101 – the database holds one of both
        return self.case.organ

    @property
    def label(self) -> str:
        """What is expected to come of it, in one line."""
        if self.product or self.case is None:
            return self.product
        mine = (self.due_on, self.unit_id)
        sent = (answer for answer in self.case.answers.all() if answer.sent_at is not None)
        return next((a.promise for a in sent if (a.promise_on, a.promise_unit_id) == mine), "")

    @property
    def origin(self) -> str:
        """Where it was promised."""
        if self.meeting is not None:
            return f"{self.meeting.label}, {self.meeting.day:%d/%m/%Y}"
        assert self.case is not None  # noqa: S101 – the database holds one of both
        return gettext("answer to opinion %(number)s") % {"number": self.case.reference}

    @property
    def is_open(self) -> bool:
        return self.status == Promise.OPEN


class CommitmentNote(models.Model):
    """How far a commitment is, in the words of who does it; it is only ever added."""

    append_only = True

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(pgettext_lazy("commitment", "how far it is"), max_length=1000)
    percent = models.PositiveSmallIntegerField(_("done, in percent"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sessions_commitmentnote_percent", condition=Q(percent__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}"
