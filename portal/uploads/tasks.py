"""Celery's way to the files; every rule is in workflow.py."""

from celery import shared_task

from portal.uploads import workflow


@shared_task(name="uploads.sweep")
def sweep() -> None:
    workflow.sweep()


@shared_task(name="uploads.scan")
def scan() -> None:
    workflow.scan_waiting()
