"""The Celery application: broker settings that lose nothing, and the static schedule."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.autodiscover_tasks()
