"""One row a file; its bytes lie in the vault under the row's random id."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.identity.crypto import EncryptedTextField


class Upload(models.Model):
    """A file is staged for the form that brought it until a case claims it; `about_*` names that row."""

    class Scan(models.TextChoices):
        NOT_YET = "", pgettext_lazy("file", "Not scanned yet")
        CLEAN = "clean", pgettext_lazy("file", "No virus found")
        INFECTED = "infected", pgettext_lazy("file", "A virus was found")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    staged_for = models.CharField(max_length=64)
    name = EncryptedTextField()
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(default=0)  # stays 0 until the vault has all of it
    scan = models.CharField(_("virus scan"), max_length=10, choices=Scan.choices, blank=True)
    scan_tried_at = models.DateTimeField(null=True, blank=True)
    staged_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("attachment", "file")
        verbose_name_plural = _("files")
        ordering = ["claimed_at", "staged_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="uploads_upload_claimed_whole_or_staged",
                condition=Q(about_type="", about_id="", claimed_at__isnull=True)
                | (~Q(about_type="") & ~Q(about_id="") & Q(claimed_at__isnull=False, size__gt=0)),
            ),
        ]
        indexes = [
            # The files of one case.
            models.Index(
                name="uploads_upload_about", fields=["about_type", "about_id"], condition=~Q(about_type="")
            ),
            # What a form has brought so far, and what nobody claimed within a day.
            models.Index(name="uploads_upload_staged", fields=["staged_for"], condition=Q(about_type="")),
            models.Index(name="uploads_upload_left", fields=["staged_at"], condition=Q(about_type="")),
            # What the scanner has not seen.
            models.Index(
                name="uploads_upload_unscanned",
                fields=["scan_tried_at"],
                condition=Q(scan="") & ~Q(about_type=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_picture(self) -> bool:
        """Drawn anew from its pixels, so it may be shown inside a page."""
        return self.content_type == "image/jpeg"

    @property
    def is_sound(self) -> bool:
        return self.content_type.startswith("audio/")

    @property
    def is_infected(self) -> bool:
        return self.scan == self.Scan.INFECTED

    @property
    def is_served(self) -> bool:
        """Nothing leaves that the scanner, where there is one, has not found clean."""
        return self.scan == self.Scan.CLEAN or (self.scan == self.Scan.NOT_YET and not settings.CLAMD_URL)
