"""Who logged in or was refused, and who was given or lost what opens cases; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from officials.models.unit import Unit
from officials.roles import Role


class AccessEvent(models.Model):
    """One row for the auditor. A trigger refuses update and delete; no password, address or typed name.

    Of a role, a reader or a desk it holds codes and ids: `changes` are {field: [old, new]}, days as
    2026-03-05, units and officials by id.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", pgettext_lazy("access", "Logged in")
        WRONG_PASSWORD = "wrong_password", pgettext_lazy("access", "Wrong name or password")  # noqa: S105
        LOCKED = "locked", pgettext_lazy("access", "Too many wrong tries")
        WRONG_CODE = "wrong_code", pgettext_lazy("access", "Wrong one-time code")
        RECOVERY_USED = "recovery_used", pgettext_lazy("access", "Recovery code used")
        ENROLLED = "enrolled", pgettext_lazy("access", "Authenticator app bound")
        NEW_CODES = "new_codes", pgettext_lazy("access", "New recovery codes")
        RESET = "reset", pgettext_lazy("access", "Second factor reset")
        PASSWORD_CHANGED = "password_changed", pgettext_lazy("access", "Password changed")  # noqa: S105
        PASSWORD_SET = "password_set", pgettext_lazy("access", "Password set anew")  # noqa: S105
        LOGGED_OUT = "logged_out", pgettext_lazy("access", "Logged out everywhere")
        OPENED = "opened", pgettext_lazy("access", "Account opened")
        ENABLED = "enabled", pgettext_lazy("access", "Account may log in again")
        DISABLED = "disabled", pgettext_lazy("access", "Account closed")
        ROLE_GIVEN = "role_given", pgettext_lazy("access", "Role given")
        ROLE_CHANGED = "role_changed", pgettext_lazy("access", "Days of a role changed")
        ROLE_TAKEN = "role_taken", pgettext_lazy("access", "Role taken away")
        READER_NAMED = "reader_named", pgettext_lazy("access", "Made a reader of restricted cases")
        READER_REMOVED = "reader_removed", pgettext_lazy("access", "No longer a reader of restricted cases")
        DESK_CHANGED = "desk_changed", pgettext_lazy("access", "Desk for an organ's own cases changed")

    kind = models.CharField(pgettext_lazy("access", "what"), max_length=20, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        null=True,
        related_name="access_events",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    desk = models.ForeignKey(
        Unit, verbose_name=_("desk for its own cases"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    changes = models.JSONField(_("changes"), default=dict)
    network = models.CharField(_("network of that day"), max_length=16, blank=True)
    at = models.DateTimeField(_("at"))

    append_only = True

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("log of access and roles")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="officials_access_role_told",
                condition=~Q(kind__in=["role_given", "role_changed", "role_taken"])
                | ~Q(role="") & Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="officials_access_reader_told",
                condition=~Q(kind__in=["reader_named", "reader_removed"])
                | Q(unit__isnull=False, user__isnull=False),
            ),
            models.CheckConstraint(
                name="officials_access_desk_told",
                condition=~Q(kind="desk_changed") | Q(unit__isnull=False),
            ),
        ]
        indexes = [
            # The history of one account.
            models.Index(name="officials_access_of_account", fields=["user", "-id"]),
            # What the auditor asks for by kind: a change of roles among thousands of logins.
            models.Index(name="officials_access_of_kind", fields=["kind", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y %H:%M}"
