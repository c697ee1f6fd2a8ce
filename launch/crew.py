"""The processes ./dev starts, the user PostgreSQL runs as, and how all of them end."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from launch.shell import Argv, Refusal, disk_words, tail

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 12


def demoted() -> dict[str, Any]:
    """Return Popen options for PostgreSQL, which refuses root: root lends it the user nobody."""
    if os.getuid():
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Refusal(
            "PostgreSQL must not run as root and this system has no user nobody. Run ./dev as a normal user."
        ) from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(path: Path) -> bool:
    return subprocess.call(["test", "-x", str(path)], cwd="/", **demoted()) == 0


def own(folder: Path, mode: int = 0o700) -> Path:
    """Make a folder, closed ones for the servers' user; raise Refusal if somebody else put it there first."""
    folder.mkdir(mode=mode, exist_ok=True)
    user = demoted()
    if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), user.get("user", os.getuid())):
        raise Refusal(f"{folder} belongs to somebody else. Remove it or choose another VAR=.")
    if user and mode == 0o700:
        os.chown(folder, user["user"], user["group"])
    folder.chmod(mode)
    return folder


class Crew:
    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.members: dict[str, tuple[subprocess.Popen[bytes], signal.Signals]] = {}
        self.libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def start(
        self,
        name: str,
        argv: Argv,
        *,
        ending: signal.Signals = signal.SIGTERM,
        stdin: str = "",
        **options: Any,
    ) -> None:
        def die_with_parent() -> None:
            if self.libc:  # so that nothing outlives a ./dev killed with -9
                self.libc.prctl(PR_SET_PDEATHSIG, ending)

        with (self.logs / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(part) for part in argv],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches ./dev alone, which stops them in order
                preexec_fn=die_with_parent,
                **options,
            )
        self.members[name] = (process, ending)
        assert process.stdin
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(stdin.encode())

    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, (process, _) in self.members.items()}

    def check(self) -> None:
        """Raise Refusal with the end of its log when a member is no longer there."""
        for name, (process, _) in self.members.items():
            code = process.poll()
            if code is not None:
                how = f"exit status {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
                log = self.logs / f"{name}.log"
                raise Refusal(
                    f"{disk_words(log)}{name} ended by itself ({how}). The end of {log}:\n{tail(log)}"
                )

    def stop(self, *names: str) -> None:
        """End the named members, or all; who has not left after a while is killed with its children."""
        chosen = [self.members.pop(name) for name in list(self.members) if not names or name in names]
        for process, ending in chosen:
            if process.poll() is None:
                process.send_signal(ending)
        until = time.monotonic() + STOP_SECONDS
        for process, _ in chosen:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait_until(self, condition: Callable[[], bool], seconds: float, sentence: Callable[[], str]) -> None:
        until = time.monotonic() + seconds
        while not condition():
            self.check()
            if time.monotonic() > until:
                raise Refusal(sentence())
            time.sleep(0.1)
