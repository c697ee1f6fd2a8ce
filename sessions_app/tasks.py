"""Celery's way to the meetings; every rule is in workflow."""

from celery import shared_task
from django.utils import timezone

from sessions_app import workflow


@shared_task(name="sessions_app.adopt_promises")
def adopt_promises() -> None:
    workflow.adopt_promises(timezone.now())


@shared_task(name="sessions_app.remind")
def remind() -> None:
    workflow.remind(timezone.now())
    workflow.remind_promises(timezone.now())
    workflow.remind_papers(timezone.now())
