"""Who logged in, who was refused, and what an account logs in with; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccessEvent(models.Model):
    """One row for the auditor. A trigger refuses update and delete; no password, address or typed name."""

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
    network = models.CharField(_("network of that day"), max_length=16, blank=True)
    at = models.DateTimeField(_("at"))

    append_only = True

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access log")
        ordering = ["-pk"]
        # The history of one account.
        indexes = [models.Index(name="officials_access_of_account", fields=["user", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y %H:%M}"
