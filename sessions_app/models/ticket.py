"""A number in the waiting line of a reception day, and what was done to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions_app.models.meeting import Meeting
from sessions_app.models.registration import Registration
from sessions_app.states import MOST_PEOPLE
from sessions_app.waiting import MOST_DESKS, Action, Priority, Rank, Status


class Ticket(models.Model):
    """Somebody who came and waits: a number, never a name. `desk` is where it was called to."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tickets")
    number = models.PositiveIntegerField(_("number"))
    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="ticket"
    )
    people = models.PositiveSmallIntegerField(_("people who came"))
    priority = models.CharField(
        _("called first because"), max_length=20, choices=Priority.choices, blank=True
    )
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    desk = models.PositiveSmallIntegerField(_("desk"), null=True, blank=True)
    came_at = models.DateTimeField(_("came at"))
    lined_up_at = models.DateTimeField()
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    form_key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("waiting number")
        verbose_name_plural = _("waiting numbers")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="sessions_ticket_number_once", fields=["meeting", "number"]),
            models.UniqueConstraint(
                name="sessions_ticket_one_at_a_desk",
                fields=["meeting", "desk"],
                condition=Q(desk__isnull=False),
            ),
            models.CheckConstraint(
                name="sessions_ticket_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="sessions_ticket_desk_iff_called",
                condition=Q(status=Status.CALLED, desk__range=(1, MOST_DESKS), called_at__isnull=False)
                | (~Q(status=Status.CALLED) & Q(desk__isnull=True)),
            ),
            models.CheckConstraint(
                name="sessions_ticket_first_for_a_reason",
                condition=Q(rank=Rank.PRIORITY, priority__in=Priority.values)
                | Q(rank__in=[Rank.BOOKED, Rank.IN_TURN], priority=""),
            ),
            models.CheckConstraint(
                name="sessions_ticket_some_people", condition=Q(people__range=(1, MOST_PEOPLE))
            ),
            models.CheckConstraint(
                name="sessions_ticket_lined_up_after_coming", condition=Q(lined_up_at__gte=F("came_at"))
            ),
        ]
        indexes = [
            # Who is called next.
            models.Index(
                name="sessions_ticket_line",
                fields=["meeting", "rank", "lined_up_at", "number"],
                condition=Q(status=Status.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class TicketEvent(models.Model):
    """What was done to a number, when and by whom; a trigger refuses to alter a row or take one away."""

    append_only = True

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=10, choices=Action.choices)
    desk = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sessions_ticketevent_action_known", condition=Q(action__in=Action.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.action}"
