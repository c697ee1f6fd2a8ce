"""How one knows that beat and worker live: beat asks every 15 seconds, the answer is kept a minute."""

import redis
from celery import shared_task

from portal import broker

KEY = "portal:heartbeat"
KEPT_SECONDS = 60


@shared_task(name="portal.heartbeat")
def answer() -> None:
    broker.client().set(KEY, "1", ex=KEPT_SECONDS)


def age() -> float | None:
    """Return the seconds since beat and worker last answered together; None when nothing did for a minute."""
    if not broker.breaker.is_closed:
        return None
    try:
        left = broker.client().pttl(KEY)
    except redis.RedisError:
        broker.breaker.trip()
        return None
    return None if left < 0 else KEPT_SECONDS - left / 1000
