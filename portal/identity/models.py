"""Who spoke, encrypted and apart from what was said, and the access codes that open a case."""

import uuid

from django.db import models
from django.db.models import F, Q

from portal.identity.crypto import EncryptedJSONField


class Person(models.Model):
    """One person of one case; equal people are found by blind index, never by reading."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data = EncryptedJSONField()
    phone_index = models.CharField(max_length=64, blank=True)
    email_index = models.CharField(max_length=64, blank=True)
    name_index = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # Other cases of the same telephone, e-mail or name.
            models.Index(fields=["phone_index"], name="identity_person_phone", condition=~Q(phone_index="")),
            models.Index(fields=["email_index"], name="identity_person_email", condition=~Q(email_index="")),
            models.Index(fields=["name_index"], name="identity_person_name", condition=~Q(name_index="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def full_name(self) -> str:
        return str(self.data.get("full_name", ""))

    @property
    def phone(self) -> str:
        return str(self.data.get("phone", ""))

    @property
    def email(self) -> str:
        return str(self.data.get("email", ""))

    @property
    def address(self) -> str:
        return str(self.data.get("address", ""))

    @property
    def id_number(self) -> str:
        """Of an identity card or passport, kept for those who were received (Art. 12, Decree 154/2026)."""
        return str(self.data.get("id_number", ""))


class AccessCode(models.Model):
    """One code of one case; only its keyed hash is kept, and a revoked row stays."""

    digest = models.CharField(max_length=64, unique=True)
    about_type = models.CharField(max_length=40)
    about_id = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                name="identity_accesscode_revoked_after_created",
            ),
        ]
        indexes = [
            # The codes of one case, when they are revoked.
            models.Index(fields=["about_type", "about_id"], name="identity_accesscode_about"),
        ]

    def __str__(self) -> str:
        return f"{self.about_type} {self.about_id}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None
