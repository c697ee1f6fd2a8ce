"""The virtual environment and how the development lock gets into it."""

import fcntl
import hashlib
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from launch.shell import Argv, Refusal, check_disk, quiet, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = VENV / "bin" / "pip"  # comes last, so it tells a whole environment from half of one
LOCK = ROOT / "requirements-dev.lock"
NEEDED_MB = 1200


def ensure() -> None:
    """Install the development lock, since the embedded servers are in it; a stamp skips it the next time."""
    stamp = VENV / "dev-stamp"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    with LOCK.open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        check_disk(ROOT, NEEDED_MB)
        with tempfile.TemporaryDirectory() as scratch:
            log = Path(scratch) / "install.log"
            if not (PYTHON.exists() and PIP.exists()):
                _make(log)
            _install(Path(scratch), log)
        stamp.write_text(wanted)


def _make(log: Path) -> None:
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise Refusal(
            "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv. Then try again."
        )
    say("Making .venv …")
    argv: Argv = [sys.executable, "-m", "venv", "--clear", VENV]
    quiet("The virtual environment could not be made.", argv, log)


def _install(scratch: Path, log: Path) -> None:
    say("Installing the locked dependencies …")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--disable-pip-version-check",
        "-r",
    ]
    uv_lock = scratch / "uv.lock"
    entries = LOCK.read_text().replace("\\\n", "").splitlines()
    uv_lock.write_text("\n".join(line for line in entries if line.startswith("uv==")))
    try:
        quiet("uv could not be installed.", [*pip, uv_lock], log)
        uv: Argv = [
            VENV / "bin" / "uv",
            "pip",
            "sync",
            "--require-hashes",
            "--quiet",
            "--python",
            PYTHON,
            LOCK,
        ]
        quiet("uv could not install the dependencies.", uv, log)
    except Refusal:
        quiet("The dependencies could not be installed; is the network up?", [*pip, LOCK], log)
