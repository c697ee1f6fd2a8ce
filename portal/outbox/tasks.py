"""Celery's way to the queue; every rule is in queue.py."""

from celery import shared_task

from portal.outbox import queue


@shared_task(name="outbox.deliver")
def deliver(*, letter_id: str) -> None:
    queue.deliver(letter_id)


@shared_task(name="outbox.sweep")
def sweep() -> None:
    queue.sweep()
