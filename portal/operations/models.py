"""The row each backup leaves, so that somebody sees when none was made."""

from django.db import models
from django.db.models.functions import Now


class Backup(models.Model):
    """One backup made whole; where its file went is the operator's business."""

    made_at = models.DateTimeField(db_default=Now())
    size = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        permissions = [("run_portal", "Can look after the running portal")]
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%d/%m/%Y %H:%M}"
