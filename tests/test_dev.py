"""./dev: its refusals are sentences, its servers are closed to others, and nothing it starts outlives it."""

import ast
import fcntl
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from launch import chromium, environment, servers, shell
from launch.crew import Crew
from launch.place import KEYS, Place
from launch.shell import Refusal

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("v") / "var")
    place.make()
    yield place
    place.let_go()
    place.erase()


@pytest.fixture
def crew(place: Place) -> Iterator[Crew]:
    crew = Crew(place.logs)
    yield crew
    crew.stop()


def dev(*args: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ./dev to its end on servers it need not start."""
    given = {"DATABASE_URL": "postgres://nobody@127.0.0.1/x", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return subprocess.run(
        [sys.executable, str(ROOT / "dev"), *args],
        env={**os.environ, **given, **variables},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def is_refusal(done: subprocess.CompletedProcess[str], words: str) -> bool:
    return done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr


def ended(pid: int, seconds: float = 10) -> bool:
    """Wait for the process to be gone, or a zombie where nobody collects orphans."""
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_taken_port_is_said_with_another_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = dev("run", PORT=str(port), VAR=str(tmp_path / "var"))

    assert is_refusal(done, f"Port {port} is taken. Choose another one: PORT={port + 1} ./dev run")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["0", "x", "70000", "-1"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    done = dev("run", PORT=port, VAR=str(tmp_path / "var"))

    assert is_refusal(done, f"PORT={port} is not a port number.")


def test_the_executable_is_readable_by_old_pythons_and_refuses_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ast.parse((ROOT / "dev").read_text(), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(sys, "argv", ["dev", "run"])

    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "dev"), run_name="__main__")

    assert stopped.value.code == 1
    assert "needs Python 3.11 or newer; this is 3.10.4" in capsys.readouterr().err


def test_a_missing_venv_module_is_said_with_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "PIP", tmp_path / "pip")
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "find_spec", lambda name: None)

    with pytest.raises(Refusal, match="apt install python3-venv"):
        environment.ensure()


def test_a_full_disk_is_said_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shell.shutil, "disk_usage", lambda folder: FullDisk)

    with pytest.raises(Refusal, match="The disk is full: .* has 3 MB free"):
        shell.check_disk(tmp_path, 150)


class FullDisk:
    free = 3 * 2**20


def test_a_log_that_ran_out_of_disk_says_so(tmp_path: Path) -> None:
    argv = ["sh", "-c", "echo 'could not write: No space left on device'; exit 1"]

    with pytest.raises(Refusal, match="^The disk is full. It broke. The end of"):
        shell.quiet("It broke.", argv, tmp_path / "log")


def test_a_second_dev_in_the_same_var_is_refused_by_name(place: Place) -> None:
    place.take()
    place.write_note("run", {})

    done = dev("run", PORT=str(servers.free_port()), VAR=str(place.var))

    assert is_refusal(done, f"Another ./dev uses {place.var} (process {os.getpid()}, ./dev run).")


def test_manage_beside_a_running_dev_uses_its_servers_and_passes_the_exit_code(place: Place) -> None:
    place.take()
    place.write_note("run", {**place.keys(), "SITE_URL": "http://127.0.0.1:1", "DEMO": "1"})

    script = "import os; print(os.environ['SITE_URL']); raise SystemExit(7)"
    done = dev("manage", "shell", "-v0", "-c", script, VAR=str(place.var))

    assert (done.stdout.strip(), done.returncode) == ("http://127.0.0.1:1", 7)


def test_stop_and_reset_say_when_there_is_nothing(tmp_path: Path) -> None:
    stop, reset = (dev(command, VAR=str(tmp_path)) for command in ("stop", "reset"))

    assert (stop.returncode, stop.stdout) == (0, f"Nothing runs in {tmp_path}.\n")
    assert (reset.returncode, reset.stdout) == (0, f"Nothing to delete in {tmp_path}.\n")


def test_reset_deletes_after_a_yes_only_and_only_what_dev_made(place: Place) -> None:
    place.keys()
    (place.var / "mine").touch()

    refused = dev("reset", stdin="y\n", VAR=str(place.var))
    kept = place.keys_file.exists()
    done = dev("reset", stdin="yes\n", VAR=str(place.var))
    left = [path.name for path in place.var.iterdir()]
    (place.var / "mine").unlink()

    assert (refused.returncode, kept, done.returncode) == (1, True, 0)
    assert left == ["mine"]
    place.make()


def test_keys_are_made_once_for_their_owner_alone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)

    first = place.keys()
    monkeypatch.setenv("INDEX_KEY", "from the environment")
    monkeypatch.setenv("POSTGRES_PASSWORD", "somebody's; DROP TABLE")

    assert place.keys() == first | {"INDEX_KEY": "from the environment"}
    assert place.keys_file.stat().st_mode & 0o777 == 0o600


def test_servers_live_in_var_unless_their_socket_would_not_fit() -> None:
    long = Place(Path("/tmp") / ("x" * 100))
    near = Place(Path("/tmp"))

    assert near.server_home() == Path("/tmp/servers")
    assert long.server_home() == long.outside_home()
    assert len(str(long.outside_home() / "socket" / ".s.PGSQL.5432")) < 107


def test_a_servers_folder_somebody_else_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "planted").symlink_to(tmp_path / "real")

    with pytest.raises(Refusal, match="belongs to somebody else"):
        servers.own(tmp_path / "planted")


def test_servers_answer_to_their_password_alone_and_leave_with_dev(place: Place, crew: Crew) -> None:
    keys = place.keys()

    urls = servers.start(crew, place.server_home(), keys, durable=True, given={})
    facts = row(
        urls["DATABASE_URL"],
        "SELECT usesuper, usecreatedb, current_setting('fsync'), current_setting('listen_addresses'),"
        " lower('ĐƯỜNG') FROM pg_user WHERE usename = current_user",
    )
    with pytest.raises(psycopg.OperationalError, match="password"):
        row(urls["DATABASE_URL"].replace(keys["POSTGRES_PASSWORD"], "guess"), "SELECT 1")
    with socket.create_connection(("127.0.0.1", int(urls["REDIS_URL"].split(":")[-1][:-2]))) as line:
        line.sendall(b"PING\r\n")
        stranger = line.recv(100)
    pids = crew.pids()
    crew.stop()

    assert facts == (False, False, "on", "", "đường")
    assert stranger.startswith(b"-NOAUTH")
    assert all(ended(pid, 0) for pid in pids.values())


def row(url: str, sql: str) -> Any:
    found = re.fullmatch(r"postgres://(\w+):(\w+)@/(\w+)\?host=(.+)", url)
    assert found
    user, password, name, host = found.groups()
    with psycopg.connect(user=user, password=password, dbname=name, host=host) as connection:
        return connection.execute(sql).fetchone()


def test_a_member_that_ends_by_itself_is_told_with_its_last_words(crew: Crew) -> None:
    crew.start("web", ["sh", "-c", "echo out of luck; exit 3"])

    with pytest.raises(Refusal, match=r"web ended by itself \(exit status 3\).*\n.*out of luck"):
        crew.wait_until(lambda: False, 10, lambda: "it did not notice")


def test_a_member_deaf_to_its_end_is_killed_with_its_children(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launch.crew.STOP_SECONDS", 0.2)
    crew.start("deaf", ["sh", "-c", "trap '' TERM; sleep 60 & echo $!; while :; do sleep 1; done"])
    log = crew.logs / "deaf.log"
    crew.wait_until(lambda: bool(log.read_text()), 10, lambda: "it did not start")

    crew.stop()

    assert ended(int(log.read_text()))


def test_nothing_outlives_a_dev_killed_outright(place: Place) -> None:
    script = (
        "import sys, time; from pathlib import Path; from launch.crew import Crew;"
        "crew = Crew(Path(sys.argv[1])); crew.start('sleep', ['sleep', '60']);"
        "print(crew.pids()['sleep'], flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", script, str(place.logs)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())

        parent.send_signal(signal.SIGKILL)

    assert ended(pid)


def test_stop_ends_whoever_holds_the_var(place: Place) -> None:
    script = (
        "import signal, sys; from pathlib import Path; from launch.place import Place;"
        "place = Place(Path(sys.argv[1])); place.take(); place.write_note('run', {});"
        "print('up', flush=True); signal.pause()"
    )
    argv = [sys.executable, "-c", script, str(place.var)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        holder.stdout.readline()

        done = dev("stop", VAR=str(place.var))

        assert (done.returncode, done.stdout) == (0, "Stopped.\n")
        assert holder.wait() == -signal.SIGTERM


def test_the_lock_is_let_go_with_the_process(place: Place) -> None:
    assert place.take()

    with (place.var / "lock").open() as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

    place.let_go()
    assert place.take()


def test_without_chromium_a_normal_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(chromium.os, "getuid", lambda: 1000)

    assert chromium.ensure() is None
    assert "apt install chromium" in capsys.readouterr().out


def test_locks_hold_every_dependency_of_the_project_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = locked("requirements.lock")
    development = locked("requirements-dev.lock")

    assert names(project["project"]["dependencies"]) <= run
    assert names(project["dependency-groups"]["dev"]) | run <= development


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", text)[0].lower() for text in requirements}


def locked(name: str) -> set[str]:
    entries = (ROOT / name).read_text().replace("\\\n", "").splitlines()
    pinned = [entry for entry in entries if "==" in entry]
    assert all("--hash=sha256:" in entry for entry in pinned)
    return {entry.split("==")[0] for entry in pinned}
