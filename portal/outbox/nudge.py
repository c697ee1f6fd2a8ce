"""Tells the workers that letters wait; a lost nudge costs a minute, never a letter."""

import logging
import uuid
from functools import lru_cache

from django.conf import settings
from kombu import Connection, pools
from kombu.exceptions import OperationalError

from portal import broker
from portal.celery import KEY_PREFIX, app, broker_url

log = logging.getLogger(__name__)


def deliver(letter_id: uuid.UUID) -> None:
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
