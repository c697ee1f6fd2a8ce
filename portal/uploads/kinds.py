"""The one table of files that are taken: what they are by their content, and what becomes of them.

| content | becomes | how |
|---|---|---|
| JPEG, PNG, WebP, HEIC | JPEG | drawn anew from its pixels, upright, longest side 3200 pixels |
| PDF | PDF | rebuilt from its pages, without metadata, attached files, scripts, links |

Everything else is refused: office files can carry macros and name their authors, archives hold anything,
SVG and HTML hold scripts.
"""

from dataclasses import dataclass

import filetype

HEAD = 262


@dataclass(frozen=True)
class Kind:
    name: str
    decoder: str
    content_type: str
    suffix: str


JPEG = ("image/jpeg", ".jpg")
KINDS = {
    "image/jpeg": Kind("JPEG", "JPEG", *JPEG),
    "image/png": Kind("PNG", "PNG", *JPEG),
    "image/webp": Kind("WebP", "WEBP", *JPEG),
    "image/heic": Kind("HEIC", "HEIF", *JPEG),
    "application/pdf": Kind("PDF", "PDF", "application/pdf", ".pdf"),
}
NAMES = ", ".join(kind.name for kind in KINDS.values())
SUFFIXES = {kind.content_type: kind.suffix for kind in KINDS.values()}
# HEIC is taken but not asked for: a telephone that makes it then hands over a JPEG.
ACCEPT = ",".join(name for name in KINDS if name != "image/heic")


def recognise(head: bytes) -> Kind | None:
    """The kind of a file by its first bytes; what its sender calls it does not matter."""
    return KINDS.get(filetype.guess_mime(head) or "")
