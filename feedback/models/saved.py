"""Filters of the register that somebody named and kept, for themselves or for their organ."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from officials.models import Unit


class SavedFilter(models.Model):
    """`query` holds the list's own filters only, never words searched for: those may name a person."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_filters"
    )
    organ = models.ForeignKey(
        Unit, verbose_name=_("for"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(pgettext_lazy("saved filter", "name"), max_length=60)
    query = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="feedback_saved_filter_name_once",
                fields=["owner", "name"],
                violation_error_message=_("You have a filter of this name already. Choose another name."),
            ),
            models.CheckConstraint(
                name="feedback_saved_filter_not_empty", condition=~Q(name="") & ~Q(query="")
            ),
        ]
        indexes = [
            # Filters that colleagues share with an organ.
            models.Index(name="feedback_saved_shared", fields=["organ"], condition=Q(organ__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)
