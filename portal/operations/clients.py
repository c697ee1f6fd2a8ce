"""PostgreSQL's own client programs: where they are, how they reach the database, what they complain of."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection

# libpq's words for what Django hands to psycopg; the web's time limits are left out, a dump takes longer.
VARIABLES = {
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class ClientFailed(Exception):
    """A client program is missing or ended with an error; the message is a sentence and its last words."""


def start(name: str, *args: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start pg_dump, pg_restore or psql on the portal's database; no password stands in its arguments."""
    try:
        return subprocess.Popen([_program(name), *args], env=_environment(), **options)  # noqa: S603
    except OSError as error:
        raise ClientFailed(f"{name} cannot be run: {error.strerror}.") from error


def run(name: str, args: Sequence[str], **options: Any) -> None:
    """Run a client to its end; raise ClientFailed with the first line it complained in."""
    process = start(name, *args, stderr=subprocess.PIPE, **options)
    _out, complaint = process.communicate()
    if process.returncode:
        raise ClientFailed(f"{name} failed: {first_line(complaint)}")


def first_line(complaint: bytes) -> str:
    """What went wrong; the lines after it may quote a row."""
    return next((line for line in complaint.decode(errors="replace").splitlines() if line), "no word why")


def _program(name: str) -> str:
    found = shutil.which(name, path=settings.PG_BIN or None)
    if found is None:
        raise ClientFailed(
            f"{name} was not found. Install PostgreSQL's client, or name its folder in PG_BIN."
        )
    return found


def _environment() -> dict[str, str]:
    given = connection.get_connection_params()
    return os.environ | {
        variable: str(given[name]) for name, variable in VARIABLES.items() if given.get(name) is not None
    }
