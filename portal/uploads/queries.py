"""Reads of files: those of one case, and those a form has brought."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from portal.uploads.models import Upload

STAGED_FOR = timedelta(hours=24)


def about(about_type: str, about_id: int | str) -> QuerySet[Upload]:
    """The files of one row; who may ask for them is for that row's app to decide."""
    return Upload.objects.filter(about_type=about_type, about_id=str(about_id))


def staged(key: str, ids: Iterable[uuid.UUID], now: datetime) -> QuerySet[Upload]:
    """Of these files those that this very form brought within its day and that nobody claimed."""
    return Upload.objects.filter(
        pk__in=list(ids), staged_for=key, about_type="", size__gt=0, staged_at__gt=now - STAGED_FOR
    )


def named(ids: Iterable[uuid.UUID]) -> list[str]:
    """Name and size of each of these files."""
    return [f"{upload.name} {upload.size}" for upload in Upload.objects.filter(pk__in=list(ids))]


def staged_bytes(key: str = "") -> int:
    """What waits on disk for this form, or for all forms."""
    waiting = Upload.objects.filter(Q(staged_for=key) if key else Q(), about_type="")
    return waiting.aggregate(total=Sum("size"))["total"] or 0
