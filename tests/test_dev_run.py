"""The whole of ./dev run once, from an empty state folder to its end; slow, so one test."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.checks import FOREIGN
from launch.place import Place
from launch.servers import free_port

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("v") / "var")
    yield place
    shutil.rmtree(place.outside_home(), ignore_errors=True)


def processes_of(place: Place) -> dict[int, str]:
    """Return every process that has the state folder in its words or its environment."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                found[int(entry.name)] = text.decode(errors="replace")
    return {pid: text for pid, text in found.items() if str(place.var) in text}


def test_run_gets_ready_says_who_fell_and_leaves_nothing_behind(place: Place) -> None:
    port = free_port()
    variables = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    variables |= {"VAR": str(place.var), "PORT": str(port), "DEMO": "0"}
    argv = [sys.executable, str(ROOT / "dev"), "run"]

    with subprocess.Popen(
        argv, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout
            assert running.stderr
            ready = next(line for line in running.stdout if line.startswith("Ready: "))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
                report = json.load(answer)
            living = processes_of(place)
            os.kill(next(pid for pid, text in living.items() if "\0beat\0" in text), signal.SIGKILL)
            said = running.stderr.read()
        finally:
            running.terminate()

    assert ready == f"Ready: http://127.0.0.1:{port}\n"
    assert report["status"] == "ok"
    assert len(living) >= 5
    assert said.startswith("beat ended by itself (signal SIGKILL).")
    assert (running.returncode, processes_of(place)) == (1, {})
