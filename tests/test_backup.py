"""A backup put back: whole or refused, without keys, and silent until somebody releases it."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.operations.models import Backup
from portal.outbox import claims, gate, queue
from portal.outbox.models import Gate, Letter
from tests.feedback.desk import Desk

ROOT = Path(__file__).resolve().parent.parent


def shut() -> None:
    with connection.cursor() as cursor:
        cursor.execute(gate.CLOSE)


def written(key: str = "1") -> Letter:
    draft = queue.Draft(kind="received", recipient="nguoi.gui@example.vn", subject="Số 7KQ", body="Đã nhận.")
    return queue.enqueue(draft, key=key)


class Copy:
    """An empty database beside the tests' own, and manage.py run on it as an operator would."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, f"{connection.settings_dict['NAME']}_copy"
        self.url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()

    def manage(self, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DATABASE_URL": self.url, "MAIL_DIR": str(self.mail), **variables}
        return subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def mail(self) -> Path:
        return self.folder / "mail"


@pytest.fixture
def copy(tmp_path: Path, transactional_db: None) -> Iterator[Copy]:
    copy = Copy(tmp_path)
    server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    server.execute(f'DROP DATABASE IF EXISTS "{copy.name}"')
    server.execute(f'CREATE DATABASE "{copy.name}" TEMPLATE template0')
    yield copy
    server.execute(f'DROP DATABASE IF EXISTS "{copy.name}" WITH (FORCE)')
    server.close()


@pytest.fixture
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    (settings.UPLOAD_DIR / "ab").mkdir(parents=True)
    (settings.UPLOAD_DIR / "ab" / "cd").write_bytes(b"sealed bytes")
    return settings.UPLOAD_DIR


def test_copy_holds_every_row_and_sends_nothing_until_released(copy: Copy, uploads: Path) -> None:
    Desk.opened().opinion(contact={"email": "dan@example.vn"})
    waiting = Letter.objects.filter(state="pending").count()
    file, second = copy.folder / "portal.backup", copy.folder / "second"
    call_command("backup", str(file))

    restored = copy.manage("restore", str(file))
    silent = copy.manage("relay", "--once")
    assert (silent.stdout, copy.mail.exists()) == ("0 letters sent\n", False), restored.stderr

    # The copy is whole enough to be backed up and put over itself, and stays silent.
    copy.manage("backup", str(second))
    refused = copy.manage("restore", str(second))
    replaced = copy.manage("restore", str(second), "--yes")
    assert (refused.returncode, "--yes" in refused.stderr) == (1, True)
    assert replaced.returncode == 0, replaced.stderr

    released = copy.manage("release")
    sent = copy.manage("relay", "--once")

    assert waiting == 1
    assert released.stdout == "1 letters may leave now\n"
    assert (sent.stdout, len(list(copy.mail.iterdir()))) == ("1 letters sent\n", 1)


@pytest.mark.django_db(transaction=True)
def test_backup_holds_files_and_no_key_and_is_its_owners_alone(
    tmp_path: Path, uploads: Path, settings: Any
) -> None:
    file = tmp_path / "portal.backup"

    call_command("backup", str(file))

    held = file.read_bytes()
    keys = [settings.SECRET_KEY, *settings.FIELD_KEYS, settings.INDEX_KEY, settings.CODE_KEY]
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["database.dump", "uploads/ab/cd", "manifest.json"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [key for key in keys if key.encode() in held]
    assert list(tmp_path.glob(".backup-*")) == []
    assert Backup.objects.values_list("files", "size").get() == (1, len(held))


def test_backup_overwrites_nothing(tmp_path: Path, db: None) -> None:
    file = tmp_path / "portal.backup"
    file.write_text("the last good one")

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(file))

    assert file.read_text() == "the last good one"
    assert not Backup.objects.exists()


def test_failed_backup_leaves_no_file(tmp_path: Path, db: None, settings: Any) -> None:
    settings.PG_BIN = str(tmp_path)

    with pytest.raises(CommandError, match="pg_dump was not found"):
        call_command("backup", str(tmp_path / "portal.backup"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("spoil", ["cut", "altered", "nonsense"])
def test_spoilt_backup_is_refused_and_changes_nothing(tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "portal.backup"
    call_command("backup", str(file))
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes({"cut": held[: len(held) // 2], "altered": held, "nonsense": b"x" * 2000}[spoil])

    with pytest.raises(CommandError, match="backup"):
        call_command("restore", str(file), "--yes")

    assert Backup.objects.count() == 1
    assert gate.closed_since() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "other"),
    [("FIELD_KEYS", ["YW5vdGhlci1maWVsZC1rZXktb2YtMzItYnl0ZXMhISE="]), ("INDEX_KEY", "another")],
)
def test_backup_is_not_put_back_under_other_keys(
    tmp_path: Path, settings: Any, name: str, other: object
) -> None:
    file = tmp_path / "portal.backup"
    call_command("backup", str(file))
    setattr(settings, name, other)

    with pytest.raises(CommandError, match=name):
        call_command("restore", str(file), "--yes")


@pytest.mark.django_db(transaction=True)
def test_database_with_tables_is_not_replaced_unasked(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(tmp_path / "any"))


@pytest.mark.django_db
def test_closed_gate_stops_sweep_and_delivery(smtp: Any) -> None:
    letter = written()
    shut()

    assert queue.deliver(letter.pk) is None
    assert queue.sweep() == 0

    assert smtp.messages == []
    assert gate.closed_since() is not None


@pytest.mark.django_db
def test_days_behind_the_gate_are_not_days_tried(smtp: Any) -> None:
    claims.claim(written().pk)
    Letter.objects.update(next_at="2026-01-01T00:00Z", give_up_at="2026-01-02T00:00Z")
    shut()
    queue.sweep()

    assert gate.release() == 1

    assert queue.sweep() == 1
    assert gate.release() == 0
    assert Gate.objects.get().closed_at is None
