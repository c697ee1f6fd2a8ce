"""Areas: provinces, communes, villages, and the districts of the past."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from officials.models.dated import Dated, SuccessionKind, ends_after_start, held_days


class Area(Dated):
    """One administrative unit for as long as it existed; the state reuses codes, so the code is no key."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        DISTRICT = "district", _("District (until 30/06/2025)")
        COMMUNE = "commune", _("Commune")
        VILLAGE = "village", _("Village or street group")

    code = models.CharField(_("official code"), max_length=10, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    name = models.CharField(_("name"), max_length=120, help_text=_("With its kind: xã Hàm Yên."))
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["level", "name"]
        constraints = [
            models.CheckConstraint(
                name="officials_area_level_known",
                condition=models.Q(level__in=["province", "district", "commune", "village"]),
            ),
            ends_after_start("officials_area_ends_after_start"),
            ExclusionConstraint(
                name="officials_area_code_once_a_day",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (F("level"), RangeOperators.EQUAL),
                    (held_days(), RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(code=""),
                violation_error_message=_("Another area of this level holds the code on those days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class AreaSuccession(models.Model):
    """A legal act by which one area became, or became part of, another."""

    predecessor = models.ForeignKey(
        Area, verbose_name=_("former area"), on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Area, verbose_name=_("new area"), on_delete=models.PROTECT, related_name="origins"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind.choices)
    effective_on = models.DateField(_("effective on"))
    legal_act = models.CharField(_("legal act"), max_length=200)

    class Meta:
        verbose_name = _("area succession")
        verbose_name_plural = _("area successions")
        constraints = [
            models.UniqueConstraint(
                name="officials_areasuccession_once", fields=["predecessor", "successor", "effective_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
