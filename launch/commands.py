"""The commands run, manage, stop and reset."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO

from launch import environment, portal, servers
from launch.crew import Crew
from launch.place import Place
from launch.shell import Refusal, say

UNPREPARED = {"check", "compilemessages", "help", "makemessages", "makemigrations"}
UNPREPARED |= {"migrate", "prepare", "restore"}
OWNERS = {"fill", "flush", "grant", "migrate", "prepare", "restore", "sqlflush"}
UNSTAMPING = {"flush", "migrate", "restore", "sqlflush"}
STOP_SECONDS = 40


@contextlib.contextmanager
def crew_of(place: Place) -> Iterator[Crew]:
    """Give a crew that is stopped at the end whatever happens: the portal first, then its servers."""
    crew = Crew(place.logs)
    try:
        yield crew
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        crew.stop("web", "worker", "beat")
        crew.stop()
        place.let_go()


def run(args: list[str]) -> int:
    refuse_arguments("run", args)
    port = portal.free_chosen_port()
    environment.ensure()
    place = Place.from_environment()
    place.make()
    if not place.take():
        raise place.refuse_taken()
    with crew_of(place) as crew:
        settings = portal.start_servers(place, crew, port, durable=True, given=portal.given_addresses())
        place.write_note("run", settings)
        portal.prepare(place, settings, demo=True)
        portal.start_processes(place, crew, settings, port)
        portal.await_ready(crew, settings, port)
        if settings["DEMO"] == "1" and place.accounts.exists():
            say(place.accounts.read_text(encoding="utf-8").rstrip())
        say(f"Ready: http://127.0.0.1:{port}")
        while True:
            crew.check()
            time.sleep(0.3)


def manage(args: list[str]) -> int:
    environment.ensure()
    place = Place.from_environment()
    place.make()
    with (place.var / "users").open("a") as users:
        if not place.take():
            return manage_beside(place, users, args)
        with crew_of(place) as crew:
            settings = portal.start_servers(
                place, crew, portal.chosen_port(), durable=True, given=portal.given_addresses()
            )
            if not place.read_stamps() and not UNPREPARED & set(args[:1]):
                portal.prepare(place, settings, demo=False)
            place.write_note("manage", settings)
            code = call_manage(place, settings, args)
            fcntl.flock(users, fcntl.LOCK_EX)  # somebody beside us may still use these servers
            return code


def manage_beside(place: Place, users: IO[str], args: list[str]) -> int:
    """Run against the servers of a ./dev that is up already."""
    note = place.read_note()
    if not note:
        raise Refusal(f"Another ./dev is just starting in {place.var}. Try again in a moment.")
    fcntl.flock(users, fcntl.LOCK_SH)
    return call_manage(place, note["env"], args)


def call_manage(place: Place, settings: dict[str, str], args: list[str]) -> int:
    signal.signal(signal.SIGINT, lambda number, frame: None)  # Ctrl-C is for the command
    argv = [str(part) for part in portal.MANAGE]
    environment = portal.owning(settings) if OWNERS & set(args[:1]) else portal.serving(settings)
    if args[:1] == ["restore"] and portal.OWNER in settings:
        args = [*args, "--role", servers.ROLE]
    code = subprocess.call([*argv, *args], env=environment)
    if UNSTAMPING & set(args[:1]):
        place.stamps.unlink(missing_ok=True)
    return code if code >= 0 else 128 - code


def stop(args: list[str]) -> int:
    refuse_arguments("stop", args)
    place = Place.from_environment()
    if not place.var.exists() or place.take():
        say(f"Nothing runs in {place.var}.")
        return 0
    note = place.read_note()
    if not note:
        raise Refusal(f"The ./dev in {place.var} is just starting. Try again in a moment.")
    os.kill(note["pid"], signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while not place.take():
        if time.monotonic() > until:
            raise Refusal(f"Process {note['pid']} did not stop within {STOP_SECONDS} seconds.")
        time.sleep(0.1)
    say("Stopped.")
    return 0


def reset(args: list[str]) -> int:
    refuse_arguments("reset", args)
    place = Place.from_environment()
    if not place.keys_file.exists():
        say(f"Nothing to delete in {place.var}.")
        return 0
    if not place.take():
        raise place.refuse_taken()
    say(f"This deletes the database, the letters, the logs and the keys in {place.var}.")
    print("Type yes to delete: ", end="", flush=True)
    if sys.stdin.readline().strip().lower() != "yes":
        say("Nothing was deleted.")
        return 1
    place.erase()
    say("Deleted.")
    return 0


def refuse_arguments(command: str, args: list[str]) -> None:
    if args:
        raise Refusal(
            f"./dev {command} takes no arguments; settings are environment variables: PORT=8001 ./dev run"
        )
