"""The Celery application: broker settings that lose nothing, and the static schedule."""

import os
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

KEY_PREFIX = "portal:"
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "portal.heartbeat", "schedule": 15.0, "options": {"expires": 15}},
    "outbox-sweep": {"task": "outbox.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "calendar": {"task": "feedback.recompute_deadlines", "schedule": 300.0, "options": {"expires": 290}},
    "uploads-sweep": {"task": "uploads.sweep", "schedule": 3600.0, "options": {"expires": 3500}},
    "uploads-scan": {"task": "uploads.scan", "schedule": 60.0, "options": {"expires": 55}},
    "prepared-answers": {
        "task": "feedback.send_prepared",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "tally": {"task": "feedback.fold_tally", "schedule": 60.0, "options": {"expires": 55}},
    "waits": {"task": "feedback.end_waits", "schedule": crontab(hour=0, minute=20)},
    "promises": {"task": "sessions_app.adopt_promises", "schedule": 300.0, "options": {"expires": 290}},
    "meeting-reminders": {"task": "sessions_app.remind", "schedule": crontab(hour=8, minute=5)},
    "alarms": {"task": "feedback.send_alarms", "schedule": crontab(hour=7, minute=35)},
    "overdue-digests": {"task": "feedback.send_overdue_digests", "schedule": crontab(hour=7, minute=30)},
    "faulty-rules": {"task": "feedback.report_faulty_rules", "schedule": crontab(hour=7, minute=40)},
}


def broker_url(url: str) -> str:
    """Return the address as Celery writes it: it knows a local socket under another name than redis-py."""
    if not url.startswith("unix://"):
        return url
    parts = urlsplit(url)
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={database}"


def configuration() -> dict[str, Any]:
    from django.conf import settings  # noqa: PLC0415 – this module is imported before the settings are

    return {
        "broker_url": broker_url(settings.REDIS_URL),
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            # Longer than twice the time limit; no task is ever sent with a later start.
            "visibility_timeout": 600,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 2,
            "socket_timeout": 30,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "global_keyprefix": KEY_PREFIX,
        },
        "task_acks_late": True,
        "task_acks_on_failure_or_timeout": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "result_backend": None,
        "task_serializer": "json",
        "accept_content": ["json"],
        # A sweep of 40 seconds, its last letter, and a minute for a database that is away just then.
        "task_soft_time_limit": 150,
        "task_time_limit": 180,
        "worker_prefetch_multiplier": 1,
        "worker_soft_shutdown_timeout": 20,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 300_000,
        "worker_hijack_root_logger": False,
        "timezone": settings.TIME_ZONE,
        "imports": ["portal.heartbeat"],
        "beat_scheduler": "portal.celery:Scheduler",
        "beat_schedule": BEAT_SCHEDULE,
    }


class Scheduler(PersistentScheduler):
    """Remembers what ran when, so a missed digest is caught up; heartbeat and sweep run at once at start."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for name in ("heartbeat", "outbox-sweep"):
            self.schedule[name].last_run_at = datetime(2000, 1, 1, tzinfo=UTC)


app = Celery("portal")
app.add_defaults(configuration)
app.autodiscover_tasks()
