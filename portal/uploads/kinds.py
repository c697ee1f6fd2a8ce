"""The one table of files that are taken: what they are by their content, and what becomes of them.

| content | becomes | how |
|---|---|---|
| JPEG, PNG, WebP, HEIC | JPEG | drawn anew from its pixels, upright, longest side 3200 pixels |
| PDF | PDF | rebuilt from its pages, without metadata, attached files, scripts, links |
| MP3, M4A, AAC, OGG, WAV | the same | at a desk only; titles, makers, places, pictures taken out |

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
    is_sound: bool = False


JPEG = ("image/jpeg", ".jpg")
KINDS = {
    "image/jpeg": Kind("JPEG", "JPEG", *JPEG),
    "image/png": Kind("PNG", "PNG", *JPEG),
    "image/webp": Kind("WebP", "WEBP", *JPEG),
    "image/heic": Kind("HEIC", "HEIF", *JPEG),
    "application/pdf": Kind("PDF", "PDF", "application/pdf", ".pdf"),
}
SOUNDS = {
    "audio/mpeg": Kind("MP3", "MP3", "audio/mpeg", ".mp3", is_sound=True),
    "audio/mp4": Kind("M4A", "MP4", "audio/mp4", ".m4a", is_sound=True),
    "video/mp4": Kind("M4A", "MP4", "audio/mp4", ".m4a", is_sound=True),
    "audio/aac": Kind("AAC", "ADTS", "audio/aac", ".aac", is_sound=True),
    "audio/ogg": Kind("OGG", "OGG", "audio/ogg", ".ogg", is_sound=True),
    "audio/x-wav": Kind("WAV", "WAV", "audio/wav", ".wav", is_sound=True),
}
NAMES = ", ".join(kind.name for kind in KINDS.values())
SOUND_NAMES = ", ".join(dict.fromkeys(kind.name for kind in SOUNDS.values()))
# HEIC is taken but not asked for: a telephone that makes it then hands over a JPEG.
ACCEPT = ",".join(name for name in KINDS if name != "image/heic")


def recognise(head: bytes) -> Kind | None:
    """The kind of a file by its first bytes; what its sender calls it does not matter."""
    name = filetype.guess_mime(head) or ""
    return KINDS.get(name) or SOUNDS.get(name)


def names(*, sound: bool = False) -> str:
    """What is taken, for a sentence."""
    return f"{NAMES}, {SOUND_NAMES}" if sound else NAMES
