"""A whole portal on servers of its own that scenarios may kill, and the count of what came through."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from launch import portal
from launch.crew import Crew
from launch.environment import ROOT
from launch.place import Place
from launch.servers import Postgres, free_port
from tests.chaos.visitor import Form, Visitor
from tests.faultproxy import FaultProxy
from tests.mailbox import Mailbox

FILL_SECONDS = 3.2  # what the form asks a person to take
UNSENT = ("held", "pending", "sending")


@dataclass
class Tally:
    """What all scenarios together sent, and what became of it."""

    forms: int = 0
    cases: int = 0
    letters: int = 0
    doubles: int = 0
    lost: int = 0

    def __str__(self) -> str:
        return (
            f"{self.forms} forms accepted, {self.cases} cases, {self.letters} letters, "
            f"{self.doubles} doubles (same Message-ID, after a kill or a hang-up), {self.lost} lost"
        )


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Rig:
    def __init__(self, place: Place, crew: Crew, mailbox: Mailbox) -> None:
        self.place, self.crew, self.mailbox = place, crew, mailbox
        self.port = free_port()
        self.tally = Tally()
        self.settings = portal.start_servers(place, crew, self.port, durable=True, given={})
        self.server = Postgres(place.server_home(), place.keys()["POSTGRES_PASSWORD"], durable=True)
        self.valkey = self.settings["REDIS_URL"]
        real = self.valkey.rpartition(":")[2].partition("/")[0]
        self.broker = FaultProxy(("127.0.0.1", int(real)))
        self.smtp = FaultProxy(mailbox.address)
        self.settings |= self._own_settings(real)
        self.visitor = Visitor(self.port)

    def _own_settings(self, real_port: str) -> dict[str, str]:
        """What the test run's environment says is not meant for this portal."""
        return {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEMO": "1",
            "MAIL_DIR": str(self.place.mail),
            "STATIC_ROOT": str(self.place.static),
            "REDIS_URL": self.valkey.replace(f":{real_port}/", f":{self.broker.port}/"),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
            "LIMIT_SUBMIT": "100000/hour",
            "LIMIT_TRACK": "off",
            "LIMIT_LOGIN": "off",
        }

    @classmethod
    @contextlib.contextmanager
    def running(cls) -> Iterator["Rig"]:
        place = Place(Path(tempfile.mkdtemp(prefix="chaos-")).resolve())
        place.var.chmod(0o711)
        place.make()
        place.take()
        crew = Crew(place.logs)
        try:
            with Mailbox.listening() as mailbox:
                rig = cls(place, crew, mailbox)
                portal.prepare(place, rig.settings, demo=True)
                portal.start_processes(place, crew, rig.settings, rig.port)
                portal.await_ready(crew, rig.settings, rig.port)
                rig.drain()
                yield rig
        finally:
            crew.stop("web", "worker", "beat")
            crew.stop()
            place.let_go()
            place.erase()

    def forms(self, count: int) -> list[Form]:
        """Open forms and wait as long as a person writes."""
        with ThreadPoolExecutor(8) as pool:
            forms = list(pool.map(lambda _n: self.visitor.open_form(), range(count)))
        time.sleep(FILL_SECONDS)
        return forms

    def submit(self, forms: Sequence[Form], threads: int = 4, visitor: Visitor | None = None) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map((visitor or self.visitor).insist, forms))

    def pid(self, name: str) -> int:
        return self.crew.members[name][0].pid

    def kill(self, name: str) -> None:
        """kill -9 of a process and all it started."""
        process, _ending = self.crew.members.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def start(self, name: str) -> None:
        portal.start_process(name, self.place, self.crew, self.settings, self.port)

    def terminate(self, name: str, seconds: float) -> int:
        """SIGTERM, as a service manager ends it; return its exit status."""
        process, _ending = self.crew.members.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(seconds)

    def start_through(self, name: str, shell: str, argv: Sequence[str | Path], **options: Any) -> None:
        """Start a process of the portal by a line of sh in which "$@" stands for it."""
        environment = portal.serving(self.settings) | {"CELERY_SKIP_CHECKS": "1"}
        self.crew.start(name, ["sh", "-c", shell, "sh", *argv], env=environment, cwd=ROOT, **options)

    @contextlib.contextmanager
    def frozen_database(self) -> Iterator[None]:
        """SIGSTOP of the server and all its processes: sockets stay open and nothing answers."""
        server = self.pid("postgres")
        os.kill(server, signal.SIGSTOP)  # first, so that it starts no further one
        pids = [server, *children(server)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in reversed(pids):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def crash_backend(self) -> None:
        """kill -9 of one server process: PostgreSQL ends every session and recovers from its log."""
        with self.database() as database:
            [(victim,)] = database.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'portal' "
                "AND pid <> pg_backend_pid() LIMIT 1"
            ).fetchall() or [(database.info.backend_pid,)]
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)

    def crash_server(self, away: float) -> None:
        """An immediate stop of the whole server, which is a crash to its data, and a start."""
        process, _ending = self.crew.members.pop("postgres")
        process.send_signal(signal.SIGQUIT)
        process.wait(30)
        time.sleep(away)
        self.server.start(self.crew)
        self.until(self.answers_sql, 60)

    def answers_sql(self) -> bool:
        try:
            with self.database() as database:
                return database.execute("SELECT true").fetchone() == (True,)
        except psycopg.Error:
            return False

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(portal.owning(self.settings)["DATABASE_URL"], autocommit=True)

    def order(self, command: str) -> None:
        """Give Valkey an order past the proxy."""
        port = int(self.valkey.rpartition(":")[2].partition("/")[0])
        password = self.valkey.partition("//:")[2].partition("@")[0]
        with socket.create_connection(("127.0.0.1", port), 5) as line, line.makefile("rb") as replies:
            line.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
            assert [replies.readline(), replies.readline()] == [b"+OK\r\n"] * 2

    def manage(self, *args: str) -> str:
        argv = [str(part) for part in (*portal.MANAGE, *args)]
        done = subprocess.run(
            argv, cwd=ROOT, env=portal.serving(self.settings), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_worker(self) -> None:
        """Start the worker and wait until it takes tasks: before that a signal only ends a start."""
        self.start("worker")
        log = self.place.logs / "worker.log"
        self.until(lambda: " ready." in log.read_text(errors="replace"), 90)

    def beats(self) -> bool:
        """Whether beat, broker and worker answered together in the last minute."""
        return portal.readiness(self.port, "127.0.0.1").get("heartbeat_seconds") is not None

    @staticmethod
    def p95(forms: Sequence[Form]) -> float:
        times = sorted(second for form in forms for second in form.seconds)
        return times[int(len(times) * 0.95)]

    def until(self, condition: Callable[[], bool], seconds: float) -> None:
        ends_at = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < ends_at, f"not within {seconds} seconds"
            time.sleep(0.2)

    def unsent(self) -> int:
        with self.database() as database:
            [(count,)] = database.execute(
                "SELECT count(*) FROM outbox_letter WHERE medium = 'email' AND "
                "(state = ANY(%s) OR state = 'unknown' AND next_at IS NOT NULL)",
                [list(UNSENT)],
            ).fetchall()
        return int(str(count))

    def waiting(self) -> list[tuple[object, ...]]:
        """Kind, state and how many of the letters that have not left, for who reads a failure."""
        with self.database() as database:
            return database.execute(
                "SELECT kind, state, count(*), min(next_at) FROM outbox_letter "
                "WHERE state NOT IN ('sent', 'cancelled') GROUP BY 1, 2"
            ).fetchall()

    def drain(self) -> None:
        """Send all that waits: pauses between tries pass at once, leases run out by themselves."""
        ends_at = time.monotonic() + 150
        while self.unsent():
            assert time.monotonic() < ends_at, f"letters still wait: {self.waiting()}"
            with self.database() as database:
                database.execute(
                    "UPDATE outbox_letter SET next_at = now() WHERE state IN ('pending', 'unknown') "
                    "AND next_at IS NOT NULL"
                )
            self.manage("relay", "--once")
            time.sleep(0.5)

    def settle(self, forms: Sequence[Form], *, doubles: int = 0, undeliverable: int = 0) -> None:
        """Send what waits, then hold the three laws against what was accepted; count it."""
        self.drain()
        accepted = [form for form in forms if form.code]
        with self.database() as database:
            rows = database.execute(
                "SELECT substring(body FROM 'mốc[0-9a-f]{12}') FROM feedback_submission "
                "WHERE body LIKE '%mốc%'"
            ).fetchall()
        stored = Counter(str(marker) for (marker,) in rows)
        sent: dict[str, list[str]] = {}
        for message in list(self.mailbox.messages):
            sent.setdefault(str(message["To"]), []).append(str(message["Message-ID"]))
        lost = [form for form in accepted if not stored[form.marker] or not self.visitor.opens_case(form)]
        silent = [form for form in accepted if form.email and form.email not in sent]
        copies = [sent[form.email] for form in accepted if form.email in sent]
        again = sum(len(ids) - 1 for ids in copies)
        self.tally.forms += len(accepted)
        self.tally.cases += sum(stored[form.marker] for form in forms)
        self.tally.letters += len(copies)
        self.tally.doubles += again
        self.tally.lost += len(lost) + max(0, len(silent) - undeliverable)

        assert len(accepted) == len(forms), [form.refusals[-3:] for form in forms if not form.code]
        assert lost == []
        assert len(silent) == undeliverable
        assert max(stored[form.marker] for form in forms) == 1
        assert all(len(set(ids)) == 1 for ids in copies)
        assert again <= doubles
