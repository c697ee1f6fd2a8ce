"""Making a backup and putting one back; a restored copy sends no letter until somebody releases it."""

import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.operations import archive, clients
from portal.operations.models import Backup
from portal.outbox import gate

# In one transaction with the data: no worker ever sees the restored letters with an open gate.
BEFORE = """
SET lock_timeout = '10s';
SET client_min_messages = error;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""
LEFT_OUT = "--no-owner", "--no-privileges"  # another server has other roles; `grant` gives the rights


def back_up(path: Path) -> Backup:
    """Write database and uploaded files into one new file; raise FileExistsError rather than overwrite."""
    with (
        archive.created(path) as file,
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as kept,
    ):
        dump = Path(kept) / archive.DUMP
        clients.run("pg_dump", ["--format=custom", f"--file={dump}"])
        # Files after the database: one more than the rows know does no harm, one less would.
        files = archive.write(file, dump, _uploads())
        return Backup.objects.create(size=file.tell(), files=files)


def restore(path: Path) -> int:
    """Replace what the database holds and put the files back; return how many.

    Raises archive.Unusable or clients.ClientFailed, and has then changed nothing in the database.
    """
    connection.close()
    try:
        with tarfile.open(path) as tar, tempfile.TemporaryDirectory(prefix="restore-") as kept:
            archive.verify(tar)
            uploads = _uploads()
            files = archive.extract_uploads(tar, uploads) if uploads is not None else 0
            dump = Path(kept) / archive.DUMP
            archive.extract_dump(tar, dump)
            _load(dump)
            return files
    except (tarfile.TarError, EOFError) as error:
        raise archive.Unusable("This file is no backup, or not a whole one.") from error


def holds_rows() -> bool:
    """Whether the database has any table: a restore would replace it."""
    return bool(connection.introspection.table_names())


def _load(dump: Path) -> None:
    """Feed psql the dump as SQL between our own orders, all in one transaction."""
    with tempfile.TemporaryFile() as complaints:
        psql = clients.start(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        assert psql.stdin is not None
        failure: Exception | None = None
        try:
            psql.stdin.write(BEFORE.encode())
            psql.stdin.flush()
            clients.run("pg_restore", [*LEFT_OUT, "--file=-", str(dump)], stdout=psql.stdin)
            psql.stdin.write(gate.CLOSE.encode())
            psql.stdin.close()
        except (clients.ClientFailed, OSError) as error:
            failure = error
        _await(psql, failed=failure is not None)
        if psql.returncode:
            complaints.seek(0)
            said = clients.first_line(complaints.read())
            raise clients.ClientFailed(f"psql failed: {said}") from failure


def _await(psql: subprocess.Popen[bytes], *, failed: bool) -> None:
    """Let psql end; one whose input broke off is killed, for the end of its input would make it commit."""
    try:
        psql.wait(2 if failed else None)
    except subprocess.TimeoutExpired:
        psql.kill()
        psql.wait()


def _uploads() -> Path | None:
    folder = getattr(settings, "UPLOAD_DIR", None)
    return Path(folder) if folder else None
