"""A case as one file to take along: its words, its papers and its files, in the order of an index with sums.

Contact details are in none of it. A paper that names the sender is left out and named in the index.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import files
from feedback.models import CaseDocument, Submission
from feedback.papers import printing
from portal import text
from portal.uploads import vault
from portal.uploads.models import Upload

INDEX, WORDS = "00-muc-luc.html", "01-ho-so.html"
UNSAFE = re.compile(r"[^a-z0-9.]+")
NAME_MOST = 60


@dataclass(frozen=True)
class Piece:
    """One file of the bundle, or what was left out of it: then `path` is empty and `why` says why."""

    title: str
    at: datetime
    path: str = ""
    size: int = 0
    sha256: str = ""
    why: str = ""


def write(case: Submission, words: bytes, target: IO[bytes]) -> list[Piece]:
    """Write all but the index into a ZIP at `target`; return what is in it, in its order.

    Files are read and sealed piece by piece, so that memory does not grow with them. `finish` adds the index.
    """
    pieces = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        pieces.append(
            _put(bundle, WORDS, _("Opinion, messages, answer and history"), timezone.now(), [words])
        )
        for number, paper in enumerate(_papers(case), start=1):
            pieces.append(_paper(bundle, number, paper))
        for number, upload in enumerate(_uploads(case), start=1):
            pieces.append(_upload(bundle, number, upload))
    return pieces


def finish(target: IO[bytes], index: bytes) -> None:
    """Add the index, which knows the sum of every other file."""
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(INDEX, index)


def _papers(case: Submission) -> QuerySet[CaseDocument]:
    return CaseDocument.objects.filter(submission=case).select_related("template", "unit").order_by("made_at")


def _uploads(case: Submission) -> QuerySet[Upload]:
    return files.readable_by_staff(case)


def _paper(bundle: zipfile.ZipFile, number: int, paper: CaseDocument) -> Piece:
    title = str(paper.get_kind_display())
    if paper.names_sender:
        return Piece(title, paper.made_at, why=_("names the sender; open it on the page of the opinion"))
    path = f"giay-to/{number:02d}-{_safe(title)}.docx"
    return _put(bundle, path, title, paper.made_at, [printing.docx_of(paper)])


def _upload(bundle: zipfile.ZipFile, number: int, upload: Upload) -> Piece:
    if not upload.is_served:
        return Piece(
            upload.name, upload.claimed_at or upload.staged_at, why=_("not checked yet, or found harmful")
        )
    path = f"tep/{number:02d}-{_safe(upload.name)}"
    try:
        return _put(bundle, path, upload.name, upload.claimed_at or upload.staged_at, vault.read(upload.pk))
    except FileNotFoundError:
        return Piece(
            upload.name, upload.claimed_at or upload.staged_at, why=_("missing on the disk of the portal")
        )


def _put(
    bundle: zipfile.ZipFile, path: str, title: str, at: datetime, content: Iterable[bytes] | Iterator[bytes]
) -> Piece:
    content = iter(content)
    first = next(content, b"")  # a file that is not there is noticed before its place is taken
    total, size = hashlib.sha256(), 0
    stamp = timezone.localtime(at).timetuple()[:6]
    info = zipfile.ZipInfo(path, date_time=(max(stamp[0], 1980), *stamp[1:]))
    info.compress_type = zipfile.ZIP_DEFLATED
    with bundle.open(info, "w", force_zip64=True) as place:
        while first:
            place.write(first)
            total.update(first)
            size += len(first)
            first = next(content, b"")
    return Piece(title, at, path, size, total.hexdigest())


def _safe(name: str) -> str:
    """A name every system can write: plain letters, digits, dots and dashes; its ending is kept."""
    plain = UNSAFE.sub("-", text.fold(name)).strip("-.")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:NAME_MOST]}{dot}{ending[:8]}" if dot else plain[:NAME_MOST] or "tep"
