"""Turns the words after ./dev into a command, and every expected failure into a sentence and an exit code."""

import errno
import signal
import sys
from types import FrameType

from launch import checks, commands
from launch.shell import Interrupted, Refusal

COMMANDS = {
    "run": commands.run,
    "test": checks.test,
    "bench": checks.bench,
    "manage": commands.manage,
    "stop": commands.stop,
    "reset": commands.reset,
}


def interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted(number)


def main(args: list[str], usage: str) -> int:
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no Vietnamese shows ? instead of failing
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not args or args[0] in {"-h", "--help", "help"}:
        print(usage)
        return 0 if args else 2
    command = COMMANDS.get(args[0])
    if command is None:
        print(f"./dev knows no command {args[0]}.\n\n{usage}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        return command(args[1:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    except Interrupted as stopped:
        print("\nStopped.")
        return 0 if args[0] == "run" else 128 + int(stopped.args[0])


def sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}. Free some space and try again."
    return f"./dev cannot go on: {error.strerror or error}{where}."
