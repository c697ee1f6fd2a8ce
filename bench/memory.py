"""What processes weigh; the portal's web server after everything the bench asked of it."""

import os
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure


def figures() -> Iterator[Figure]:
    web = processes()["web"]
    yield Figure("web process after the bench, PSS", weight(web), "MB", at_most=120)
    yield Figure("web process after the bench, RSS", resident(web), "MB")


def processes() -> dict[str, int]:
    """Return the pids of the portal under measure, by name."""
    pairs = (pair.split(":") for pair in os.environ["BENCH_PIDS"].split(","))
    return {name: int(pid) for name, pid in pairs}


def weight(root: int) -> float:
    """Megabytes of a process and all below it; pages that several share are counted once (PSS)."""
    return sum(_kilobytes(pid, "Pss:") for pid in family(root)) / 1024


def resident(pid: int) -> float:
    return _kilobytes(pid, "Rss:") / 1024


def _kilobytes(pid: int, name: str) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) for row in rows if row.startswith(name))


def family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(parents.get(pid, ()))
    return found
