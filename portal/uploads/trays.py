"""The files of one form on their way: what came now is cleaned and staged, what came before is kept.

Whatever else is wrong with the form, its good files wait a day under the form's own signed token: a browser
cannot fill in a file again.
"""

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal import limits
from portal.uploads import cleaning, handlers, kinds, names, queries, workflow
from portal.uploads.models import Upload

MB = 1024 * 1024


@dataclass
class Tray:
    """`key` is that of the form's token; `refused` holds a sentence for each file not taken."""

    key: str = ""
    kept: list[Upload] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[uuid.UUID]:
        return [upload.pk for upload in self.kept]


def receive(request: HttpRequest, *, key: str, sound: bool = False) -> Tray:
    """Take the files of this request and those kept before; with neither the database is asked nothing.

    Recordings are taken where `sound` says so: at a desk, not on the public form.
    """
    tray = Tray(key)
    now = timezone.now()
    files = request.FILES.getlist(handlers.FIELD)
    ids = _ids(request.POST.getlist("kept"))
    if ids:
        tray.kept = list(queries.staged(key, ids, now))
        if len(tray.kept) < len(ids):
            tray.refused.append(_("A file was kept for a day only. Please choose it again."))
    tray.refused.extend(map(_not_read, request.upload_handlers[0].refusals))  # type: ignore[attr-defined]
    if files and limits.hit(request, "upload").refused:
        tray.refused.append(_no_room())
        return tray
    for file in files:
        _take(tray, file, sound)
    return tray


def _take(tray: Tray, file: UploadedFile, sound: bool) -> None:
    if len(tray.kept) >= settings.UPLOAD_FILES:
        if _too_many() not in tray.refused:
            tray.refused.append(_too_many())
        return
    shown = {"name": names.clean(file.name or ""), "kinds": kinds.names(sound=sound)}
    try:
        tray.kept.append(workflow.stage(file, key=tray.key, now=timezone.now(), sound=sound))
    except cleaning.Encrypted:
        tray.refused.append(
            _('The file "%(name)s" is locked by a password. Please send it unlocked.') % shown
        )
    except cleaning.TooLarge:
        tray.refused.append(
            _('The picture or document "%(name)s" is too large to open. Please send it smaller.') % shown
        )
    except (workflow.UnknownKind, cleaning.Unreadable):
        words = _(
            'The file "%(name)s" is not of a kind that is taken (%(kinds)s). Other files are still here.'
        )
        tray.refused.append(words % shown)
    except OSError:
        tray.refused.append(_no_room())
    finally:
        file.close()


def _not_read(refusal: handlers.Refusal) -> str:
    most = settings.UPLOAD_MB
    shown = {"name": names.clean(refusal.name), "max": most}
    if refusal.reason == "too_many":
        return _too_many()
    if refusal.reason == "no_room":
        return _no_room()
    if not refusal.size:
        words = _('Too much at once: from "%(name)s" on files were not read. At most %(max)s MB each.')
        return words % shown
    shown["mb"] = number_format(refusal.size / MB, 1)
    return _('The file "%(name)s" has %(mb)s MB, at most %(max)s MB.') % shown


def _too_many() -> str:
    return _("At most %(n)s files at a time. Please send the others later with the tracking code.") % {
        "n": settings.UPLOAD_FILES
    }


def _no_room() -> str:
    return _(
        "Files cannot be received just now. Please send the words without them, and the files later with the "
        "tracking code."
    )


def _ids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts[:50]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
