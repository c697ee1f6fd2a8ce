"""What comes out of the child process: the picture or the pages, and nothing that was hidden in them."""

import json
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from portal.uploads import cleaning, kinds, scrub
from tests.uploads import files

# Started by a small process of its own, or the memory of this one would count as the child's.
WEIGH = """
import json, os, subprocess, sys, time
began = time.monotonic()
child = subprocess.Popen([sys.executable, "-I", sys.argv[1], sys.argv[2]], stdin=open(sys.argv[3]),
                         stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss / 1024, used.ru_utime + used.ru_stime]))
"""
TRACES = [files.PLANTED.encode(), b"planted", b"PK\x03\x04", b"<script", b"xmpmeta", b"Exif", b"virus.exe"]
TRACES += [b"JavaScript", files.PLANTED.encode("utf-16-be"), b"photoshop", b"GPS"]


def cleaned(data: bytes, tmp_path: Path) -> bytes:
    path = tmp_path / "sent"
    path.write_bytes(data)
    kind = kinds.recognise(data[: kinds.HEAD])
    assert kind is not None
    with path.open("rb") as source, cleaning.clean(source, kind.decoder) as kept:
        kept.seek(0)
        return kept.read()


@pytest.mark.parametrize("make", [files.jpeg, files.png, files.webp, files.heic])
def test_a_picture_keeps_its_pixels_upright_and_nothing_else(make: Any, tmp_path: Path) -> None:
    out = cleaned(make(), tmp_path)

    image = Image.open(BytesIO(out))
    assert (image.format, image.mode, dict(image.getexif())) == ("JPEG", "RGB", {})
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert [trace for trace in TRACES if trace in out] == []
    assert out.endswith(b"\xff\xd9")
    is_turned = make is not files.heic  # there the pixels themselves are stored turned
    assert image.height == 2 * image.width or not is_turned
    first = (image.width // 2, 2) if is_turned else (2, image.height // 2)
    red, _green, blue = image.getpixel(first)  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_a_pdf_keeps_its_pages_and_loses_what_names_or_acts(tmp_path: Path) -> None:
    out = cleaned(files.pdf(), tmp_path)

    with pikepdf.open(BytesIO(out)) as document:
        readable = BytesIO()
        document.save(readable, qdf=True, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert len(document.pages) == 2
        assert sorted(document.Root.keys()) == ["/Pages", "/Type"]
        page = document.pages[0]
        assert [str(one.Subtype) for one in page.Annots] == ["/Text"]
        assert page.Resources.XObject.Im0.Width == 80
        photo = Image.open(BytesIO(page.Resources.XObject.Im0.read_raw_bytes()))
        assert (photo.size, dict(photo.getexif())) == ((80, 40), {})
        assert not document.trailer.get("/Info")
    assert [trace for trace in TRACES if trace in out or trace in readable.getvalue()] == []


def test_a_pdf_reaches_for_nothing_outside(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(cleaned(files.reaching_out_pdf(), tmp_path))) as document:
        readable = BytesIO()
        document.save(readable, qdf=True, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)

    words = (b"planted", b"/Launch", b"/SubmitForm", b"/JavaScript", b"/URL", b"/OPI", b"/Ref ")
    assert [word for word in words if word in readable.getvalue()] == []


@pytest.mark.parametrize("name", files.POLYGLOTS)
def test_a_file_of_two_kinds_becomes_one_of_one(name: str, tmp_path: Path) -> None:
    out = cleaned(files.POLYGLOTS[name], tmp_path)

    assert [trace for trace in TRACES if trace in out] == []


@pytest.mark.parametrize("make", [files.thin_png, lambda: files.pages(10_000)])
def test_what_would_cost_too_much_is_refused_as_too_large(make: Any, tmp_path: Path) -> None:
    with pytest.raises(cleaning.TooLarge):
        cleaned(make(), tmp_path)


def test_a_transparent_picture_lies_on_white(tmp_path: Path) -> None:
    glass = Image.new("RGBA", (20, 20), (0, 0, 0, 0))

    image = Image.open(BytesIO(cleaned(files.saved(glass, "PNG"), tmp_path)))

    assert min(image.getpixel((10, 10))) > 250  # type: ignore[arg-type, type-var]


def test_a_large_picture_becomes_one_that_opens_on_a_telephone(tmp_path: Path) -> None:
    out = cleaned(files.saved(files.drawing((6000, 3000)), "JPEG"), tmp_path)

    assert max(Image.open(BytesIO(out)).size) <= scrub.LONGEST_SIDE


@pytest.mark.parametrize("data", files.REFUSED.values(), ids=files.REFUSED.keys())
def test_anything_else_is_refused(data: bytes, tmp_path: Path) -> None:
    if kinds.recognise(data[: kinds.HEAD]) is None:
        return

    with pytest.raises(cleaning.Unreadable):
        cleaned(data, tmp_path)


@pytest.mark.parametrize("user", ["", "mat-khau"])
def test_a_locked_document_is_refused(user: str, tmp_path: Path) -> None:
    locked = files.pdf(encryption=pikepdf.Encryption(owner="chu", user=user))

    with pytest.raises(cleaning.Encrypted):
        cleaned(locked, tmp_path)


def test_pixels_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(cleaning.TooLarge):
        cleaned(files.huge_png(), tmp_path)


HEAVIEST: dict[str, tuple[str, Any]] = {
    "JPEG": ("JPEG", lambda: files.saved(files.drawing((8000, 8000)), "JPEG", quality=20)),
    "progressive": ("JPEG", lambda: files.saved(files.drawing((5000, 5000)), "JPEG", progressive=True)),
    "PNG": ("PNG", lambda: files.saved(files.drawing((4000, 3000)).convert("RGBA"), "PNG", compress_level=1)),
    "HEIC": ("HEIF", lambda: files.saved(files.drawing((4000, 3000)), "HEIF", quality=20)),
    "30,000 by 30,000": ("PNG", files.huge_png),
    "one pixel wide": ("PNG", files.thin_png),
    "10,000 frames": ("WEBP", files.animated_webp),
    "a PDF that unpacks to a gigabyte": ("PDF", files.bomb_pdf),
    "a page packed twice": ("PDF", files.double_bomb_pdf),
    "1,000 pages": ("PDF", lambda: files.pages(1000)),
    "100,000 pages": ("PDF", lambda: files.pages(100_000)),
}


@pytest.mark.parametrize("name", HEAVIEST)
def test_no_file_costs_more_than_200_mb_and_two_seconds(name: str, tmp_path: Path) -> None:
    """A cap, not a race: processor time, so that a busy machine changes nothing."""
    decoder, make = HEAVIEST[name]
    data = make()
    path = tmp_path / "sent"
    path.write_bytes(data)

    argv = [sys.executable, "-I", "-c", WEIGH, str(cleaning.CHILD), decoder, str(path)]
    told = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    code, megabytes, seconds = json.loads(told)

    assert code in {0, scrub.TOO_LARGE, scrub.UNREADABLE, -signal.SIGPROF}  # the last: its own clock
    assert (megabytes < 200, seconds < 2) == (True, True), (code, megabytes, seconds)
