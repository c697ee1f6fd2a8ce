"""The state folder (VAR): its keys, logs and notes, and the lock that keeps a second ./dev out."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from launch.crew import reachable
from launch.environment import ROOT
from launch.shell import Refusal, check_disk, private

NEEDED_MB = 150
SOCKET_PATH_LIMIT = 107
KEYS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "INDEX_KEY": lambda: secrets.token_urlsafe(32),
    "CODE_KEY": lambda: secrets.token_urlsafe(32),
}
PASSWORDS: dict[str, Callable[[], str]] = {
    "POSTGRES_PASSWORD": lambda: secrets.token_hex(24),
    "VALKEY_PASSWORD": lambda: secrets.token_hex(24),
}


class Place:
    def __init__(self, var: Path) -> None:
        self.var = var
        names = ("log", "live", "mail", "static", "uploads")
        self.folders = tuple(var / name for name in names)
        self.logs, self.live, self.mail, self.static, self.uploads = self.folders
        self.note, self.keys_file = var / "running.json", var / "env"
        self.stamps, self.accounts = var / "prepared.json", var / "demo.txt"
        self.guard: IO[str] | None = None

    @classmethod
    def from_environment(cls) -> "Place":
        return cls((ROOT / Path(os.environ.get("VAR") or "var").expanduser()).resolve())

    def make(self) -> None:
        if not self.var.exists():
            self.var.mkdir(parents=True)
            self.var.chmod(0o711)  # the servers' user passes through; every folder inside is closed
        for folder in self.folders:
            folder.mkdir(mode=0o700, exist_ok=True)
        check_disk(self.var, NEEDED_MB)

    def take(self) -> bool:
        """Hold this VAR until the process ends; return False when another ./dev holds it."""
        self.guard = (self.var / "lock").open("a+")
        try:
            fcntl.flock(self.guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.note.unlink(missing_ok=True)
        return True

    def let_go(self) -> None:
        if self.guard:
            self.note.unlink(missing_ok=True)
            self.guard.close()

    def write_note(self, command: str, environment: dict[str, str]) -> None:
        private(self.note, json.dumps({"pid": os.getpid(), "command": command, "env": environment}))

    def read_note(self) -> dict[str, Any]:
        return _json(self.note)

    def read_stamps(self) -> dict[str, Any]:
        return _json(self.stamps)

    def write_stamps(self, stamps: dict[str, Any]) -> None:
        private(self.stamps, json.dumps(stamps))

    def keys(self) -> dict[str, str]:
        """Return the secrets, making those that are missing; the environment wins over the file."""
        lines = self.keys_file.read_text().splitlines() if self.keys_file.exists() else []
        held = dict(line.split("=", 1) for line in lines if "=" in line)
        missing = {name: make() for name, make in {**KEYS, **PASSWORDS}.items() if name not in held}
        if missing:
            held.update(missing)
            private(self.keys_file, "".join(f"{name}={value}\n" for name, value in held.items()))
        return held | {name: os.environ[name] for name in KEYS if os.environ.get(name)}

    def server_home(self) -> Path:
        """Return where the servers' files are: in VAR, or /var/tmp if VAR's path is too long or closed."""
        inside = self.var / "servers"
        outside = self.outside_home()
        for home in (inside, outside):
            if (home / "postgres").exists():
                return home
        socket_path = os.fsencode(inside / "socket" / ".s.PGSQL.5432")
        return inside if len(socket_path) <= SOCKET_PATH_LIMIT and reachable(self.var) else outside

    def outside_home(self) -> Path:
        digest = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]
        return Path("/var/tmp") / f"portal-{os.getuid()}-{digest}"

    def erase(self) -> None:
        """Delete what ./dev made here, and VAR itself when nothing else is in it."""
        for folder in (*self.folders, self.var / "servers", self.outside_home()):
            if folder.exists():
                shutil.rmtree(folder)
        for file in (
            self.note,
            self.keys_file,
            self.stamps,
            self.accounts,
            self.var / "lock",
            self.var / "users",
        ):
            file.unlink(missing_ok=True)
        if not any(self.var.iterdir()):
            self.var.rmdir()

    def refuse_taken(self) -> Refusal:
        note = self.read_note()
        who = f" (process {note['pid']}, ./dev {note['command']})" if note else ""
        return Refusal(
            f"Another ./dev uses {self.var}{who}. Stop it with ./dev stop, or choose another VAR=."
        )


def _json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found
