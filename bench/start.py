"""How long a fresh clone needs to answer, how long the second start takes, what it weighs when idle."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.memory import weight

ROOT = Path(__file__).resolve().parent.parent
GIVE_UP = 300
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SITE_URL",
    "VAR",
    "STATIC_ROOT",
    "MAIL_DIR",
    "UPLOAD_DIR",
    "DJANGO_SETTINGS_MODULE",
)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="portal-clone-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # as root PostgreSQL runs as nobody, who must pass through
        clone = Path(folder) / "portal"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        seconds, _memory = started(clone)
        yield Figure("fresh clone to Ready, package caches warm", seconds, "s", 90)
        seconds, memory = started(clone)
        yield Figure("second start to Ready", seconds, "s", 6)
        yield Figure("all processes idle", memory, "MB", 600)


def started(clone: Path) -> tuple[float, float]:
    """Start the clone, wait for Ready and five idle seconds; return seconds to Ready and megabytes."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"PORT": str(free_port()), "VAR": str(clone / "var")}
    began = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "dev", "run"], cwd=clone, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        seconds = until_ready(running, began)
        time.sleep(5)
        return seconds, weight(running.pid)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def until_ready(running: subprocess.Popen[str], began: float) -> float:
    for line in running.stdout or ():
        if line.startswith("Ready: "):
            return time.perf_counter() - began
        if time.perf_counter() - began > GIVE_UP:
            break
    raise SystemExit("The clone did not get ready.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
