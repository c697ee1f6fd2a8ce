"""First routing rules: which unit answers for a field of matters addressed to an organ."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import states
from officials.models import Unit


class RoutingRule(models.Model):
    """The first rule in order whose conditions hold proposes the unit; an empty condition holds for all."""

    position = models.PositiveSmallIntegerField(_("order"), unique=True)
    organ = models.ForeignKey(
        Unit,
        verbose_name=_("in the book of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: any organ."),
    )
    field = models.CharField(
        pgettext_lazy("matter", "field"),
        max_length=20,
        choices=states.Field.choices,
        blank=True,
        help_text=_("Empty: any field."),
    )
    responsible = models.ForeignKey(
        Unit, verbose_name=_("unit that handles"), on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}"
