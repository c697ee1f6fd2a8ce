"""What was said at a meeting: a question or an opinion in its minutes, and the opinion it became."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
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
from sessions_app.states import Competence, Result, Way


class Point(models.Model):
    """One question or opinion, numbered within its meeting; who raised it is encrypted and stays inside."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField(_("number"))
    speaker = EncryptedTextField(_("who raised it"), blank=True)
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
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    # In the unit's words: prepared for the day, or what came of it afterwards; the minutes say what was said.
    reply = models.TextField(_("answer of the unit"), max_length=4000, blank=True)
    reply_doc = models.CharField(_("document of the answer"), max_length=120, blank=True)
    result = models.CharField(_("what came of it"), max_length=20, choices=Result.choices, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.CharField(max_length=64, unique=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    # Officials whose name may stand in the words: to them the desk's pages do not show it.
    may_name_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
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
                name="sessions_point_result_known", condition=Q(result="") | Q(result__in=Result.values)
            ),
            models.CheckConstraint(
                name="sessions_point_replied_whole",
                condition=Q(reply="", reply_doc="", result="", replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False, replied_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="sessions_point_answered_in_words", condition=~Q(way=Way.AT_ONCE) | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def answered(self) -> str:
        """What is shown as its answer: what the unit wrote last, else what was said on the day."""
        return self.reply or self.answer

    @property
    def is_sent_in(self) -> bool:
        """Whether its words came through the public page."""
        return self.recorded_by_id is None


SHOWN_TO_UNITS = ("way", "unit", "due_on", "reply", "reply_doc", "result")


class PointChange(models.Model):
    """What somebody wrote anew in a point: field, old and new value; a trigger refuses to alter a row.

    Of who raised it the row says that it changed, never the words.
    """

    append_only = True

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="changes")
    changes = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.point_id}"

    def lines(self) -> list[tuple[str, str, str]]:
        """The name of each field, what stood there and what stands now, in words."""
        return self._lines(self.changes)

    def lines_for_unit(self) -> list[tuple[str, str, str]]:
        """Without the words as they stood before the desk put them better, which may say who spoke."""
        return self._lines({name: pair for name, pair in self.changes.items() if name in SHOWN_TO_UNITS})

    def _lines(self, changes: dict[str, Any]) -> list[tuple[str, str, str]]:
        return [
            (str(field.verbose_name), _said(field, before), _said(field, after))
            for field, (before, after) in ((_field(name), values) for name, values in changes.items())
        ]


def _field(name: str) -> Any:
    return Point._meta.get_field(name)


def _said(field: Any, value: str | bool | None) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(dict(field.flatchoices).get(value, value or "—"))


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
