"""Processes the bench starts beside the portal: the bare project, a second portal, two mail workers."""

import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from bench import load, memory
from launch import portal, servers
from launch.crew import Crew
from launch.environment import PYTHON, ROOT

ROLE = servers.ROLE
SERVED = {name: value for name, value in os.environ.items() if name != portal.OWNER}


@contextlib.contextmanager
def crew() -> Iterator[Crew]:
    """Give a crew with logs of its own, stopped at the end whatever happens."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        members = Crew(Path(folder))
        try:
            yield members
        finally:
            members.stop()


def start_web(crew: Crew, name: str, application: str, **environment: str) -> int:
    """Start a web server with the portal's own arguments; return its port once it answers."""
    port = servers.free_port()
    argv: list[str | Path] = [PYTHON, "-m", "bench.web", application, str(port)]
    crew.start(name, argv, env=SERVED | environment, cwd=ROOT)
    crew.wait_until(lambda: _answers(port), 60, lambda: f"{name} did not answer within a minute.")
    return port


def start_worker(crew: Crew, name: str, *, processes: int, **environment: str) -> None:
    argv = [*portal.CELERY, "worker", f"--concurrency={processes}", "--loglevel=WARNING"]
    argv += ["--without-gossip", "--without-mingle", f"--hostname={name}@bench"]
    crew.start(name, argv, env=SERVED | {"CELERY_SKIP_CHECKS": "1"} | environment, cwd=ROOT)


def other_broker() -> str:
    """Return the address of a queue of the same Valkey that the portal's own worker does not read."""
    return os.environ["REDIS_URL"].rpartition("/")[0] + "/1"


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        line = load.Line(port)
        try:
            return line.ask(load.get("/healthz"))[0] > 0
        finally:
            line.close()
    return False


def owner() -> psycopg.Connection[tuple[object, ...]]:
    """Connect as the role that may make tables."""
    return psycopg.connect(os.environ[portal.OWNER], autocommit=True)


def unsent() -> int:
    with owner() as database:
        row = database.execute(
            "SELECT count(*) FROM outbox_letter WHERE state IN ('pending', 'sending') AND next_at <= now()"
        ).fetchone()
    return int(str(row[0])) if row else 0


def wait(condition: Callable[[], bool], seconds: float, words: str) -> None:
    ends_at = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends_at:
            raise SystemExit(words)
        time.sleep(0.1)


@contextlib.contextmanager
def own_worker_asleep() -> Iterator[None]:
    """Stop the portal's worker, so that it takes no letter meant for the workers under measure."""
    wait(lambda: unsent() == 0, 120, "The portal's worker did not send what waited.")
    pids = memory.family(memory.processes()["worker"])
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
