"""Short talk with Valkey for processes that must never wait for it; queues and limits use it."""

import threading
import time
from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

TIMEOUT = 0.2
QUIET_SECONDS = 10


class Breaker:
    """After one failure no call is made for ten seconds."""

    def __init__(self) -> None:
        self._quiet_until = 0.0
        self._lock = threading.Lock()

    @property
    def is_closed(self) -> bool:
        return time.monotonic() >= self._quiet_until

    def trip(self) -> None:
        with self._lock:
            self._quiet_until = time.monotonic() + QUIET_SECONDS

    def reset(self) -> None:
        with self._lock:
            self._quiet_until = 0.0


breaker = Breaker()


def client() -> redis.Redis:
    return _client(settings.REDIS_URL)


def pool(url: str) -> redis.ConnectionPool:
    return redis.ConnectionPool.from_url(
        url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0)
    )


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis(connection_pool=pool(url))
