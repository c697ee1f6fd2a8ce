"""Tells the workers that letters wait; a lost nudge costs a minute, never a letter."""

import logging
import threading
import time
import uuid
from functools import lru_cache

from django.conf import settings
from kombu import Connection, pools
from kombu.exceptions import OperationalError

from portal import broker
from portal.celery import KEY_PREFIX, app, broker_url

log = logging.getLogger(__name__)

SPACE = 0.2


class Crowd:
    """Lets one nudge through at once; those of the next fifth of a second share one at its end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._shared: threading.Timer | None = None

    def passes(self) -> bool:
        """Whether the caller nudges for itself; otherwise a sweep comes soon for everybody who waits."""
        with self._lock:
            now = time.monotonic()
            if now >= self._closed_until:  # also after a fork, which does not take the timer along
                self._closed_until, self._shared = now + SPACE, None
                return True
            if self._shared is None:
                self._shared = threading.Timer(self._closed_until - now, sweep)
                self._shared.start()
            return False

    def reset(self) -> None:
        with self._lock:
            if self._shared is not None:
                self._shared.cancel()
            self._closed_until, self._shared = 0.0, None


crowd = Crowd()


def deliver(letter_id: uuid.UUID) -> None:
    """Nudge for one letter. In a busy second most letters share a sweep, which sends them over one line."""
    if crowd.passes():
        _call("outbox.deliver", letter_id=str(letter_id))


def sweep() -> None:
    _call("outbox.sweep")


def _call(task: str, **ids: str) -> None:
    if not broker.breaker.is_closed:
        return
    producers = pools.producers[_connection(broker_url(settings.REDIS_URL))]
    try:
        with producers.acquire(timeout=broker.TIMEOUT) as producer:
            app.send_task(task, kwargs=ids, producer=producer, retry=False)
    except (OperationalError, OSError) as error:
        broker.breaker.trip()
        log.warning("broker gave no answer (%s), the sweep will send", type(error).__name__)


@lru_cache(maxsize=4)
def _connection(url: str) -> Connection:
    return Connection(
        url,
        transport_options={
            "max_retries": 0,
            "socket_timeout": broker.TIMEOUT,
            "socket_connect_timeout": broker.TIMEOUT,
            "global_keyprefix": KEY_PREFIX,
        },
    )
