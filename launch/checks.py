"""The commands test and bench: both on servers and a state folder of their own, thrown away afterwards."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from launch import chromium, environment, portal
from launch.commands import crew_of
from launch.crew import Crew
from launch.environment import PYTHON, ROOT, VENV
from launch.place import Place
from launch.servers import free_port
from launch.shell import say

# What a developer's shell may hold must not decide how a test ends.
FOREIGN = {
    "ALLOWED_HOSTS",
    "CODE_KEY",
    "DATABASE_URL",
    "DEBUG",
    "DEMO",
    "EMAIL_URL",
    "FIELD_KEYS",
    "INDEX_KEY",
}
FOREIGN |= {
    "LIMIT_LOGIN",
    "LIMIT_LETTERS",
    "LIMIT_UPLOAD",
    "LIMIT_SUBMIT",
    "LIMIT_TRACK",
    "LIMIT_WORDS",
    "LOG_FORMAT",
    "MAIL_DIR",
    "MAIL_FROM",
    "PG_BIN",
    "PORT",
    "REDIS_URL",
    "SECRET_KEY",
}
FOREIGN |= {"CLAMD_URL", "UPLOAD_DIR", "UPLOAD_FILES", "UPLOAD_MB"}
FOREIGN |= {"SITE_URL", "STATIC_ROOT", "TEST_DB", "TRUSTED_PROXY_COUNT", "VAR", "DJANGO_SETTINGS_MODULE"}
PYTEST = [str(PYTHON), "-m", "pytest"]


@contextlib.contextmanager
def throwaway() -> Iterator[tuple[Place, Crew]]:
    for name in FOREIGN & os.environ.keys():
        del os.environ[name]
    place = Place(Path(tempfile.mkdtemp(prefix="portal-")).resolve())
    place.var.chmod(0o711)
    place.make()
    place.take()
    try:
        with crew_of(place) as crew:
            yield place, crew
    finally:
        place.erase()


def test(args: list[str]) -> int:
    """Run every check to its end, whichever fails; return the exit code of the first that failed."""
    environment.ensure()
    browser = chromium.ensure()
    began = time.monotonic()
    with throwaway() as (place, crew):
        settings = portal.start_servers(place, crew, free_port(), durable=False, given={})
        outside = portal.owning(settings)
        outside.pop("DJANGO_SETTINGS_MODULE")
        steps = steps_of(args, outside, has_browser=browser is not None)
        codes = {name: run_step(name, argv, env) for name, (argv, env) in steps.items()}
    if browser is None:
        codes["chromium"] = 1
    for name, code in codes.items():
        if code:
            say(f"FAILED: {name} (exit status {code})")
    ok = " ".join(name for name, code in codes.items() if not code)
    say(f"Passed: {ok or 'nothing'}. {time.monotonic() - began:.0f} seconds.")
    return next((code for code in codes.values() if code), 0)


def steps_of(
    args: list[str], outside: dict[str, str], *, has_browser: bool
) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return what to run, in order; arguments mean a developer in a hurry, who wants pytest alone."""
    manage = [str(part) for part in portal.MANAGE]
    ruff = str(VENV / "bin" / "ruff")
    inside = {
        name: value for name, value in outside.items() if name not in {"SITE_URL", "ALLOWED_HOSTS", "DEMO"}
    }
    steps = {"messages": ([*manage, "compilemessages"], outside)}
    if args:
        return steps | {"pytest": ([*PYTEST, *args], inside)}
    return steps | {
        "ruff": ([ruff, "check", "."], outside),
        "format": ([ruff, "format", "--check", "--quiet", "."], outside),
        "mypy": ([str(PYTHON), "-m", "mypy", "."], outside),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], outside),
        "deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], {**outside, **example()}),
        "pytest": ([*PYTEST, "-n", "2", *([] if has_browser else ["-m", "not browser"])], inside),
    }


def run_step(name: str, argv: list[str], env: dict[str, str]) -> int:
    say(f"— {name}")
    return subprocess.call(argv, cwd=ROOT, env=env)


def example() -> dict[str, str]:
    """Return the settings of .env.example, which must pass the deploy check as they stand."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def bench(args: list[str]) -> int:
    """Start a whole portal without limits and tell bench/ its address and processes."""
    environment.ensure()
    port = free_port()
    with throwaway() as (place, crew):
        os.environ.update(LIMIT_SUBMIT="off", LIMIT_TRACK="off", LIMIT_LOGIN="off", LIMIT_LETTERS="off")
        os.environ["LIMIT_UPLOAD"] = "off"
        settings = portal.start_servers(place, crew, port, durable=True, given={})
        portal.prepare(place, settings, demo=True)
        portal.start_processes(place, crew, settings, port)
        portal.await_ready(crew, settings, port)
        pids = ",".join(f"{name}:{pid}" for name, pid in {"dev": os.getpid(), **crew.pids()}.items())
        told = {"BENCH_URL": settings["SITE_URL"], "BENCH_PIDS": pids}
        told |= {portal.OWNER: settings[portal.OWNER], "VAR": str(place.var)}
        return subprocess.call(
            [str(PYTHON), "-m", "bench", *args], cwd=ROOT, env=portal.serving(settings) | told
        )
