"""Every write of files: staged for a form, claimed by a case, swept when nobody claimed them, scanned."""

import logging
import tempfile
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.uploads import cleaning, kinds, names, queries, scanning, vault
from portal.uploads.models import Upload

log = logging.getLogger(__name__)

SCANNED_AT_ONCE = 50
MB = 1024 * 1024
# What all forms together may leave waiting, and what one form may.
STAGED_MOST, STAGED_MOST_OF_ONE = 2048 * MB, 60 * MB


class UnknownKind(ValueError):
    """The content is none of the table in kinds.py."""


def stage(file: UploadedFile, *, key: str, now: datetime, sound: bool = False) -> Upload:
    """Clean and keep one file for the form with this key; a recording only where `sound` says so.

    The row comes first, so that a file without a row never lies on disk. Raises UnknownKind, one of the
    errors of cleaning, or another OSError when the disk takes no more.
    """
    kind = kinds.recognise(file.read(kinds.HEAD))
    if kind is None or (kind.is_sound and not sound):
        raise UnknownKind
    if queries.staged_bytes(key) > STAGED_MOST_OF_ONE or queries.staged_bytes() > STAGED_MOST:
        raise cleaning.NoRoom
    with cleaning.clean(cast(BinaryIO, file.file), kind.decoder) as clean:
        upload = Upload.objects.create(
            staged_for=key,
            name=names.clean(file.name or "", kind.suffix),
            content_type=kind.content_type,
            staged_at=now,
        )
        try:
            upload.size = vault.write(upload.pk, clean)
        except OSError:
            upload.delete()
            raise
    upload.save(update_fields=["size"])
    return upload


def claim(ids: Sequence[uuid.UUID], *, key: str, about_type: str, about_id: int | str, now: datetime) -> None:
    """Bind staged files to a row, in the caller's transaction; raise ValidationError when one has gone."""
    if not ids:
        return
    staged = queries.staged(key, ids, now)
    count = staged.update(about_type=about_type, about_id=str(about_id), claimed_at=now)
    if count != len(set(ids)):
        raise ValidationError(_("A file was kept for a day only. Please choose it again."), code="file_gone")


def page_count(document: Upload) -> int:
    """How many pages a kept document has; raises one of the errors of cleaning."""
    with _plain(document) as source:
        return cleaning.page_count(source)


def split(
    document: Upload, ranges: Sequence[tuple[int, int]], *, names_of: Sequence[str], now: datetime
) -> list[Upload]:
    """Stage a document for each range of pages under the form of the whole one, which is left to be swept.

    Raises one of the errors of cleaning, or another OSError when the disk takes no more.
    """
    with _plain(document) as source:
        parts = cleaning.split(source, ranges)
    pieces = []
    for part, name in zip(parts, names_of, strict=True):
        piece = Upload.objects.create(
            staged_for=document.staged_for,
            name=names.clean(name, ".pdf"),
            content_type=document.content_type,
            staged_at=now,
        )
        piece.size = vault.write(piece.pk, part)
        piece.save(update_fields=["size"])
        pieces.append(piece)
    return pieces


def _plain(document: Upload) -> BinaryIO:
    """The bytes of a kept document in a nameless file, for a child process to read."""
    plain = tempfile.TemporaryFile()  # noqa: SIM115 – the caller closes it
    for piece in vault.read(document.pk):
        plain.write(piece)
    plain.flush()
    return plain


def pass_on(*, about_type: str, about_id: int | str, to_type: str, to_id: int | str) -> None:
    """Let the files of one row be those of another, in the caller's transaction."""
    queries.about(about_type, about_id).update(about_type=to_type, about_id=str(to_id))


def restage(ids: Sequence[uuid.UUID], *, key: str, new_key: str) -> None:
    """Let the files of a form wait for the form that takes its place."""
    if ids:
        Upload.objects.filter(pk__in=ids, staged_for=key, about_type="").update(staged_for=new_key)


def hand_on(files: QuerySet[Upload], *, about_type: str, now: datetime) -> None:
    """Let claimed files belong to another part of the same row."""
    files.update(about_type=about_type, claimed_at=now)


def give_up(files: QuerySet[Upload], *, now: datetime) -> None:
    """Take files away from their row; the next sweep deletes them."""
    long_ago = now - queries.STAGED_FOR - timedelta(hours=1)
    files.update(about_type="", about_id="", claimed_at=None, staged_for="", staged_at=long_ago)


def sweep() -> int:
    """Delete what nobody claimed within a day; the row goes first, so no form can claim what goes."""
    limit = Now() - queries.STAGED_FOR
    left = Upload.objects.filter(about_type="", staged_at__lt=limit).values_list("pk", flat=True)
    count = 0
    for pk in list(left):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM uploads_upload WHERE id = %s AND about_type = ''", [pk])
            gone = cursor.rowcount == 1
        if gone:
            vault.remove(pk)
            count += 1
    return count


def scan_waiting() -> int:
    """Show the scanner what it has not seen; when it does not answer, they stay not yet scanned."""
    if not settings.CLAMD_URL:
        return 0
    waiting = Upload.objects.filter(scan="").exclude(about_type="")
    waiting = waiting.order_by(F("scan_tried_at").asc(nulls_first=True))[:SCANNED_AT_ONCE]
    count = 0
    for upload in waiting:
        upload.scan_tried_at = timezone.now()
        try:
            found = scanning.scan(settings.CLAMD_URL, vault.read(upload.pk))
        except scanning.NoVerdict as error:
            log.warning("file %s was not scanned: %s", upload.pk, error)
        except OSError as error:
            log.warning("the scanner does not answer: %s", type(error).__name__)
            return count
        else:
            upload.scan = Upload.Scan.INFECTED if found else Upload.Scan.CLEAN
            count += 1
        upload.save(update_fields=["scan", "scan_tried_at"])
    return count


def rotate_keys() -> int:
    """Bring the bytes of every file under the first key of FIELD_KEYS."""
    count = 0
    for pk in Upload.objects.filter(size__gt=0).order_by("pk").values_list("pk", flat=True).iterator():
        try:
            vault.rotate(pk)
            count += 1
        except FileNotFoundError:
            log.error("file %s is not on disk", pk)
    return count
