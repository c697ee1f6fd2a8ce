"""Sends due letters with no broker at all; a stand-by for the worker, safe to run beside it."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from portal.outbox import queue

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send due letters without a broker, for ever or once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now and stop")
        parser.add_argument("--every", type=float, default=15, help="seconds between two looks (15)")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        if once:
            self.stdout.write(f"{self._empty()} letters sent")
            return
        while True:
            close_old_connections()
            try:
                self._empty()
            except OperationalError:
                log.warning("database unreachable, looking again in %s seconds", every)
            time.sleep(every)

    def _empty(self) -> int:
        total = 0
        while left := queue.sweep():
            total += left
        return total
