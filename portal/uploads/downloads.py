"""One file as an answer; whoever calls has already found out that this reader may have it."""

import logging

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from portal.uploads import vault
from portal.uploads.models import Upload

log = logging.getLogger(__name__)

POLICY = "default-src 'none'; sandbox"


def answer(upload: Upload, *, inline: bool = False) -> HttpResponseBase:
    """Saved, not shown inside the site; raises Http404 for what is not served.

    `inline` shows pictures, which were drawn anew, and plays sound; a document is saved all the same.
    """
    if not upload.is_served:
        raise Http404
    try:
        pieces = vault.read(upload.pk)
    except FileNotFoundError as error:
        log.error("file %s is not on disk", upload.pk)
        raise Http404 from error
    response = StreamingHttpResponse(pieces, content_type=upload.content_type)
    response["Content-Length"] = str(upload.size)
    response["Content-Disposition"] = (
        content_disposition_header(not (inline and (upload.is_picture or upload.is_sound)), upload.name)
        or "attachment"
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
