"""Who registered beforehand for a meeting, in which place or how far down the waiting list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models import Submission
from portal.identity.crypto import EncryptedTextField
from portal.identity.models import Person
from sessions_app.models.meeting import Meeting
from sessions_app.states import ENDED, MOST_PEOPLE, Booking


class Seat(models.Model):
    """One of the places a meeting offers beforehand: as many rows as places, so none is given twice."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="sessions_seat_once", fields=["meeting", "number"]),
            models.CheckConstraint(name="sessions_seat_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.number}"


class Registration(models.Model):
    """One person or group that wants to come; who it is and what about is encrypted.

    `number` is its place in the order of registering and stays when the meeting is put off.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField(_("number"))
    seat = models.OneToOneField(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="registration"
    )
    state = models.CharField(_("status"), max_length=12, choices=Booking.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField(_("people who come"))
    matter = EncryptedTextField()
    needs = EncryptedTextField(blank=True)
    case = models.ForeignKey(
        Submission, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    # Officials whose name may stand in the matter: to them the desk's pages do not show it.
    may_name_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    language = models.CharField(max_length=2, default="vi")
    form_key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="sessions_registration_number_once", fields=["meeting", "number"]),
            models.CheckConstraint(
                name="sessions_registration_state_known", condition=Q(state__in=Booking.values)
            ),
            models.CheckConstraint(
                name="sessions_registration_seat_iff_confirmed",
                condition=Q(state=Booking.CONFIRMED, seat__isnull=False)
                | (~Q(state=Booking.CONFIRMED) & Q(seat__isnull=True)),
            ),
            models.CheckConstraint(
                name="sessions_registration_ended_whole",
                condition=Q(state__in=ENDED, ended_at__gte=F("created_at"))
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="sessions_registration_some_people", condition=Q(people__range=(1, MOST_PEOPLE))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.number}"

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED
