"""Run alone in a child process: a file of unknown intent on stdin, a clean one on stdout.

It holds no key, imports nothing of the portal and lives under limits of memory and time, so that whatever
breaks a decoder breaks this process only. Pictures are drawn anew from their pixels; a PDF is rebuilt from
its pages, without what names its maker or acts by itself.
"""

import os
import resource
import runpy
import signal
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

# Address space for a picture; for a document what it may allocate, since its pages are never drawn.
PICTURE_MEMORY, DOCUMENT_MEMORY = 512 * 1024 * 1024, 128 * 1024 * 1024
SECONDS = 10
# Of processor time: a document is only taken apart, which is done in a fraction of it.
DOCUMENT_SECONDS = 1.8
LARGEST_OUTPUT = 32 * 1024 * 1024
UNREADABLE, TOO_LARGE, NO_ROOM, ENCRYPTED = 3, 4, 5, 6

# Pixels that decode in less than 200 MB: a baseline JPEG is decoded at a fraction of its size.
PIXELS = {"JPEG": 64_000_000, "PNG": 12_000_000, "WEBP": 7_500_000, "HEIF": 12_500_000}
PROGRESSIVE_PIXELS = 25_000_000
# A picture one pixel wide costs many times its pixels; the longest real one is a panorama.
LONGEST_SIDE_SENT = 30_000
# Each page costs some tenths of a millisecond, at first; real papers of people have a few.
PAGES = 1000
LONGEST_SIDE = 3200
DRAFT_SIDE = 2048
QUALITY = 88
ORIENTATION = 0x0112
DOCUMENTS = ("PDF", "COUNT", "SPLIT")
SOUNDS = ("MP3", "MP4", "ADTS", "OGG", "WAV")

# What names a maker or acts by itself, wherever it stands, and what does so in a note drawn on a page.
UNWANTED = (
    "/Metadata", "/PieceInfo", "/LastModified", "/CreationDate", "/ModDate", "/Producer", "/Creator",
    "/Author", "/AA", "/JS", "/OpenAction", "/EF", "/AF", "/Thumb", "/RichMediaContent", "/StructParent",
    "/StructParents", "/Ref", "/OPI",
)  # fmt: skip
# A stream whose bytes lie elsewhere, to be fetched from there.
UNWANTED_IN_STREAMS = ("/F", "/FFilter", "/FDecodeParms")
UNWANTED_IN_NOTES = ("/A", "/PA", "/FS", "/T", "/TU", "/M", "/Popup", "/IRT", "/RC", "/NM", "/Parent")
# What people draw or write on a page; links, attachments, films and sounds go.
KEPT_ANNOTATIONS = {
    "/Widget", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight",
    "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Ink", "/Caret",
}  # fmt: skip


class TooLarge(Exception):
    pass


class Encrypted(Exception):
    pass


def picture(source: BinaryIO, format_name: str) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415 – each kind loads its own decoder

    if format_name == "HEIF":
        import pillow_heif  # noqa: PLC0415

        pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = PIXELS[format_name]
    with Image.open(source, formats=[format_name]) as image:
        most = PROGRESSIVE_PIXELS if image.info.get("progressive") else PIXELS[format_name]
        if image.width * image.height > most or max(image.size) > LONGEST_SIDE_SENT:
            raise TooLarge
        image.draft("RGB", (DRAFT_SIDE, DRAFT_SIDE))
        orientation = image.getexif().get(ORIENTATION, 1) if format_name != "HEIF" else 1
        image.load()
        if max(image.size) > LONGEST_SIDE:
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        bare = _opaque(image)
    del image
    bare.getexif()[ORIENTATION] = orientation
    ImageOps.exif_transpose(bare, in_place=True)
    bare.info.clear()
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _opaque(image: Any) -> Any:
    """The pixels in RGB; what was transparent lies on white."""
    from PIL import Image  # noqa: PLC0415

    if image.has_transparency_data:
        seen = image.convert("RGBA")
        sheet = Image.new("RGB", seen.size, "white")
        sheet.paste(seen, mask=seen.getchannel("A"))
        return sheet
    return image if image.mode == "RGB" else image.convert("RGB")


def pdf(source: BinaryIO, _format: str) -> bytes:
    with _opened(source) as old:
        return _rebuilt(old.pages)


def _opened(source: BinaryIO) -> Any:
    import pikepdf  # noqa: PLC0415

    try:
        old = pikepdf.open(source)
    except pikepdf.PasswordError as error:
        raise Encrypted from error
    if old.is_encrypted:
        raise Encrypted
    if int(old.Root.Pages.get("/Count", 0)) > PAGES or len(old.pages) > PAGES:
        raise TooLarge
    if not len(old.pages):
        raise ValueError("no page")
    return old


