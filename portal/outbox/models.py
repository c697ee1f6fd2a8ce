"""The letter: one row for each message that must leave, its recipient and words encrypted."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.identity.crypto import EncryptedJSONField


class State(models.TextChoices):
    HELD = "held", pgettext_lazy("letter", "Held back")
    PENDING = "pending", pgettext_lazy("letter", "Waiting to be sent")
    SENDING = "sending", pgettext_lazy("letter", "Being sent")
    SENT = "sent", pgettext_lazy("letter", "Sent")
    FAILED = "failed", pgettext_lazy("letter", "Could not be sent")
    UNKNOWN = "unknown", pgettext_lazy("letter", "Not known whether sent")
    CANCELLED = "cancelled", pgettext_lazy("letter", "Cancelled")


RESENDABLE = (State.FAILED, State.UNKNOWN, State.PENDING)


class Medium(models.TextChoices):
    EMAIL = "email", pgettext_lazy("letter", "E-mail")
    PRINT = "print", pgettext_lazy("letter", "On paper")


class Failure(models.TextChoices):
    """Why a try failed, in our own words: a server's reply may quote the address."""

    UNREACHABLE = "unreachable", _("The mail server cannot be reached")
    REFUSED_FOR_NOW = "refused_for_now", _("The mail server refused it for now")
    LOGIN_REFUSED = "login_refused", _("The mail server does not let the portal send")
    ADDRESS_REFUSED = "address_refused", _("The mail server refused the address")
    LETTER_REFUSED = "letter_refused", _("The mail server refused the letter")
    HUNG_UP = "hung_up", _("The connection broke after the letter was handed over")
    BAD_ADDRESS = "bad_address", _("The address is not an e-mail address")
    UNSENDABLE = "unsendable", _("The letter cannot be turned into an e-mail")
    GAVE_UP = "gave_up", _("Tried for 72 hours in vain")


class Letter(models.Model):
    """What is written here leaves, or is seen by a person who decides; `about_*` names a row of any app."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(pgettext_lazy("letter", "kind"), max_length=40)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    medium = models.CharField(_("sent as"), max_length=10, choices=Medium.choices, default=Medium.EMAIL)
    language = models.CharField(_("language"), max_length=5, default="vi")
    subject = models.CharField(_("subject"), max_length=200)
    payload = EncryptedJSONField()
    message_id = models.CharField(max_length=200)
    state = models.CharField(
        pgettext_lazy("letter", "state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    hang_ups = models.PositiveSmallIntegerField(default=0)
    # When the sweep looks at it again; while it is being sent, the end of the lease.
    next_at = models.DateTimeField(_("next try"), null=True, blank=True, db_default=Now())
    give_up_at = models.DateTimeField(null=True, blank=True)
    lease_id = models.UUIDField(null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField(_("server's code"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=20, choices=Failure.choices, blank=True)
    created_at = models.DateTimeField(pgettext_lazy("letter", "written"), db_default=Now())
    sent_at = models.DateTimeField(pgettext_lazy("letter", "sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        default_permissions = ("view",)
        permissions = [("resend_letter", "Can resend a letter")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="outbox_letter_state_known"),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="outbox_letter_medium_known"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_id__isnull=False)
                | (~Q(state="sending") & Q(lease_id__isnull=True)),
                name="outbox_letter_lease_iff_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_letter_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["pending", "sending"]) | Q(next_at__isnull=False),
                name="outbox_letter_open_has_next_at",
            ),
        ]
        indexes = [
            # The sweep: what is due, oldest first.
            models.Index(
                fields=["next_at"],
                name="outbox_letter_due",
                condition=Q(state__in=["pending", "sending", "unknown"], medium="email"),
            ),
            # The letters of one case, when it is closed, withdrawn or shown.
            models.Index(fields=["about_type", "about_id"], name="outbox_letter_about"),
            # The admin's list by state, newest first.
            models.Index(fields=["state", "-created_at"], name="outbox_letter_state"),
            # The admin's whole list, newest first.
            models.Index(fields=["-created_at", "-id"], name="outbox_letter_newest"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def short_id(self) -> str:
        return self.pk.hex[:8]

    @property
    def is_resendable(self) -> bool:
        return self.medium == Medium.EMAIL and self.state in RESENDABLE


class Gate(models.Model):
    """The single row that stops every letter while `closed_at` is set; no row means open."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("gate of the letters")
        verbose_name_plural = _("gate of the letters")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="outbox_gate_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
