"""The bytes on disk: encrypted in pieces, each bound to its file and its place in it; rows are in models.

A file is named by its row's random id and is one Fernet token a line, so that neither writing nor serving nor
changing keys ever holds more than a piece in memory.
"""

import os
import uuid
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils import timezone

from portal.identity import crypto

PIECE = 256 * 1024
TOKEN_LONGEST = PIECE * 2
MORE, LAST = b"\0", b"\1"


def path_of(pk: uuid.UUID) -> Path:
    return Path(settings.UPLOAD_DIR) / pk.hex[:2] / pk.hex


def write(pk: uuid.UUID, source: BinaryIO) -> int:
    """Keep the bytes for good and return how many they are; after an OSError nothing of them is left."""
    path = path_of(pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.seek(0)
    try:
        with open(path, "xb", opener=_private) as file:
            size = 0
            for line, length in _sealed(pk, source):
                file.write(line)
                size += length
            file.flush()
            os.fsync(file.fileno())
        _hide_the_hour(path)
        _sync(path.parent)
    except OSError:
        remove(pk)
        raise
    return size


def read(pk: uuid.UUID) -> Iterator[bytes]:
    """The bytes in pieces; raise FileNotFoundError at once, Undecipherable when they were touched."""
    path = path_of(pk)
    if not path.exists():
        raise FileNotFoundError
    return _pieces(pk, path)


def remove(pk: uuid.UUID) -> None:
    path_of(pk).unlink(missing_ok=True)


def rotate(pk: uuid.UUID) -> None:
    """Bring a file under the first key, its old form staying whole until the new one is."""
    path = path_of(pk)
    fresh = path.with_suffix(".new")
    try:
        with path.open("rb") as old, open(fresh, "wb", opener=_private) as new:
            for line in _lines(old):
                new.write(crypto.rotate(line.decode("ascii")).encode() + b"\n")
            new.flush()
            os.fsync(new.fileno())
        _hide_the_hour(fresh)
        fresh.replace(path)
        _sync(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _sealed(pk: uuid.UUID, source: BinaryIO) -> Iterator[tuple[bytes, int]]:
    cipher = crypto.cipher()
    piece, number = source.read(PIECE), 0
    while True:
        following = source.read(PIECE)
        place = pk.bytes + number.to_bytes(4, "big") + (MORE if following else LAST)
        yield cipher.encrypt_at_time(place + piece, 0) + b"\n", len(piece)
        if not following:
            return
        piece, number = following, number + 1


def _pieces(pk: uuid.UUID, path: Path) -> Iterator[bytes]:
    cipher = crypto.cipher()
    with path.open("rb") as file:
        is_last = False
        for number, line in enumerate(_lines(file)):
            try:
                text = cipher.decrypt(line)
            except InvalidToken as error:
                raise crypto.Undecipherable("No key of FIELD_KEYS opens this file.") from error
            place, mark, piece = text[:20], text[20:21], text[21:]
            if is_last or place != pk.bytes + number.to_bytes(4, "big"):
                raise crypto.Undecipherable("A piece of this file stands in the wrong place.")
            is_last = mark == LAST
            yield piece
        if not is_last:
            raise crypto.Undecipherable("The end of this file is missing.")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(TOKEN_LONGEST):
        yield line.rstrip(b"\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _hide_the_hour(path: Path) -> None:
    """Leave the day as the file's time: an hour on disk would tell who was seen at a computer then."""
    day = datetime.combine(timezone.localdate(), time(), timezone.get_default_timezone()).timestamp()
    os.utime(path, (day, day))


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