def _rebuilt(pages: Any) -> bytes:
    import pikepdf  # noqa: PLC0415

    with pikepdf.new() as new:
        new.pages.extend(pages)
        for page in new.pages:
            _strip_annotations(page.obj)
        for item in new.objects:
            _strip(item, 0)
        del new.docinfo
        out = BytesIO()
        new.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,  # a page packed twice would be unpacked here
        )
    return out.getvalue()


def count(source: BinaryIO, _format: str) -> bytes:
    """How many pages a document has, in digits."""
    with _opened(source) as old:
        return str(len(old.pages)).encode()


def split(source: BinaryIO, ranges: str) -> bytes:
    """A document for each range of pages such as 1-2,3-3, each behind its length in eight bytes.

    Scanners let all pages share the pictures of all: what a page does not draw is left out of its document.
    """
    parts = []
    with _opened(source) as old:
        old.remove_unreferenced_resources()
        for pages in ranges.split(","):
            first, last = map(int, pages.split("-"))
            part = _rebuilt(list(old.pages[first - 1 : last]))
            parts.append(len(part).to_bytes(8, "big") + part)
    return b"".join(parts)


def _strip_annotations(page: Any) -> None:
    import pikepdf  # noqa: PLC0415

    kept = [a for a in page.get("/Annots", []) if str(a.get("/Subtype", "")) in KEPT_ANNOTATIONS]
    if "/Annots" in page:
        page["/Annots"] = pikepdf.Array(kept)


def _strip(item: Any, depth: int) -> None:
    """Take the unwanted entries out of one object and all that is written inside of it."""
    import pikepdf  # noqa: PLC0415

    if isinstance(item, pikepdf.Array):
        for part in item:
            _strip_part(part, depth)
        return
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    for name in UNWANTED + (UNWANTED_IN_NOTES if "/Rect" in item else ()):
        if name in item:
            del item[name]
    if isinstance(item, pikepdf.Stream):
        for name in UNWANTED_IN_STREAMS:
            if name in item:
                del item[name]
        _bare_photo(item)
    for key in list(item.keys()):
        _strip_part(item[key], depth)


def _strip_part(part: Any, depth: int) -> None:
    if getattr(part, "is_indirect", True):  # plain values have no such mark, indirect ones come by themselves
        return
    if depth > 50:
        raise ValueError("nested too deep")
    _strip(part, depth + 1)


def _bare_photo(item: Any) -> None:
    """Bare a JPEG on a page, also one packed once more; other packings hold no photo of a telephone."""
    import pikepdf  # noqa: PLC0415

    filters = item.get("/Filter")
    names = [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    if names not in (["/DCTDecode"], ["/FlateDecode", "/DCTDecode"]):
        return
    data = item.read_raw_bytes()
    if len(names) == 2:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(data, LARGEST_OUTPUT)
        if unpacker.unconsumed_tail:
            raise TooLarge
    item.write(_bare_jpeg(data), filter=pikepdf.Name.DCTDecode)


def _bare_jpeg(data: bytes) -> bytes:
    """A JPEG without its comments and application segments, but for the one that tells the colours."""
    kept, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in {*range(0xE1, 0xEE), 0xEF, 0xFE}:
            kept += data[at : at + length]
        at += length
    end = data.rfind(b"\xff\xd9")
    return bytes(kept + data[at : end + 2 if end >= at else None])


def sound(source: BinaryIO, format_name: str) -> bytes:
    """What sound.py makes of it; a child without a path of imports finds it beside itself."""
    clean: bytes = runpy.run_path(str(Path(__file__).with_name("sound.py")))["clean"](source, format_name)
    return clean


def limit(format_name: str) -> None:
    """Make sure that no file costs more than this, whatever is in it."""
    resource.setrlimit(resource.RLIMIT_AS, (PICTURE_MEMORY, PICTURE_MEMORY))
    if format_name in DOCUMENTS:
        resource.setrlimit(resource.RLIMIT_DATA, (DOCUMENT_MEMORY, DOCUMENT_MEMORY))
        signal.setitimer(signal.ITIMER_PROF, DOCUMENT_SECONDS)  # its signal ends the process
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(work: Callable[[BinaryIO, str], bytes], format_name: str) -> int:
    try:
        clean = work(sys.stdin.buffer, format_name)
    except Encrypted:
        return ENCRYPTED
    except (TooLarge, MemoryError):
        return TOO_LARGE
    except Exception as error:  # noqa: BLE001 – a decoder may raise anything; the caller hears one word
        return TOO_LARGE if "DecompressionBomb" in type(error).__name__ else UNREADABLE
    if len(clean) > LARGEST_OUTPUT:
        return TOO_LARGE
    try:
        rest = memoryview(clean)
        while rest:
            rest = rest[os.write(1, rest) :]
    except OSError:
        return NO_ROOM
    return 0


if __name__ == "__main__":
    limit(sys.argv[1])
    works = {"PDF": pdf, "COUNT": count, "SPLIT": split} | dict.fromkeys(SOUNDS, sound)
    sys.exit(run(works.get(sys.argv[1], picture), sys.argv[-1]))
