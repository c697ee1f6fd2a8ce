"""Sentences for the person at the keyboard, logged commands and private files; nothing about the portal."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Argv = Sequence[str | Path]


class Refusal(Exception):
    """A sentence ./dev ends with instead of a traceback."""


class Interrupted(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


def say(text: str) -> None:
    print(text, flush=True)


def tail(path: Path, lines: int = 15) -> str:
    text = path.read_text(errors="replace") if path.exists() else ""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


def disk_words(log: Path) -> str:
    return "The disk is full. " if "No space left on device" in tail(log, 50) else ""


def quiet(sentence: str, argv: Argv, log: Path, **options: Any) -> None:
    """Run a command into a log; raise Refusal made of the sentence and the log's end when it fails."""
    with log.open("ab") as out:
        code = subprocess.call([str(part) for part in argv], stdout=out, stderr=out, **options)
    if code:
        raise Refusal(f"{disk_words(log)}{sentence} The end of {log}:\n{tail(log)}")


def private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner alone."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(path)


def check_disk(folder: Path, needed_mb: int) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < needed_mb:
        raise Refusal(f"The disk is full: {folder} has {free} MB free, ./dev needs {needed_mb} MB there.")
