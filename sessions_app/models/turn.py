"""The reception register (Mẫu 03/TCD): a row for each person or group received once, by organ and year."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from officials.models import Unit
from officials.models.dated import Dated, ends_after_start, held_days
from portal.identity.crypto import EncryptedTextField
from portal.identity.models import Person
from sessions_app.models.meeting import Meeting
from sessions_app.models.registration import Registration
from sessions_app.models.ticket import Ticket
from sessions_app.states import A_CROWD, MANY, MOST_PEOPLE, Matter, TurnOutcome


class TurnBook(models.Model):
    """The last number given in the reception register of an organ in a year."""

    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(name="sessions_turnbook_one_a_year", fields=["organ", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id}/{self.year}"


class RefusalGround(Dated):
    """A ground on which somebody may be refused reception, by which act, in force from when to when."""

    code = models.SlugField(_("code"), max_length=20)
    words = models.CharField(_("ground"), max_length=300)
    legal_basis = models.CharField(_("legal basis"), max_length=120)
    needs_notice = models.BooleanField(_("a written notice follows"), default=False)

    class Meta:
        verbose_name = _("ground of refusal")
        verbose_name_plural = _("grounds of refusal")
        ordering = ["legal_basis", "code"]
        constraints = [
            ends_after_start("sessions_refusalground_ends_after_start"),
            ExclusionConstraint(
                name="sessions_refusalground_once_a_day",
                expressions=[(F("code"), RangeOperators.EQUAL), (held_days(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.legal_basis})"


class Turn(models.Model):
    """One row of the register; a trigger refuses to alter or to take it away, a remark puts it right.

    Who came, what about and what is asked for are encrypted. `people` counts the heads present, so a group
    is one turn of several people.
    """

    append_only = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="turns")
    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    received_on = models.DateField(_("received on"))
    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="turn"
    )
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="turn"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField(_("people received"))
    representatives = models.PositiveSmallIntegerField(_("of them speak for all"), default=0)
    appointed_in_writing = models.BooleanField(_("appointed in writing by all"), default=False)
    on_behalf_of = EncryptedTextField(blank=True)
    authorisation = models.CharField(_("authorisation"), max_length=200, blank=True)
    is_read_back = models.BooleanField(_("read back and found right"), default=False)
    matter = EncryptedTextField()
    requests = EncryptedTextField(blank=True)
    conclusion = EncryptedTextField(blank=True)
    kind = models.CharField(_("kind in law"), max_length=12, choices=Matter.choices)
    is_again = models.BooleanField(_("received before in this matter"), default=False)
    settled_by = models.CharField(_("body that settled it"), max_length=200, blank=True)
    outcome = models.CharField(_("what follows"), max_length=20, choices=TurnOutcome.choices)
    outcome_body = models.CharField(_("to which body"), max_length=200, blank=True)
    outcome_doc = models.CharField(_("document number"), max_length=60, blank=True)
    ground = models.ForeignKey(
        RefusalGround,
        verbose_name=_("ground of refusal"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    form_key = models.CharField(max_length=64, unique=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_sample = models.BooleanField(_("sample row"), default=False)

    class Meta:
        verbose_name = _("reception turn")
        verbose_name_plural = _("reception turns")
        ordering = ["organ", "year", "number"]
        constraints = [
            models.UniqueConstraint(name="sessions_turn_number_once", fields=["organ", "year", "number"]),
            models.CheckConstraint(name="sessions_turn_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="sessions_turn_of_its_year", condition=Q(year=ExtractYear("received_on"))
            ),
            models.CheckConstraint(name="sessions_turn_kind_known", condition=Q(kind__in=Matter.values)),
            models.CheckConstraint(
                name="sessions_turn_outcome_known", condition=Q(outcome__in=TurnOutcome.values)
            ),
            models.CheckConstraint(
                name="sessions_turn_some_people", condition=Q(people__range=(1, MOST_PEOPLE))
            ),
            # One or two speak for five to ten people, up to five for more (Art. 29, Law 42/2013).
            models.CheckConstraint(
                name="sessions_turn_representatives_of_a_crowd",
                condition=Q(people__lt=A_CROWD, representatives=0)
                | Q(people__range=(A_CROWD, MANY), representatives__range=(1, 2))
                | Q(people__gt=MANY, representatives__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="sessions_turn_ground_iff_refused",
                condition=Q(outcome=TurnOutcome.REFUSED, ground__isnull=False)
                | (~Q(outcome=TurnOutcome.REFUSED) & Q(ground__isnull=True)),
            ),
            models.CheckConstraint(
                name="sessions_turn_body_where_sent_on",
                condition=~Q(outcome__in=[TurnOutcome.FORWARDED, TurnOutcome.RETURNED]) | ~Q(outcome_body=""),
            ),
        ]
        indexes = [
            # The counts of a span of days.
            models.Index(name="sessions_turn_by_day", fields=["received_on"], include=["organ", "people"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def is_late(self) -> bool:
        """Whether it was written down on a later day, as after a power cut: "ghi bổ sung"."""
        return timezone.localdate(self.recorded_at) > self.received_on


class TurnRemark(models.Model):
    """What is to be known about a row of the register; it is only ever added."""

    append_only = True

    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="remarks")
    text = models.CharField(_("remark"), max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.turn_id}"
