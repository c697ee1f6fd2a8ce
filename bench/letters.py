"""How many letters a second two worker processes hand to a mail server, from the first to the last."""

import secrets
from collections.abc import Iterator

from django.db import transaction
from django.test import override_settings

from bench import beside
from bench.figures import Figure
from bench.sink import Sink
from portal.outbox import queue

BODY = "Kính gửi Ông/Bà,\n\nÝ kiến của Ông/Bà đã đến. Mã tra cứu: 7K3M-9PQR-T2VX-4HJN.\n" * 6


def figures() -> Iterator[Figure]:
    yield Figure("letters, two processes, local sink", per_second(1500, 0), "/s", at_least=150)
    slow = per_second(400, 0.01)
    yield Figure("letters, two processes, each SMTP reply after 10 ms", slow, "/s", at_least=30)


def per_second(count: int, delay: float) -> float:
    """Queue letters as workflow does, start two processes that find them waiting, and time the arrivals."""
    broker = beside.other_broker()
    with beside.own_worker_asleep(), Sink.listening(delay) as sink, beside.crew() as crew:
        with override_settings(REDIS_URL=broker):
            fill(count)
        address = f"smtp://127.0.0.1:{sink.port}"
        beside.start_worker(crew, "letters", processes=2, EMAIL_URL=address, REDIS_URL=broker)
        beside.wait(lambda: len(sink.times) >= count, 180, "Not every letter came to the sink.")
        beside.wait(lambda: beside.unsent() == 0, 30, "Letters are not marked as sent.")
        first, last = min(sink.times), max(sink.times)
    return (len(sink.times) - 1) / (last - first)


def fill(count: int) -> None:
    for number in range(count):
        draft = queue.Draft("received", f"nguoi{number}@example.vn", f"Ý kiến {number}", BODY)
        with transaction.atomic():
            queue.enqueue(draft, key=f"bench:{secrets.token_hex(8)}")
