"""Recordings without what names their maker, place or hour; scrub.py runs it in its child.

The sound itself is not decoded: frames and boxes are walked, titles, pictures, places and dates are left out
or overwritten in place, and whatever does not hold together is refused.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

FEWEST_FRAMES = 2
MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
# Kilobits a second by version and layer, from the tables of ISO/IEC 11172-3 and 13818-3.
MPEG_BITS = {
    (1, 3): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MP4_FOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"moof", b"traf", b"mvex", b"edts"}
MP4_TOP = {b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra", b"wide"}
MP4_BLANKED = {b"udta", b"meta", b"uuid", b"free", b"skip"}
MP4_DATED = {b"mvhd", b"tkhd", b"mdhd"}
OGG_COMMENTS = {b"OpusHead": b"OpusTags" + bytes(8), b"\x01vorbis": b"\x03vorbis" + bytes(8) + b"\x01"}


def clean(source: BinaryIO, format_name: str) -> bytes:
    """The recording without its tags; raise ValueError for what is none."""
    source.seek(0)  # whoever looked at its first bytes left it behind them
    data = source.read()
    kinds: dict[str, Callable[[bytes], bytes]] = {
        "MP3": lambda data: _frames(data, _mpeg_length),
        "ADTS": lambda data: _frames(data, _adts_length),
        "MP4": _mp4,
        "OGG": _ogg,
        "WAV": _wav,
    }
    return kinds[format_name](data)


def _frames(data: bytes, length_at: Callable[[bytes, int], int]) -> bytes:
    """The frames in a row, without the tags before, between and behind them."""
    kept, at, count = bytearray(), 0, 0
    while at + 4 <= len(data):
        if data[at : at + 3] == b"ID3":
            at += 10 + _id3_length(data[at + 6 : at + 10])
            continue
        length = length_at(data, at)
        whole = length and at + length <= len(data)
        if whole and (at + length + 4 > len(data) or length_at(data, at + length) or count):
            kept += data[at : at + length]
            count += 1
            at += length
        else:
            at = _next_sync(data, at + 1)
    if count < FEWEST_FRAMES:
        raise ValueError("no frames")
    return bytes(kept)


def _id3_length(four: bytes) -> int:
    """Seven bits a byte."""
    length = 0
    for byte in four:
        length = length << 7 | byte & 0x7F
    return length


def _next_sync(data: bytes, start: int) -> int:
    found = data.find(b"\xff", start)
    return found if found >= 0 else len(data)


def _mpeg_length(data: bytes, at: int) -> int:
    """Bytes of the MPEG frame that begins here; 0 when none does."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer = head >> 19 & 3, head >> 17 & 3
    bits, rate, padding = head >> 12 & 15, head >> 10 & 3, head >> 9 & 1
    if head >> 21 != 0x7FF or version == 1 or not layer or bits in (0, 15) or rate == 3:
        return 0
    kilobits = MPEG_BITS[1 if version == 3 else 2, layer][bits - 1]
    hertz = MPEG_RATES[version][rate]
    if layer == 3:
        return (12_000 * kilobits // hertz + padding) * 4
    samples = 72_000 if layer == 1 and version != 3 else 144_000
    return samples * kilobits // hertz + padding


def _adts_length(data: bytes, at: int) -> int:
    if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0 or at + 7 > len(data):
        return 0
    length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return length if length > 7 else 0


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start, start of content and end of each box of an MP4 file between two places."""
    while start < end:
        if start + 8 > end:
            raise ValueError("cut box")
        size, head = int.from_bytes(data[start : start + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        size = size or end - start
        if size < head or start + size > end:
            raise ValueError("cut box")
        yield bytes(data[start + 4 : start + 8]), start, start + head, start + size
        start += size


def _mp4(data: bytes) -> bytes:
    """The same boxes at the same places, for the sound is found by its place; the tags become empty ones."""
    out = bytearray(data)
    found = _blank(out, 0, len(out), 0)
    if not {b"moov", b"mdat"} <= found:
        raise ValueError("no sound")
    return bytes(out)


def _blank(out: bytearray, start: int, end: int, depth: int) -> set[bytes]:
    found = set()
    for name, begins, inside, ends in list(_boxes(out, start, end)):
        found.add(name)
        if name in MP4_BLANKED or (depth == 0 and name not in MP4_TOP):
            out[begins + 4 : begins + 8] = b"free"
            out[inside:ends] = bytes(ends - inside)
        elif name == b"hdlr" and out[inside + 8 : inside + 12] == b"vide":
            raise ValueError("a film")
        elif name in MP4_DATED:
            width = 16 if out[inside] else 8
            out[inside + 4 : inside + 4 + width] = bytes(width)
        elif name in MP4_FOLDERS and depth < 8:
            found |= _blank(out, inside, ends, depth + 1)
    return found


def _ogg(data: bytes) -> bytes:
    """Every page as it is but the comment packet, which keeps its length and says nothing."""
    out, at, packet, blank = bytearray(data), 0, 0, b""
    written, serial = 0, data[14:18]
    while at < len(data):
        if data[at : at + 4] != b"OggS" or data[at + 14 : at + 18] != serial:
            raise ValueError("no single stream")
        count = data[at + 26]
        sizes = data[at + 27 : at + 27 + count]
        first = place = at + 27 + count
        for size in sizes:
            if packet == 0 and not blank:
                blank = _ogg_comment(data[place : place + 8])
            if packet == 1:
                fresh = blank[written : written + size]
                out[place : place + size] = fresh + bytes(size - len(fresh))
                written += size
            place += size
            packet += size < 255
        if place > len(data) or len(sizes) < count:
            raise ValueError("cut page")
        if packet <= 2 or first == place:
            out[at + 22 : at + 26] = bytes(4)
            out[at + 22 : at + 26] = _ogg_sum(out[at:place]).to_bytes(4, "little")
        at = place
    if packet < 2 or written < len(blank):
        raise ValueError("no sound")
    return bytes(out)


def _ogg_comment(head: bytes) -> bytes:
    for magic, comment in OGG_COMMENTS.items():
        if head.startswith(magic):
            return comment
    raise ValueError("neither Opus nor Vorbis")


def _ogg_sum(page: bytes | bytearray) -> int:
    """The sum of an Ogg page: CRC-32 by 0x04c11db7, unreflected, from 0."""
    total = 0
    for byte in page:
        total ^= byte << 24
        for _bit in range(8):
            total = (total << 1 ^ 0x04C11DB7 if total & 0x80000000 else total << 1) & 0xFFFFFFFF
    return total


def _wav(data: bytes) -> bytes:
    """Format and samples; lists of artists, dates and places are left out."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("no WAV")
    kept, at, seen = bytearray(), 12, set()
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        ends = min(at + 8 + size, len(data))
        if name in (b"fmt ", b"fact", b"data"):
            body = data[at + 8 : ends]
            kept += name + len(body).to_bytes(4, "little") + body + bytes(len(body) & 1)
            seen.add(name)
        at = ends + (size & 1)
    if not {b"fmt ", b"data"} <= seen:
        raise ValueError("no sound")
    return b"RIFF" + (4 + len(kept)).to_bytes(4, "little") + b"WAVE" + bytes(kept)
