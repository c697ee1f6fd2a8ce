"""Hands a file to the child process that cleans it, and says in a word what became of it."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from portal.uploads import scrub

CHILD = Path(scrub.__file__)
SECONDS = 20
# Each child may take half a gigabyte for a moment; more than two at once wait for each other.
_turns = threading.BoundedSemaphore(2)


class Unreadable(ValueError):
    """The file is not what its first bytes promise."""


class Encrypted(ValueError):
    """The document asks for a password or forbids reading."""


class TooLarge(ValueError):
    """The file would cost more memory or time than any file may."""


class NoRoom(OSError):
    """There is no room to keep the file."""


ERRORS = {
    scrub.UNREADABLE: Unreadable,
    scrub.ENCRYPTED: Encrypted,
    scrub.TOO_LARGE: TooLarge,
    scrub.NO_ROOM: NoRoom,
}


def clean(source: BinaryIO, decoder: str) -> BinaryIO:
    """Return a nameless open file with the clean bytes; raise one of the four above."""
    return _made(source, decoder)


def page_count(source: BinaryIO) -> int:
    """How many pages a document has; raises as `clean` does."""
    with _made(source, "COUNT") as told:
        told.seek(0)
        return int(told.read())


def split(source: BinaryIO, ranges: Sequence[tuple[int, int]]) -> list[BinaryIO]:
    """Return a document for each range of pages, first and last counted from 1; raises as `clean` does."""
    asked = ",".join(f"{first}-{last}" for first, last in ranges)
    parts: list[BinaryIO] = []
    with _made(source, "SPLIT", asked) as made:
        made.seek(0)
        while length := made.read(8):
            parts.append(BytesIO(made.read(int.from_bytes(length, "big"))))
    return parts


def _made(source: BinaryIO, *arguments: str) -> BinaryIO:
    """What the child makes of a file. It gets no environment, so no key either."""
    source.seek(0)
    kept = tempfile.TemporaryFile()  # noqa: SIM115 – the caller closes it
    try:
        with _turns:
            code = subprocess.run(  # noqa: S603 – our own script, our own word
                [sys.executable, "-I", CHILD, *arguments],
                stdin=source.fileno(),
                stdout=kept,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8", "PATH": os.defpath},
                timeout=SECONDS,
                check=False,
            ).returncode
    except subprocess.TimeoutExpired:
        code = scrub.TOO_LARGE
    except BaseException:
        kept.close()
        raise
    if code == 0:
        return kept
    kept.close()
    # Whoever is killed by a signal ran into a limit or broke its decoder.
    raise ERRORS.get(code, TooLarge if code < 0 else Unreadable)
