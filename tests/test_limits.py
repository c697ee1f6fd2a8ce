"""Rate limits over the real broker, and in process memory when it is gone."""

import socket
import time
import uuid
from datetime import timedelta

import pytest
import redis
from django.test import RequestFactory
from django.utils import timezone
from limits.storage import MemoryStorage

from portal import broker, heartbeat, limits


@pytest.fixture(autouse=True)
def fresh(settings, monkeypatch):
    settings.INDEX_KEY = uuid.uuid4().hex  # new names for all networks, so that runs do not count together
    monkeypatch.setattr(limits, "_memory", MemoryStorage())
    broker.breaker.reset()
    yield
    broker.breaker.reset()


@pytest.fixture(params=["broker", "memory"])
def counted_in(request, settings):
    if request.param == "memory":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            settings.REDIS_URL = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
    return request.param


def visit(address="203.0.113.7", forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


def test_submission_over_the_limit_is_held_and_refused_at_ten_times(settings, counted_in):
    settings.LIMIT_SUBMIT = "2/hour"

    verdicts = [limits.hit(visit(), "submit") for _ in range(21)]

    assert [verdict.over for verdict in verdicts] == [False] * 2 + [True] * 19
    assert [verdict.refused for verdict in verdicts] == [False] * 20 + [True]
    assert verdicts[0] == limits.Verdict(over=False, refused=False, retry_minutes=0)
    assert verdicts[-1].retry_minutes in (59, 60)


def test_looking_up_is_refused_at_the_limit(settings, counted_in):
    settings.LIMIT_TRACK = "3/minute"

    verdicts = [limits.hit(visit(), "track") for _ in range(4)]

    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False]
    assert verdicts[-1].retry_minutes == 1


def test_guesses_at_one_account_are_refused_at_the_limit_wherever_they_come_from(settings, counted_in):
    settings.LIMIT_LOGIN = "3/minute"

    verdicts = [limits.hit(visit(f"203.0.{n}.7"), "login", account="an") for n in range(5)]

    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False, False]
    assert [verdict.just_refused for verdict in verdicts] == [False, False, False, True, False]
    assert limits.hit(visit(), "login", account="binh").allowed


def test_one_network_may_guess_three_times_as_often(settings, counted_in):
    settings.LIMIT_LOGIN = "2/minute"

    verdicts = [limits.hit(visit(), "login", account=f"a{n}") for n in range(7)]

    assert [verdict.allowed for verdict in verdicts] == [True] * 6 + [False]


def test_what_is_taken_back_was_never_counted(settings, counted_in):
    settings.LIMIT_LOGIN = "2/minute"

    for _morning in range(9):
        assert limits.hit(visit(), "login", account="an").allowed
        limits.take_back(visit(), "login", account="an")


def test_name_of_an_account_changes_every_day(settings, monkeypatch):
    today = timezone.now()
    name = limits.account_key("an")

    monkeypatch.setattr(timezone, "now", lambda: today + timedelta(days=1))

    assert limits.account_key("an") != name


def test_limit_that_is_off_counts_nothing(settings):
    settings.LIMIT_SUBMIT = "off"

    assert limits.hit(visit(), "submit") == limits.Verdict()


def test_limits_of_different_names_and_networks_are_apart(settings, counted_in):
    settings.LIMIT_SUBMIT = settings.LIMIT_TRACK = "1/hour"
    limits.hit(visit(), "submit")

    assert not limits.hit(visit(), "track").over
    assert not limits.hit(visit("198.51.100.7"), "submit").over
    assert limits.hit(visit("203.0.113.200"), "submit").over


def test_dead_broker_costs_one_short_wait(settings, counted_in):
    settings.LIMIT_SUBMIT = "100/hour"

    started = time.monotonic()
    for _ in range(20):
        limits.hit(visit(), "submit")

    assert time.monotonic() - started < 1
    assert broker.breaker.is_closed == (counted_in == "broker")


def test_silent_broker_costs_one_short_wait(settings):
    settings.LIMIT_SUBMIT = "1/hour"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"

        started = time.monotonic()
        verdicts = [limits.hit(visit(), "submit") for _ in range(20)]

    assert time.monotonic() - started < 1
    assert [verdict.over for verdict in verdicts] == [False] + [True] * 19


def test_no_address_is_kept(settings):
    settings.LIMIT_SUBMIT = "2/hour"
    limits.hit(visit("203.0.113.7"), "submit")

    keys = b" ".join(redis.Redis.from_url(settings.REDIS_URL).keys("portal:limits*"))

    assert limits.network_key("203.0.113.7").encode() in keys
    assert b"203.0" not in keys


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.99", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.8", True),
        ("", "nonsense", True),
    ],
)
def test_network_is_a_slash_24_or_64(one, other, same):
    assert (limits.network_key(one) == limits.network_key(other)) is same


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "evil, 198.51.100.1", "198.51.100.1"),
        (2, "evil, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_name_the_client(settings, hops, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = hops

    assert limits.client_address(visit("10.0.0.1", forwarded)) == address


def test_heartbeat_tells_how_long_ago_the_worker_answered(settings):
    redis.Redis.from_url(settings.REDIS_URL).delete(heartbeat.KEY)
    assert heartbeat.age() is None

    heartbeat.answer()

    assert 0 <= heartbeat.age() < 2


def test_heartbeat_of_a_dead_broker_is_unknown_and_quick(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    started = time.monotonic()

    assert heartbeat.age() is None
    assert time.monotonic() - started < 1
