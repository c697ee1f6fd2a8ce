"""The second factor of an account: the seed shared with an authenticator app, and codes for a lost phone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from portal.identity.crypto import EncryptedTextField


class Authenticator(Device):
    """The app on somebody's telephone. Its seed is encrypted, so a copy of the database makes no code."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authenticator"
    )
    secret = EncryptedTextField()  # base 32
    last_step = models.BigIntegerField(
        default=-1
    )  # no code of this step of 30 seconds or an earlier one counts
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("second factor")

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryCode(models.Model):
    """One code on the sheet its holder printed; only its keyed hash is kept, and it works once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="officials_recoverycode_once", fields=["user", "digest"])]

    def __str__(self) -> str:
        return str(self.pk)
