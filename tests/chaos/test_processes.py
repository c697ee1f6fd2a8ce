"""What must hold when processes are ended, replaced, mistaken about the hour or cannot write their log."""

import shutil
import socket
import threading
import time
from pathlib import Path

import pytest

from launch import portal
from launch.environment import PYTHON
from tests.chaos.rig import Rig
from tests.chaos.visitor import Visitor

pytestmark = pytest.mark.chaos
WORKER: list[str | Path] = [
    *portal.CELERY,
    "worker",
    "--concurrency=1",
    "--without-gossip",
    "--without-mingle",
]
WEB: list[str | Path] = [PYTHON, "-m", "portal.serving"]
# What systemd does: the socket becomes descriptor 3, and the process itself is told of it.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_worker_ended_while_it_sends(rig: Rig) -> None:
    rig.mailbox.delay = 0.3
    forms = rig.forms(20)
    rig.submit(forms)

    for _end in range(2):
        assert rig.terminate("worker", 60) == 0
        rig.start_worker()

    rig.settle(forms)


def test_web_killed_while_people_write(rig: Rig) -> None:
    forms = rig.forms(40)
    load = threading.Thread(target=rig.submit, args=[forms])
    load.start()

    for _kill in range(2):
        time.sleep(0.5)
        rig.kill("web")
        rig.start("web")
        rig.until(lambda: bool(portal.readiness(rig.port, "127.0.0.1")), 60)
    load.join()

    rig.settle(forms)


def test_web_replaced_while_people_write(rig: Rig) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    visitor = Visitor(listening.getsockname()[1])

    def start() -> None:
        argv = [PYTHON, "-c", HAND_OVER, str(listening.fileno()), *WEB]
        rig.start_through("passed web", 'exec "$@"', argv, pass_fds=(listening.fileno(),))

    start()
    forms, done = rig.forms(30), threading.Event()
    pages: list[int] = []
    reader = threading.Thread(target=lambda: read(visitor, done, pages))
    reader.start()
    writer = threading.Thread(target=rig.submit, args=[forms, 3, visitor])
    writer.start()
    for _update in range(2):
        time.sleep(2)
        rig.terminate("passed web", 40)
        start()
    writer.join()
    done.set()
    reader.join()
    rig.crew.stop("passed web")
    listening.close()

    assert all(form.refusals == [] for form in forms)
    assert set(pages) == {200}
    rig.settle(forms)


def read(visitor: Visitor, done: threading.Event, pages: list[int]) -> None:
    while not done.is_set():
        try:
            pages.append(visitor.ask("GET", "/gop-y/").status)
        except OSError:
            pages.append(0)


@pytest.mark.parametrize("skew", ["+2h", "-2h"])
def test_worker_mistaken_about_the_hour(rig: Rig, skew: str) -> None:
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed")
    forms = rig.forms(6)
    rig.terminate("worker", 60)
    shell = f'DONT_FAKE_MONOTONIC=1 exec faketime -f "{skew}" "$@"'
    rig.start_through("mistaken worker", shell, WORKER)
    rig.start("worker")

    rig.submit(forms)
    rig.until(lambda: rig.unsent() == 0, 90)
    rig.crew.stop("mistaken worker")

    rig.settle(forms)


def test_no_room_for_the_log(rig: Rig) -> None:
    rig.terminate("worker", 60)
    port = portal.servers.free_port()
    rig.start_through("full worker", 'exec "$@" >/dev/full 2>&1', [*WORKER, "--loglevel=INFO"])
    rig.start_through("full web", 'exec "$@" >/dev/full 2>&1', [*WEB, f"--listen=127.0.0.1:{port}"])
    rig.until(lambda: bool(portal.readiness(port, "127.0.0.1")), 60)
    forms = rig.forms(6)

    rig.submit(forms, visitor=Visitor(port))
    rig.until(lambda: rig.unsent() == 0, 90)
    rig.crew.stop("full web", "full worker")

    assert all(form.refusals == [] for form in forms)
    rig.settle(forms)
