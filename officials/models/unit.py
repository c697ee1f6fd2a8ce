"""Units: organs with their own book and staff, the departments inside them, and who followed whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from officials.models.area import Area
from officials.models.dated import Dated, SuccessionKind, ends_after_start


class Unit(Dated):
    """An organ, or a department inside one. Its parent never changes: a move is a new row and succession."""

    class Kind(models.TextChoices):
        PEOPLES_COMMITTEE = "peoples_committee", _("People's committee")
        PEOPLES_COUNCIL = "peoples_council", _("People's council")
        PARTY_COMMITTEE = "party_committee", _("Party committee")
        FRONT = "front", _("Fatherland Front committee")
        ORGANISATION = "organisation", _("Socio-political organisation")
        DEPARTMENT = "department", _("Department")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("under"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    organ = models.ForeignKey(
        "self",
        verbose_name=_("organ"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departments",
        help_text=_("The organ whose department this is; empty for an organ itself."),
    )
    is_organ = models.BooleanField(
        _("is an organ"), default=False, help_text=_("Has its own book, intake desk and staff.")
    )
    is_root = models.BooleanField(_("runs this portal"), default=False)
    is_addressable = models.BooleanField(_("can be chosen on the public form"), default=False)
    needs_approval = models.BooleanField(_("answers need the leader's approval"), default=False)
    conflict_desk = models.ForeignKey(
        "self",
        verbose_name=_("desk for its own cases"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("mail address for assigned work"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    hours_en = models.CharField(_("opening hours in English"), max_length=120, blank=True)
    restricted_readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("readers of restricted cases"),
        blank=True,
        related_name="restricted_for",
        help_text=_("The few accounts that may read what this organ moved to restricted handling."),
    )
    position = models.PositiveSmallIntegerField(_("order in lists"), default=100)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="officials_unit_organ_or_inside_one",
                condition=Q(is_organ=True, organ__isnull=True) | Q(is_organ=False, organ__isnull=False),
                violation_error_message=_("A unit is an organ, or belongs to one: not both, not neither."),
            ),
            models.CheckConstraint(
                name="officials_unit_root_is_an_organ", condition=Q(is_root=False) | Q(is_organ=True)
            ),
            models.UniqueConstraint(
                name="officials_unit_one_root", fields=["is_root"], condition=Q(is_root=True)
            ),
            models.CheckConstraint(
                name="officials_unit_conflict_desk_elsewhere",
                condition=Q(conflict_desk__isnull=True) | ~Q(conflict_desk=F("id")),
                violation_error_message=_("The desk for an organ's own cases must be another organ."),
            ),
            ends_after_start("officials_unit_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def opening_hours(self) -> str:
        return self.hours_en if get_language() == "en" and self.hours_en else self.hours

    @property
    def organ_pk(self) -> int:
        """The organ this unit belongs to, itself when it is one."""
        return self.pk if self.organ_id is None else self.organ_id


class UnitSuccession(models.Model):
    """A legal act by which the tasks of one unit passed to another."""

    predecessor = models.ForeignKey(
        Unit, verbose_name=_("former unit"), on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Unit, verbose_name=_("new unit"), on_delete=models.PROTECT, related_name="origins"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind.choices)
    effective_on = models.DateField(_("effective on"))
    legal_act = models.CharField(_("legal act"), max_length=200)

    class Meta:
        verbose_name = _("unit succession")
        verbose_name_plural = _("unit successions")
        constraints = [
            models.UniqueConstraint(
                name="officials_unitsuccession_once", fields=["predecessor", "successor", "effective_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
