"""Rows: holidays, swapped days, dated rules, the calendar's revision; no counting, see arithmetic.py."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

SATURDAY, SUNDAY = 6, 7


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Holiday(models.Model):
    """One day that is not what its weekday says: a weekday off, or a Saturday or Sunday worked."""

    class Kind(models.TextChoices):
        OFF = "off", _("Day off")
        WORKED = "worked", _("Worked instead")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OFF)
    name = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    source = models.CharField(
        _("source"), max_length=250, blank=True, help_text=_("The law, decision or notice that says so.")
    )
    is_counted = models.BooleanField(
        _("counted"),
        default=True,
        help_text=_("Untick to keep the row but let the calendar ignore it. Rows are never deleted."),
    )
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=False,
        help_text=_("Tick once the official document for the year has been read."),
    )
    edited_at = models.DateTimeField(_("edited by hand at"), null=True, editable=False)

    class Meta:
        ordering = ["day"]
        verbose_name = _("holiday or swapped day")
        verbose_name_plural = _("holidays and swapped days")
        constraints = [
            models.CheckConstraint(name="clocks_holiday_kind_known", condition=Q(kind__in=["off", "worked"])),
            models.CheckConstraint(
                name="clocks_holiday_worked_on_weekend",
                condition=~Q(kind="worked") | Q(day__iso_week_day__in=[SATURDAY, SUNDAY]),
                violation_error_message=_(
                    "Only a Saturday or a Sunday can be worked instead of another day."
                ),
            ),
            models.CheckConstraint(name="clocks_holiday_named", condition=~Q(name="") & ~Q(name_en="")),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.label}"

    @property
    def label(self) -> str:
        return self.name if get_language() == "vi" else self.name_en


class Rule(models.Model):
    """One length of time with the law it comes from and the days it is in force."""

    class Unit(models.TextChoices):
        WORKING = "working", _("working days")
        CALENDAR = "calendar", _("calendar days")
        MONTH = "month", _("months")
        YEAR = "year", _("years")

    class Direction(models.TextChoices):
        AFTER = "after", _("after the day")
        BEFORE = "before", _("before the day")

    class CountFrom(models.TextChoices):
        SAME_DAY = "same_day", _("the day of receipt, even a day off")
        NEXT_WORKING_DAY = "next_working_day", _("the next working day, when received on a day off")

    code = models.SlugField(_("code"), max_length=40, db_index=False)
    name = models.CharField(_("name in Vietnamese"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    days = models.PositiveSmallIntegerField(
        pgettext_lazy("length of a term", "length"), help_text=_("How many of the unit chosen below.")
    )
    unit = models.CharField(
        pgettext_lazy("measure of a term", "unit"), max_length=10, choices=Unit.choices, default=Unit.WORKING
    )
    direction = models.CharField(
        pgettext_lazy("direction of a term", "counted"),
        max_length=10,
        choices=Direction.choices,
        default=Direction.AFTER,
    )
    count_from = models.CharField(
        _("starts from"), max_length=20, choices=CountFrom.choices, default=CountFrom.SAME_DAY
    )
    legal_basis = models.CharField(_("legal basis"), max_length=250, blank=True)
    is_statutory = models.BooleanField(
        _("set by law"),
        default=False,
        help_text=_("Ticked: a term of law. Unticked: a target the office sets for itself."),
    )
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=False,
        help_text=_("Tick once the office has checked the number and its basis."),
    )
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(
        _("last day in force"), null=True, blank=True, help_text=_("Empty: still in force.")
    )
    edited_at = models.DateTimeField(_("edited by hand at"), null=True, editable=False)

    class Meta:
        ordering = ["code", "valid_from"]
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        constraints = [
            ExclusionConstraint(
                name="clocks_rule_no_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "Another row of this rule is in force on some of these days. End that row first."
                ),
            ),
            models.CheckConstraint(
                name="clocks_rule_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="clocks_rule_days_sensible",
                condition=Q(days__gte=1, days__lte=3660),
                violation_error_message=_("The length must be from 1 to 3660."),
            ),
            models.CheckConstraint(
                name="clocks_rule_unit_known", condition=Q(unit__in=["working", "calendar", "month", "year"])
            ),
            models.CheckConstraint(
                name="clocks_rule_direction_known", condition=Q(direction__in=["after", "before"])
            ),
            models.CheckConstraint(
                name="clocks_rule_count_from_known",
                condition=Q(count_from__in=["same_day", "next_working_day"]),
            ),
            models.CheckConstraint(
                name="clocks_rule_before_in_days",
                condition=Q(direction="after") | Q(unit__in=["working", "calendar"]),
                violation_error_message=_("A term counted backwards is in working or calendar days."),
            ),
            models.CheckConstraint(
                name="clocks_rule_statutory_has_basis",
                condition=Q(is_statutory=False) | ~Q(legal_basis=""),
                violation_error_message=_("A term set by law needs its legal basis."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from:%d/%m/%Y}"

    def clean(self) -> None:
        """Refuse a backward range here, since PostgreSQL cannot even build it to look for overlaps."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day in force is before the first.")})

    @property
    def label(self) -> str:
        return self.name if get_language() == "vi" else self.name_en

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class CalendarRevision(models.Model):
    """The single row every change of calendar or rules moves on; a changed pair means: compute again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="clocks_calendarrevision_single", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)
