"""What every dated row shares: its first and last day held, and who followed whom."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    """The closed period [valid_from, valid_to] as a PostgreSQL daterange; an open end is null."""

    function = "daterange"
    output_field = DateRangeField()


def held_days() -> DateRange:
    return DateRange(F("valid_from"), F("valid_to"), Value("[]"))


class Dated(models.Model):
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty while it lasts."))

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def valid_on(day: date) -> Q:
    """Rows whose first and last day enclose the given day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("The last day is before the first day."),
    )


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("Merged into")
    SPLIT = "split", _("Split into")
    RENAME = "rename", _("Renamed")
    MOVE = "move", _("Moved under another unit")
    DISSOLVE = "dissolve", _("Dissolved, tasks taken over by")
