"""Recordings as telephones make them, shortest of their kind, each telling a name and a place."""

import struct
import wave
from io import BytesIO

from tests.uploads.files import PLANTED

TOLD = PLANTED.encode()


def wav() -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x01\x02" * 800)
    note = b"INFOIART" + struct.pack("<I", len(TOLD)) + TOLD + bytes(len(TOLD) & 1)
    data = out.getvalue() + b"LIST" + struct.pack("<I", len(note)) + note
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def _id3() -> bytes:
    frame = b"TPE1" + struct.pack(">IH", len(TOLD) + 1, 0) + b"\x03" + TOLD
    return b"ID3\x04\x00\x00" + bytes([0, 0, len(frame) >> 7, len(frame) & 127]) + frame


MP3_FRAME = b"\xff\xfb\x90\x64" + bytes(413)  # MPEG 1 layer III, 128 kbit/s, 44,100 Hz


def mp3() -> bytes:
    return _id3() + MP3_FRAME * 4 + b"TAG" + TOLD.ljust(125, b"\x00")


ADTS_FRAME = bytes([0xFF, 0xF1, 0x50, 0x80, 0x04, 0x1F, 0xFC]) + bytes(25)  # 32 bytes


def aac() -> bytes:
    return ADTS_FRAME * 4 + _id3() + ADTS_FRAME


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def m4a(handler: bytes = b"soun") -> bytes:
    """Its sound stands before what describes it, as recorders write it; the hour and place are told."""
    hour = bytes(4) + struct.pack(">II", 0xE5A0B1C2, 0xE5A0B1C2) + bytes(8)
    kind = box(b"hdlr", bytes(8) + handler + bytes(13))
    track = box(b"trak", box(b"tkhd", hour), box(b"mdia", box(b"mdhd", hour), kind))
    place = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+22.0+105.0/"), box(b"meta", TOLD))
    head = box(b"ftyp", b"M4A \x00\x00\x02\x00M4A isom")
    return head + box(b"mdat", b"sound" * 40) + box(b"moov", box(b"mvhd", hour), track, place)


def ogg_sum(page: bytes) -> int:
    """The sum of a page, reckoned another way than in the portal: by long division."""
    rest = int.from_bytes(page + bytes(4), "big")
    for place in range(rest.bit_length() - 1, 31, -1):
        if rest >> place & 1:
            rest ^= 0x104C11DB7 << (place - 32)
    return rest


def page(number: int, *packets: bytes) -> bytes:
    lacing = b"".join(bytes([255] * (len(p) // 255) + [len(p) % 255]) for p in packets)
    head = b"OggS" + struct.pack("<BBQIIIB", 0, 2 if number == 0 else 0, number, 7, number, 0, len(lacing))
    whole = head + lacing + b"".join(packets)
    return whole[:22] + struct.pack("<I", ogg_sum(whole)) + whole[26:]


def opus() -> bytes:
    said = b"ARTIST=" + TOLD * 20
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Fone" + struct.pack("<II", 1, len(said)) + said
    head = b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"
    return page(0, head) + page(1, tags) + page(2, b"\xfc" * 40)
