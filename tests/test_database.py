"""A database that falls silent: nobody waits long, one asks for all, and it comes back by itself."""

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from portal import logs
from portal.database import base
from portal.database.base import DatabaseWrapper
from portal.database.silence import silence
from tests.faultproxy import FaultProxy

pytestmark = pytest.mark.django_db


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    connection.ensure_connection()
    at = connection.connection.info
    local = f"{at.host}/.s.PGSQL.{at.port}"
    proxy = FaultProxy(local if at.host.startswith("/") else (at.host, at.port))
    yield proxy
    silence.end()
    proxy.close()


@pytest.fixture
def far(proxy: FaultProxy) -> Iterator[DatabaseWrapper]:
    """A second connection to the test's database, over the proxy."""
    options = {**connection.settings_dict["OPTIONS"], "host": "127.0.0.1", "port": proxy.port}
    settings = {**connection.settings_dict, "HOST": "", "PORT": "", "OPTIONS": options}
    far = DatabaseWrapper(settings)
    far.inc_thread_sharing()
    yield far
    far.close()


def ask(database: DatabaseWrapper, sql: str = "SELECT 1") -> float:
    began = time.monotonic()
    with database.cursor() as cursor:
        cursor.execute(sql)
    return time.monotonic() - began


def refused(database: DatabaseWrapper) -> float:
    began = time.monotonic()
    with pytest.raises(OperationalError):
        ask(database)
    return time.monotonic() - began


def test_silent_database_is_given_up_on_an_open_line_and_then_at_once(
    proxy: FaultProxy, far: DatabaseWrapper
) -> None:
    ask(far)

    proxy.fall_silent()
    first = refused(far)
    far.close()
    second = refused(far)

    assert first < 3.5
    assert second < 0.2


def test_one_caller_asks_for_all_and_finds_it_back(
    proxy: FaultProxy, far: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.database.silence.AGAIN_SECONDS", 0.5)
    proxy.fall_silent()
    assert 1.5 < refused(far) < 4  # a new line
    proxy.pass_on()
    assert refused(far) < 0.2

    time.sleep(0.5)

    assert ask(far) < 2
    assert silence.refuse() is None  # type: ignore[func-returns-value]


def test_slow_statement_of_a_living_server_goes_on(
    far: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "QUIET_SECONDS", 0.2)
    monkeypatch.setattr(base, "ASK_AGAIN_SECONDS", 0.2)

    assert ask(far, "SELECT pg_sleep(1)") >= 1


def test_visitor_does_not_wait_for_a_line_that_died_alone(
    far: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "QUIET_SECONDS", 0.2)
    monkeypatch.setattr(base, "ASK_AGAIN_SECONDS", 0.2)
    monkeypatch.setattr(base, "VISITOR_SECONDS", 0.5)
    token = logs.request_id.set("of a request")
    try:
        with pytest.raises(OperationalError):
            ask(far, "SELECT pg_sleep(5)")
    finally:
        logs.request_id.reset(token)

    assert ask(connection) < 1  # type: ignore[arg-type]
