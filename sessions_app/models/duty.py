"""How often the holder of a post must receive people, and on which days the office has decided to."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from officials.models import Post
from officials.models.dated import Dated, ends_after_start, held_days
from portal.clocks.explain import WEEKDAYS as DAYS_OF_WEEK
from sessions_app.states import BY_CALENDAR, Duty, Per

LAST_OF_MONTH = 31


class DutyRule(Dated):
    """At least so many days a week or month, by which act, in force from when to when."""

    duty = models.CharField(_("whose duty"), max_length=20, choices=Duty.choices)
    days = models.PositiveSmallIntegerField(_("days at least"))
    per = models.CharField(_("in each"), max_length=10, choices=Per.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    is_confirmed = models.BooleanField(_("read in the text itself"), default=False)

    class Meta:
        verbose_name = _("reception duty")
        verbose_name_plural = _("reception duties")
        ordering = ["duty", "-valid_from"]
        constraints = [
            ends_after_start("sessions_duty_ends_after_start"),
            models.CheckConstraint(name="sessions_duty_known", condition=Q(duty__in=Duty.values)),
            models.CheckConstraint(name="sessions_duty_per_known", condition=Q(per__in=Per.values)),
            models.CheckConstraint(name="sessions_duty_some_day", condition=Q(days__range=(1, 31))),
            ExclusionConstraint(
                name="sessions_duty_one_rule_a_day",
                expressions=[(F("duty"), RangeOperators.EQUAL), (held_days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another rule holds for this duty on those days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.days}/{self.get_per_display()}"


class Schedule(Dated):
    """The days on which the holder of one post receives people, as the office posted them.

    Days of the month or of the week, Monday is 1; a month too short for a day takes its last. A day off is
    moved to the next working day.
    """

    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="schedules")
    kind = models.CharField(
        _("kind of meeting"), max_length=20, choices=[(kind.value, kind.label) for kind in BY_CALENDAR]
    )
    duty = models.CharField(
        _("duty by law"),
        max_length=20,
        choices=Duty.choices,
        blank=True,
        help_text=_("Against which the days held are counted; empty where no rule gives a number."),
    )
    month_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days of the month"), default=list, blank=True
    )
    week_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days of the week"), default=list, blank=True
    )
    starts_at = models.TimeField(_("begins at"))
    ends_at = models.TimeField(_("ends at"))
    place = models.CharField(_("place of reception"), max_length=200)
    participants = models.TextField(_("taking part"), max_length=1000, blank=True)
    content = models.TextField(_("expected content"), max_length=2000, blank=True)
    house_rules = models.TextField(_("house rules"), max_length=3000, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places to register for"),
        default=0,
        help_text=_("0: nobody registers beforehand. Whoever comes without is received all the same."),
    )

    class Meta:
        verbose_name = _("reception schedule")
        verbose_name_plural = _("reception schedules")
        ordering = ["post__unit__position", "post", "-valid_from"]
        constraints = [
            ends_after_start("sessions_schedule_ends_after_start"),
            models.CheckConstraint(
                name="sessions_schedule_kind_by_calendar",
                condition=Q(kind__in=[k.value for k in BY_CALENDAR]),
            ),
            models.CheckConstraint(
                name="sessions_schedule_ends_after_begin",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end is not after the beginning."),
            ),
            models.CheckConstraint(
                name="sessions_schedule_days_of_month_or_week",
                condition=(Q(month_days=[]) & ~Q(week_days=[])) | (~Q(month_days=[]) & Q(week_days=[])),
                violation_error_message=_("Choose days of the month or days of the week, one of the two."),
            ),
            models.CheckConstraint(
                name="sessions_schedule_days_exist",
                condition=Q(month_days__contained_by=list(range(1, LAST_OF_MONTH + 1)))
                & Q(week_days__contained_by=list(range(1, 8))),
            ),
            ExclusionConstraint(
                name="sessions_schedule_one_a_post",
                expressions=[
                    (F("post"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (held_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This post has a schedule of this kind on those days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.post.label}"

    @property
    def days(self) -> str:
        """In words: the 5th and 20th of the month, or Tuesday and Thursday."""
        if self.week_days:
            return ", ".join(str(DAYS_OF_WEEK[day - 1]) for day in sorted(self.week_days))
        days = ", ".join(str(day) for day in sorted(self.month_days))
        return gettext("day %(days)s of the month") % {"days": days}
