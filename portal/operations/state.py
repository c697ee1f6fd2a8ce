"""How the portal runs at this moment, as facts a person without a terminal can judge."""

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import django
import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import broker, health, heartbeat
from portal.operations.models import Backup
from portal.outbox.models import Failure, Letter, State
from portal.paging import COUNTED_AT_MOST

BACKUP_EVERY = timedelta(days=2)
DISK_LOW = 2 * 2**30


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    advice: str = ""

    @property
    def is_alarm(self) -> bool:
        return bool(self.advice)


def facts(now: datetime, letters: QuerySet[Letter]) -> Iterator[Fact]:
    """`letters` are those whose state this reader may see: a count tells of the others too."""
    yield from _letters(letters)
    yield _backup(now)
    yield _workers()
    yield _broker()
    yield _migrations()
    yield _disk()
    for name in settings.OPERATIONS_FACTS:
        yield from import_string(name)()
    yield Fact(_("Versions"), _versions())


def _letters(letters: QuerySet[Letter]) -> Iterator[Fact]:
    oldest = health.oldest_unsent(letters)
    value = _("none waits") if oldest is None else minutes(oldest)
    yield Fact(_("Oldest letter that waits"), value, _advice_on_waiting(oldest, letters))
    failed = letters.filter(state=State.FAILED).order_by()[:COUNTED_AT_MOST].count()
    advice = _("Open the list of letters; what failed can be sent again.") if failed else ""
    yield Fact(_("Letters that could not be sent"), str(failed), advice)


def _advice_on_waiting(oldest: int | None, letters: QuerySet[Letter]) -> str:
    """A refused login is told at once: no later try mends it, and after 72 hours the letters are given up."""
    if letters.filter(state=State.PENDING, last_error=Failure.LOGIN_REFUSED).exists():
        return _("The mail server refuses the portal's login: check the account and password in EMAIL_URL.")
    if oldest is not None and oldest > health.LETTER_LATE_SECONDS:
        return _("Look whether the worker runs and the mail server answers.")
    return ""


def _backup(now: datetime) -> Fact:
    last = Backup.objects.first()
    if last is None:
        return Fact(_("Last backup"), _("none was ever made"), _("Have manage.py backup run every night."))
    value = f"{date_format(timezone.localtime(last.made_at), 'DATETIME_FORMAT')}, {filesizeformat(last.size)}"
    old = now - last.made_at > BACKUP_EVERY
    return Fact(_("Last backup"), value, _("It is older than two days.") if old else "")


def _workers() -> Fact:
    age = heartbeat.age()
    if age is None:
        return Fact(_("Worker and clock"), _("no answer"), _("Start celery worker and celery beat again."))
    return Fact(_("Worker and clock"), _("answered %(ago)s ago") % {"ago": minutes(int(age))})


def _broker() -> Fact:
    version = _valkey_version()
    advice = "" if version else _("Letters leave by the sweep or by manage.py relay; start Valkey again.")
    return Fact(_("Queue server"), version or _("no answer"), advice)


def _migrations() -> Fact:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    advice = _("Run manage.py prepare.") if pending else ""
    return Fact(_("Changes of the database that wait"), str(pending), advice)


def _disk() -> Fact:
    folder = Path(getattr(settings, "UPLOAD_DIR", "") or settings.BASE_DIR)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Fact(_("Free disk"), filesizeformat(free), _("Make room soon.") if free < DISK_LOW else "")


def _versions() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    return f"Python {platform.python_version()} · Django {django.get_version()} · PostgreSQL {server}"


def _valkey_version() -> str:
    if not broker.breaker.is_closed:
        return ""
    try:
        told = broker.client().info("server")
    except redis.RedisError:
        broker.breaker.trip()
        return ""
    if version := told.get("valkey_version"):
        return f"Valkey {version}"
    return f"Redis {told['redis_version']}"


def minutes(seconds: int) -> str:
    """A span in words, as coarse as a person needs."""
    if seconds < 60:
        return ngettext("%d second", "%d seconds", seconds) % seconds
    if seconds < 7200:
        return ngettext("%d minute", "%d minutes", seconds // 60) % (seconds // 60)
    return ngettext("%d hour", "%d hours", seconds // 3600) % (seconds // 3600)
