"""One meeting of the office with its people, and what was done to it when and by whom."""

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from officials.models import Official, Post, Unit
from sessions_app.models.council import CouncilSession
from sessions_app.models.duty import Schedule
from sessions_app.states import (
    BY_CALENDAR,
    MOST_PEOPLE,
    RECEPTIONS,
    TOOK_PLACE,
    Action,
    Audience,
    Kind,
    Mode,
    Status,
    VoterForm,
)


def new_public_id() -> str:
    return secrets.token_hex(6)


class Meeting(models.Model):
    """A meeting belongs to the post whose holder presides; whoever presided in fact is kept when it was held.

    `nominal_on` is the day the schedule names, `day` the one it fell on after days off. A postponed meeting
    stays as it was posted and leads to the one that takes its place.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    organ = models.ForeignKey(
        Unit, verbose_name=_("organ"), on_delete=models.PROTECT, related_name="meetings"
    )
    post = models.ForeignKey(
        Post, verbose_name=_("presided by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    kind = models.CharField(_("kind of meeting"), max_length=20, choices=Kind.choices)
    audience = models.CharField(_("held with"), max_length=20, choices=Audience.choices, blank=True)
    mode = models.CharField(_("how"), max_length=12, choices=Mode.choices, default=Mode.IN_PERSON)
    title = models.CharField(_("title"), max_length=200, blank=True)
    day = models.DateField(_("day"))
    nominal_on = models.DateField(_("day of the schedule"), null=True, blank=True)
    starts_at = models.TimeField(_("begins at"))
    ends_at = models.TimeField(_("ends at"))
    place = models.CharField(_("place of reception"), max_length=200)
    participants = models.TextField(_("taking part"), max_length=1000, blank=True)
    content = models.TextField(_("expected content"), max_length=2000, blank=True)
    house_rules = models.TextField(_("house rules"), max_length=3000, blank=True)
    voter_form = models.CharField(_("occasion"), max_length=16, choices=VoterForm.choices, blank=True)
    council_session = models.ForeignKey(
        CouncilSession,
        verbose_name=_("session of the council"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
    )
    deputies = models.ManyToManyField(
        Official, verbose_name=_("deputies who meet voters"), blank=True, related_name="+"
    )
    # The draft that is criticised, or the document that is made known.
    document = models.CharField(_("document"), max_length=500, blank=True)
    material = models.CharField(_("material handed out"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places to register for"),
        default=0,
        help_text=_("0: nobody registers beforehand. Whoever comes without is received all the same."),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PLANNED)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    moved_to = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_from"
    )
    chair = models.ForeignKey(
        Official,
        verbose_name=_("presided in fact by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    by_delegation = models.BooleanField(_("by delegation"), default=False)
    delegation_doc = models.CharField(_("document of delegation"), max_length=120, blank=True)
    # Who came to a dialogue, a roundtable, a voter meeting; a reception counts its turns.
    attendance = models.PositiveIntegerField(_("people who took part"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample row"), default=False)
    version = models.PositiveIntegerField(default=1)

    # Set by queries.with_holders: who holds the post on the day.
    holder: "Official | None"
    if TYPE_CHECKING:
        moved_from: "Meeting"

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="sessions_meeting_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="sessions_meeting_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(name="sessions_meeting_mode_known", condition=Q(mode__in=Mode.values)),
            models.CheckConstraint(
                name="sessions_meeting_audience_of_dialogue",
                condition=Q(kind=Kind.DIALOGUE, audience__in=Audience.values)
                | (~Q(kind=Kind.DIALOGUE) & Q(audience="")),
                violation_error_message=_(
                    "Say with whom the dialogue is held; other meetings have no such word."
                ),
            ),
            models.CheckConstraint(
                name="sessions_meeting_voter_form_of_voters",
                condition=Q(voter_form="") | Q(kind=Kind.VOTERS, voter_form__in=VoterForm.values),
                violation_error_message=_("Only a voter meeting has an occasion."),
            ),
            models.CheckConstraint(
                name="sessions_meeting_session_of_voters",
                condition=Q(council_session__isnull=True) | Q(kind=Kind.VOTERS),
                violation_error_message=_("Only a voter meeting belongs to a session of the council."),
            ),
            models.CheckConstraint(
                name="sessions_meeting_document_of_its_kinds",
                condition=Q(document="") | Q(kind__in=[Kind.CRITICISM, Kind.OUTREACH]),
                violation_error_message=_(
                    "Only a conference on a draft or an outreach meeting names a document."
                ),
            ),
            models.CheckConstraint(
                name="sessions_meeting_material_of_outreach",
                condition=Q(material="") | Q(kind=Kind.OUTREACH),
                violation_error_message=_("Only an outreach meeting hands out material."),
            ),
            models.CheckConstraint(
                name="sessions_meeting_ends_after_begin",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end is not after the beginning."),
            ),
            models.CheckConstraint(
                name="sessions_meeting_reception_of_a_post",
                condition=~Q(kind__in=[k.value for k in RECEPTIONS]) | Q(post__isnull=False),
                violation_error_message=_("A reception belongs to a post."),
            ),
            models.CheckConstraint(
                name="sessions_meeting_scheduled_whole",
                condition=Q(schedule__isnull=True, nominal_on__isnull=True)
                | Q(
                    schedule__isnull=False,
                    nominal_on__isnull=False,
                    kind__in=[k.value for k in BY_CALENDAR],
                    day__gte=F("nominal_on"),
                ),
                violation_error_message=_(
                    "A day of a schedule keeps its kind, and is not moved before the day the schedule names."
                ),
            ),
            models.UniqueConstraint(
                name="sessions_meeting_once_a_scheduled_day", fields=["schedule", "nominal_on"]
            ),
            models.CheckConstraint(
                name="sessions_meeting_posted_at_iff_posted",
                condition=Q(status=Status.PLANNED, posted_at__isnull=True)
                | Q(status__in=[Status.POSTED, Status.POSTPONED], posted_at__isnull=False)
                | ~Q(status__in=[Status.PLANNED, Status.POSTED, Status.POSTPONED]),
            ),
            models.CheckConstraint(
                name="sessions_meeting_moved_iff_postponed",
                condition=Q(status=Status.POSTPONED, moved_to__isnull=False)
                | (~Q(status=Status.POSTPONED) & Q(moved_to__isnull=True)),
            ),
            models.CheckConstraint(
                name="sessions_meeting_reason_iff_put_off",
                condition=(Q(status__in=[Status.POSTPONED, Status.CANCELLED]) & ~Q(reason=""))
                | (~Q(status__in=[Status.POSTPONED, Status.CANCELLED]) & Q(reason="")),
            ),
            models.CheckConstraint(
                name="sessions_meeting_chair_iff_held",
                condition=Q(status__in=TOOK_PLACE, chair__isnull=False)
                | (~Q(status__in=TOOK_PLACE) & Q(chair__isnull=True, by_delegation=False)),
            ),
            models.CheckConstraint(
                name="sessions_meeting_capacity_of_a_room", condition=Q(capacity__lte=MOST_PEOPLE)
            ),
            models.CheckConstraint(
                name="sessions_meeting_attendance_when_held",
                condition=Q(attendance__isnull=True)
                | (Q(status=Status.HELD) & ~Q(kind__in=[k.value for k in RECEPTIONS])),
            ),
            models.CheckConstraint(
                name="sessions_meeting_delegated_by_document",
                condition=(Q(by_delegation=True) & ~Q(delegation_doc=""))
                | Q(by_delegation=False, delegation_doc=""),
                violation_error_message=_("Write the document by which the reception was delegated."),
            ),
        ]
        indexes = [
            # The calendar and the desk's list, by day; of one organ.
            models.Index(name="sessions_meeting_by_day", fields=["day", "starts_at", "id"]),
            models.Index(name="sessions_meeting_of_organ", fields=["organ", "day", "starts_at"]),
            # Days held against days required, a post.
            models.Index(
                name="sessions_meeting_of_post", fields=["post", "day"], condition=Q(post__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("sessions_app:meeting", args=[self.public_id])

    @property
    def label(self) -> str:
        """Its title, or what kind of meeting it is."""
        return self.title or self.get_kind_display()

    @property
    def label_inside(self) -> str:
        """The label as it stands inside a sentence; a title keeps its capital."""
        kind = self.get_kind_display()
        return self.title or kind[:1].lower() + kind[1:]

    @property
    def came_for(self) -> "Meeting | None":
        """The meeting put off to this one."""
        return getattr(self, "moved_from", None)

    @property
    def begins(self) -> datetime:
        return _moment(self.day, self.starts_at)

    @property
    def ends(self) -> datetime:
        return _moment(self.day, self.ends_at)

    @property
    def is_off(self) -> bool:
        """It does not take place on its day."""
        return self.status in (Status.POSTPONED, Status.CANCELLED)

    @property
    def took_place(self) -> bool:
        return self.status in TOOK_PLACE

    @property
    def is_moved(self) -> bool:
        """A day off moved it."""
        return self.nominal_on is not None and self.nominal_on != self.day


def _moment(day: date, at: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


class MeetingEvent(models.Model):
    """What was done to a meeting; a trigger refuses to alter a row or take one away."""

    append_only = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(_("reason"), max_length=500, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of a meeting")
        verbose_name_plural = _("events of meetings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="sessions_event_action_known", condition=Q(action__in=Action.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.meeting_id}"
