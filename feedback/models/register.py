"""Register numbers: one a case and organ, without gaps in a book a year; mistakes are annotated."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.models.submission import Submission
from officials.models import Unit


class RegisterYear(models.Model):
    """One book of one organ in one year: the last number given, and whether the year is closed."""

    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    book = models.CharField(_("book"), max_length=12, choices=states.Book.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("book of a year")
        verbose_name_plural = _("books of the years")
        ordering = ["-year", "book"]
        constraints = [
            models.UniqueConstraint(name="feedback_registeryear_one_book", fields=["organ", "book", "year"]),
            models.CheckConstraint(
                name="feedback_registeryear_book_known", condition=Q(book__in=states.Book.values)
            ),
            models.CheckConstraint(
                name="feedback_registeryear_closed_whole",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.get_book_display()} {self.year}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class RegisterEntry(models.Model):
    """The number a case has in the book of an organ. A trigger refuses update and delete."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="register_entries")
    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    book = models.CharField(_("book"), max_length=12, choices=states.Book.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("register number"))
    at = models.DateTimeField(_("registered at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("registered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    append_only = True

    class Meta:
        verbose_name = _("register number")
        verbose_name_plural = _("register numbers")
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(
                name="feedback_registerentry_number_once", fields=["organ", "book", "year", "number"]
            ),
            models.UniqueConstraint(name="feedback_registerentry_case_once", fields=["submission", "organ"]),
            models.CheckConstraint(
                name="feedback_registerentry_book_known", condition=Q(book__in=states.Book.values)
            ),
            models.CheckConstraint(name="feedback_registerentry_from_one", condition=Q(number__gte=1)),
        ]
        # The search by register number, whatever the book.
        indexes = [models.Index(name="feedback_registerentry_number", fields=["year", "number"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as papers carry it: 12/2026."""
        return f"{self.number}/{self.year}"


class RegisterRemark(models.Model):
    """What is to be known about a number: entered by mistake, entered twice. It is never taken away.

    A trigger refuses to delete it and to rewrite it; restricted handling alone may empty its words.
    """

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="remarks")
    text = models.CharField(_("remark"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("remark in the register")
        verbose_name_plural = _("remarks in the register")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at:%d/%m/%Y %H:%M}"
