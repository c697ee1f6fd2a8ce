"""The portal on top of its servers: environment, preparation, the three processes, and when they answer."""

import contextlib
import hashlib
import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from launch import servers
from launch.crew import Crew
from launch.environment import LOCK, PYTHON, ROOT
from launch.place import KEYS, Place
from launch.shell import Argv, Refusal, quiet, say, tail

SOURCES = ("portal", "officials", "feedback", "sessions_app", "reports", "templates", "locale")
OWNER = "OWNER_DATABASE_URL"
ADDRESSES = ("DATABASE_URL", "REDIS_URL")
MANAGE: list[str | Path] = [PYTHON, ROOT / "manage.py"]
# Quiet: its banner goes past the log, and with no room there it would not start.
CELERY: list[str | Path] = [PYTHON, "-m", "celery", "-A", "portal", "--quiet"]
# A letter may wait a moment while all cores are busy; the person who just pressed the button may not.
LATER = ("nice", "-n", "10")


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT={text} is not a port number.")
    return int(text)


def free_chosen_port() -> int:
    """Return PORT; raise Refusal when we may not or somebody else does listen there."""
    port = chosen_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal(
                f"Port {port} needs more rights than you have. Choose one above 1023: PORT=8001 ./dev run"
            ) from None
        except OSError:
            raise Refusal(f"Port {port} is taken. Choose another one: PORT={port + 1} ./dev run") from None
    return port


def given_addresses() -> dict[str, str]:
    return {name: os.environ[name] for name in ADDRESSES if os.environ.get(name)}


def start_servers(
    place: Place, crew: Crew, port: int, *, durable: bool, given: dict[str, str]
) -> dict[str, str]:
    """Start the servers and return the settings the portal runs with; what the environment sets wins."""
    keys = place.keys()
    addresses = servers.start(crew, place.server_home(), keys, durable=durable, given=given)
    settings = {
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEMO": "0" if "DATABASE_URL" in given else "1",  # nobody else's database gets demo accounts unasked
        "MAIL_DIR": str(place.mail),
        "STATIC_ROOT": str(place.static),
        "UPLOAD_DIR": str(place.uploads),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    settings = {name: os.environ.get(name) or value for name, value in settings.items()}
    return settings | {name: keys[name] for name in KEYS} | addresses


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a digest of the files' names, sizes and times: equal means nothing needs preparing again."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix not in {".pyc", ".mo"} and file.is_file():
                seen = file.stat()
                digest.update(f"{file} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def serving(settings: dict[str, str]) -> dict[str, str]:
    """The environment of what serves and of commands: the role that owns no table."""
    return {**os.environ, **{name: value for name, value in settings.items() if name != OWNER}}


def owning(settings: dict[str, str]) -> dict[str, str]:
    """The environment of migrations and tests, which make and alter tables."""
    return {**serving(settings), "DATABASE_URL": settings.get(OWNER) or settings["DATABASE_URL"]}


def prepare(place: Place, settings: dict[str, str], *, demo: bool) -> None:
    """Compile, migrate, seed, collect and load the demo where the sources changed since the last time."""
    stamps = place.read_stamps()
    code = fingerprint(ROOT / name for name in SOURCES) + settings["DATABASE_URL"].split("@")[-1]
    static = fingerprint([ROOT / "static", LOCK])
    compiled = all(po.with_suffix(".mo").exists() for po in ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    collected = stamps.get("static") == static and any(place.static.iterdir())
    log = place.logs / "prepare.log"
    log.unlink(missing_ok=True)
    if stamps.get("code") != code or not compiled or not collected or given_addresses():
        say("Preparing the database, the catalogue and the static files …")
        argv = [*MANAGE, "prepare", *([] if collected else ["--static"])]
        argv += ["--role", servers.ROLE] if OWNER in settings else []
        quiet("The portal could not be prepared.", argv, log, env=owning(settings), cwd=ROOT)
        stamps |= {"code": code, "static": static}
    if demo and settings["DEMO"] == "1" and not stamps.get("demo"):
        say("Loading the demo …")
        load_demo(place, serving(settings), log)
        stamps["demo"] = True
    place.write_stamps(stamps)


def load_demo(place: Place, environment: dict[str, str], log: Path) -> None:
    argv = [str(part) for part in (*MANAGE, "demo")]
    with log.open("ab") as errors:
        done = subprocess.run(
            argv, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, check=False
        )
    if done.returncode:
        raise Refusal(f"The demo could not be loaded. The end of {log}:\n{tail(log)}")
    place.accounts.touch(mode=0o600)
    place.accounts.write_bytes(done.stdout)


def start_processes(place: Place, crew: Crew, settings: dict[str, str], port: int) -> None:
    for name in ("worker", "beat", "web"):
        start_process(name, place, crew, settings, port)


def start_process(name: str, place: Place, crew: Crew, settings: dict[str, str], port: int) -> None:
    environment = serving(settings) | {"PYTHONUNBUFFERED": "1"}
    # One pool of memory for all threads: one a thread costs 12 MB, and only one runs Python at a time anyway.
    environment["MALLOC_ARENA_MAX"] = "1"
    environment["CELERY_SKIP_CHECKS"] = "1"  # prepare made them; they load every page into worker and beat
    argv: dict[str, Argv] = {
        "worker": [
            *LATER,
            *CELERY,
            "worker",
            "--concurrency=1",
            "--loglevel=INFO",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*CELERY, "beat", f"--schedule={place.live / 'schedule'}", "--pidfile=", "--loglevel=INFO"],
        "web": [PYTHON, "-m", "portal.serving", f"--listen=127.0.0.1:{port}", "--threads=4"],
    }
    crew.start(name, argv[name], env=environment, cwd=ROOT)


def await_ready(crew: Crew, settings: dict[str, str], port: int) -> None:
    """Wait until the web answers and a task that beat sent after our start was done by the worker."""
    began = time.monotonic()
    host = settings["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".").replace("*", "localhost")
    last: dict[str, Any] = {}

    def answers() -> bool:
        last.update(readiness(port, host))
        heartbeat = last.get("heartbeat_seconds")
        time.sleep(0.2 if last else 0)  # each answer costs the processes still starting
        return heartbeat is not None and heartbeat < time.monotonic() - began

    silent = "The portal did not answer within a minute; the last word of /readyz: {}."
    crew.wait_until(answers, 60, lambda: silent.format(last or "nothing"))


def readiness(port: int, host: str) -> dict[str, Any]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError), contextlib.closing(line):
        line.request("GET", "/readyz", headers={"Host": host})
        found: dict[str, Any] = json.loads(line.getresponse().read())
        return found
    return {}
