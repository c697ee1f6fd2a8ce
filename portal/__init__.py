"""Wiring of the portal; the Celery application is loaded here so that every process shares it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
