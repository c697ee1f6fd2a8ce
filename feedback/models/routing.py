"""Routing rules: which unit answers for what kind of matter, and what each rule said at any time."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback import states
from officials.models import Area, Unit

_EMPTY = Q(organ__isnull=True, addressed_to__isnull=True, area__isnull=True, words=[]) & Q(
    field="", topic="", channel="", kind=""
)
# What a rule asks of a case, in the order in which it is told.
CONDITIONS = ("kind", "field", "topic", "addressed_to", "area", "words", "channel")
POINTERS = ("organ", "addressed_to", "area", "responsible", "officer")
PLAIN_FIELDS = (
    "position", "kind", "field", "topic", "words", "all_words", "channel", "is_catch_all", "is_urgent",
    "is_active",
)  # fmt: skip


class RoutingRule(models.Model):
    """The first rule in order whose conditions hold proposes the unit; an empty condition holds for all.

    The rule without conditions says so itself and is tried last, wherever it stands.
    """

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
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=[(kind.value, kind.label) for kind in states.ORDINARY_KINDS],
        blank=True,
        help_text=_("The kind in law; before it is set, the one the sender chose. Empty: any kind."),
    )
    field = models.CharField(
        pgettext_lazy("matter", "field"),
        max_length=20,
        choices=states.Field.choices,
        blank=True,
        help_text=_("Empty: any field."),
    )
    topic = models.CharField(
        _("about"), max_length=20, choices=states.Topic.choices, blank=True, help_text=_("Empty: anything.")
    )
    addressed_to = models.ForeignKey(
        Unit,
        verbose_name=_("addressed to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The unit the sender chose. Empty: any or none."),
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("With everything inside it. Empty: anywhere."),
    )
    words = ArrayField(models.CharField(max_length=100), verbose_name=_("words"), default=list, blank=True)
    all_words = models.BooleanField(
        _("all of these words"), default=False, help_text=_("Unticked: one of them is enough.")
    )
    channel = models.CharField(
        _("channel"),
        max_length=20,
        choices=states.Channel.choices,
        blank=True,
        help_text=_("Empty: any channel."),
    )
    is_catch_all = models.BooleanField(
        _("for all the rest"),
        default=False,
        help_text=_("A rule without conditions. It is tried last, after all others."),
    )
    responsible = models.ForeignKey(
        Unit, verbose_name=_("unit that handles"), on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the unit decides."),
    )
    is_urgent = models.BooleanField(_("urgent"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True, help_text=_("Empty: since ever."))
    valid_to = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty while it lasts."))
    is_active = models.BooleanField(_("in use"), default=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["is_catch_all", "position"]
        constraints = [
            models.CheckConstraint(
                name="feedback_routingrule_has_condition",
                condition=(Q(is_catch_all=True) & _EMPTY) | (Q(is_catch_all=False) & ~_EMPTY),
                violation_error_message=_(
                    'Set at least one condition, or tick "for all the rest" and set none.'
                ),
            ),
            models.UniqueConstraint(
                name="feedback_routingrule_one_catch_all",
                fields=["is_catch_all"],
                condition=Q(is_catch_all=True, is_active=True),
                violation_error_message=_("There is a rule for all the rest already."),
            ),
            models.CheckConstraint(
                name="feedback_routingrule_never_conduct",
                condition=~Q(field=states.Field.THAM_NHUNG) & ~Q(topic=states.Topic.CAN_BO),
                violation_error_message=_(
                    "Conduct and corruption are never assigned by rule: a person chooses the unit."
                ),
            ),
            models.CheckConstraint(
                name="feedback_routingrule_ends_after_start",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Rule %(n)s") % {"n": self.position}

    @property
    def values(self) -> dict[str, Any]:
        """What the rule says, as history keeps it: codes and ids, and the names they had then."""
        pointed = {name: getattr(self, name) for name in POINTERS}
        days = {name: getattr(self, name) for name in ("valid_from", "valid_to")}
        return {
            **{name: getattr(self, name) for name in PLAIN_FIELDS},
            **{name: row and row.pk for name, row in pointed.items()},
            **{name: day and day.isoformat() for name, day in days.items()},
            "names": {name: _name(row) for name, row in pointed.items() if row is not None},
        }

    @property
    def found(self) -> list[int]:
        """Which of `words`, by their place, were found in the case the rule was matched with."""
        return list(getattr(self, "places_found", ()))


def _name(row: Any) -> str:
    return str(getattr(row, "full_name", "") or row.name)


class RoutingRevision(models.Model):
    """What a rule said from this moment on, and who made it say so. A trigger refuses update and delete."""

    rule = models.ForeignKey(RoutingRule, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    values = models.JSONField()

    append_only = True

    class Meta:
        default_permissions = ()
        ordering = ["rule", "-number"]
        constraints = [
            # The words of an event that a rule decided; the history of one rule.
            models.UniqueConstraint(name="feedback_routingrevision_once_a_number", fields=["rule", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}/{self.number}"
