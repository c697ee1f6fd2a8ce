"""What was said at a meeting: a question or an opinion in its minutes, and the opinion it became."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models import Submission
from feedback.states import Field
from officials.models import Unit
from portal.identity.crypto import EncryptedTextField
from sessions_app.models.meeting import Meeting
from sessions_app.models.turn import Turn
from sessions_app.states import Competence, Way


class Point(models.Model):
    """One question or opinion, numbered within its meeting; who raised it is encrypted and stays inside."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField(_("number"))
    speaker = EncryptedTextField(blank=True)
    organisation = EncryptedTextField(blank=True)
    tax_number = EncryptedTextField(blank=True)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    contact = EncryptedTextField(blank=True)
    text = models.TextField(_("what was raised"), max_length=4000)
    # The words of whoever sent it in, however the desk puts them for the public.
    asked = EncryptedTextField(blank=True)
    field = models.CharField(
        pgettext_lazy("matter", "field"), max_length=24, choices=Field.choices, blank=True
    )
    competence = models.CharField(
        _("whose business it is"), max_length=12, choices=Competence.choices, blank=True
    )
    is_repeated = models.BooleanField(_("raised before"), default=False)
    is_advance = models.BooleanField(_("sent in beforehand"), default=False)
    way = models.CharField(_("how it is answered"), max_length=12, choices=Way.choices)
    answer = models.TextField(_("answer given"), max_length=4000, blank=True)
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit that answers"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    form_key = models.CharField(max_length=64, unique=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    recorded_at = models.DateTimeField()
    # Nobody of the office for what was sent in beforehand.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("question or opinion")
        verbose_name_plural = _("questions and opinions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="sessions_point_number_once", fields=["meeting", "number"]),
            models.CheckConstraint(name="sessions_point_has_words", condition=~Q(text="")),
            models.CheckConstraint(name="sessions_point_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="sessions_point_field_known", condition=Q(field="") | Q(field__in=Field.values)
            ),
            models.CheckConstraint(
                name="sessions_point_competence_known",
                condition=Q(competence="") | Q(competence__in=Competence.values),
            ),
            models.CheckConstraint(
                name="sessions_point_recorded_by_somebody",
                condition=Q(recorded_by__isnull=False) | Q(is_advance=True),
            ),
            models.CheckConstraint(
                name="sessions_point_answered_in_words", condition=~Q(way=Way.AT_ONCE) | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_sent_in(self) -> bool:
        """Whether its words came through the public page."""
        return self.recorded_by_id is None


class Raised(models.Model):
    """That a turn or a point became an opinion of the register: each at most once."""

    turn = models.OneToOneField(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="raised")
    point = models.OneToOneField(
        Point, on_delete=models.PROTECT, null=True, blank=True, related_name="raised"
    )
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="raised_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sessions_raised_one_of_both",
                condition=Q(turn__isnull=False, point__isnull=True)
                | Q(turn__isnull=True, point__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}"
