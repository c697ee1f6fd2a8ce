"""Letter boxes of an organ, each time one is opened, and which letter out of it became which case."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models.submission import Submission
from officials.models import Unit
from portal.clocks.explain import WEEKDAYS


class LetterBox(models.Model):
    """A box into which people put letters; where it hangs may change, each opening keeps its own place."""

    organ = models.ForeignKey(Unit, verbose_name=_("organ"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("where it hangs"), max_length=200)
    is_active = models.BooleanField(_("in use"), default=True)
    # Monday is 1. On a day off the box is opened on the next working day.
    opening_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("opened on"), default=list, blank=True
    )
    schedule_from = models.DateField(_("schedule kept from"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter box")
        verbose_name_plural = _("letter boxes")
        ordering = ["organ", "name"]
        constraints = [
            models.UniqueConstraint(
                name="feedback_letterbox_name_once",
                fields=["organ", "name"],
                violation_error_message=_("This organ has a letter box of that name already."),
            ),
            models.CheckConstraint(
                name="feedback_letterbox_days_of_week",
                condition=Q(opening_days__contained_by=list(range(1, 8))),
            ),
            models.CheckConstraint(
                name="feedback_letterbox_schedule_whole",
                condition=Q(opening_days=[], schedule_from__isnull=True)
                | (~Q(opening_days=[]) & Q(schedule_from__isnull=False)),
                violation_error_message=_("A schedule needs its days of the week and the day it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def schedule(self) -> str:
        """The days of the week on which it is opened, in words; empty without a schedule."""
        return ", ".join(str(WEEKDAYS[day - 1]) for day in sorted(self.opening_days))


def _length(name: str) -> Func:
    return Func(F(name), function="jsonb_array_length", output_field=models.IntegerField())


class BoxOpening(models.Model):
    """One opening of one box, numbered by box and year without gaps.

    `opened_by` and `witnesses` list {name, post}; `named_envelopes` lists {to, taken_by} of envelopes that
    went to whom they named and were not opened. A trigger keeps a finished opening and every number.
    """

    box = models.ForeignKey(LetterBox, verbose_name=_("letter box"), on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    opened_at = models.DateTimeField(_("opened at"))
    place = models.CharField(pgettext_lazy("box", "place"), max_length=200)
    opened_by = models.JSONField(_("opened by"))
    witnesses = models.JSONField(_("witnesses"), default=list)
    # Envelopes and loose sheets taken out; those with nothing in them; separate letters in all the others.
    envelopes = models.PositiveIntegerField(_("envelopes and loose sheets taken out"))
    empty = models.PositiveIntegerField(_("of them empty"))
    named_envelopes = models.JSONField(_("addressed by name, not opened"), default=list)
    letters = models.PositiveIntegerField(pgettext_lazy("box", "letters"))
    remarks = models.TextField(_("remarks"), blank=True)
    form_key = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("letter-box opening")
        verbose_name_plural = _("letter-box openings")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="feedback_boxopening_number_once", fields=["box", "year", "number"]),
            models.CheckConstraint(name="feedback_boxopening_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="feedback_boxopening_not_in_future", condition=Q(opened_at__lte=F("started_at"))
            ),
            models.CheckConstraint(
                name="feedback_boxopening_somebody_opened",
                condition=GreaterThanOrEqual(_length("opened_by"), 1),
            ),
            models.CheckConstraint(
                name="feedback_boxopening_counts_add_up",
                condition=Q(envelopes=F("empty") + _length("named_envelopes"), letters=0)
                | Q(
                    envelopes__gt=F("empty") + _length("named_envelopes"),
                    letters__gte=F("envelopes") - F("empty") - _length("named_envelopes"),
                ),
                violation_error_message=_("The counts do not add up."),
            ),
            models.CheckConstraint(
                name="feedback_boxopening_finished_whole",
                condition=Q(finished_at__isnull=True, finished_by__isnull=True)
                | Q(finished_at__gte=F("started_at"), finished_by__isnull=False),
            ),
        ]
        indexes = [
            # The list of openings, the newest first.
            models.Index(name="feedback_boxopening_newest", fields=["-opened_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("admin:feedback_boxopening_show", args=[self.pk])

    @property
    def label(self) -> str:
        """The number as the minutes carry it: 3/2026."""
        return f"{self.number}/{self.year}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def named(self) -> int:
        return len(self.named_envelopes)

    def people(self) -> list[dict[str, Any]]:
        """Everybody who was there, whoever opened it first."""
        return [*self.opened_by, *self.witnesses]


class BoxLetter(models.Model):
    """The running number of a letter in its opening, and the case it became."""

    opening = models.ForeignKey(BoxOpening, on_delete=models.PROTECT, related_name="box_letters")
    number = models.PositiveIntegerField(_("number"))
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="box_letter")

    append_only = True

    class Meta:
        verbose_name = _("letter out of a box")
        verbose_name_plural = _("letters out of boxes")
        ordering = ["opening", "number"]
        constraints = [
            models.UniqueConstraint(name="feedback_boxletter_number_once", fields=["opening", "number"]),
            models.CheckConstraint(name="feedback_boxletter_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id}.{self.number}"


class BoxRemark(models.Model):
    """What is to be put right about a finished opening; a trigger refuses to change or delete it."""

    opening = models.ForeignKey(BoxOpening, on_delete=models.PROTECT, related_name="later_remarks")
    text = models.CharField(_("remark"), max_length=500)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )

    append_only = True

    class Meta:
        verbose_name = _("remark on an opening")
        verbose_name_plural = _("remarks on openings")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.at:%d/%m/%Y %H:%M}"
