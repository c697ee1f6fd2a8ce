"""The pages of staff with ten thousand opinions and with a million: p95, statements, tables read whole."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.figures import Figure
from feedback import workflow
from feedback.models import Submission
from launch.environment import ROOT
from officials.models import User
from portal.clocks import calendar

FEW, MANY = 10_000, 1_000_000
ROUNDS = 40
REGISTER = {"feedback_submission", "feedback_deadline", "feedback_submissionevent"}
LIST, DESK, LEADER = "/quan-tri/feedback/submission/", "/quan-tri/", "/lanh-dao/"
NO_MATTER_BELOW = 30  # milliseconds


@dataclass(frozen=True)
class Page:
    """A page, who opens it, and how long it may take."""

    name: str
    who: str
    path: str
    at_most: float = 100


# In invented opinions every text holds "thôn", and one in four thousand a given number of a house.
PAGES = (
    Page("list of open cases", "vanthu", LIST),
    Page("list, own turn and near 45 days", "vanthu", f"{LIST}?queue=mine&due=near45"),
    Page("list, done and one field", "vanthu", f"{LIST}?status=done&field=ha_tang"),
    Page("list, all years and suspected", "vanthu", f"{LIST}?status=all&suspected=1"),
    Page("list, withdrawn and one kind, page 2", "vanthu", f"{LIST}?status=withdrawn&legal_kind=gop_y&p=2"),
    Page("list of a unit's officer", "chuyenvien", LIST),
    Page("search, rare word", "vanthu", f"{LIST}?q=2718"),
    Page("search, common word", "vanthu", f"{LIST}?q=thon"),
    Page("search, common and rare word", "vanthu", f"{LIST}?q=thon+2718"),
    Page("search, phrase", "vanthu", f"{LIST}?q=%22nha+toi+o+so+2718%22"),
    Page("search, all years", "vanthu", f"{LIST}?status=all&q=thon+2718", 1000),
    Page("search, all years, oldest first", "vanthu", f"{LIST}?status=all&q=thon&o=3", 1000),
    Page("work of today", "vanthu", DESK),
    Page("answers to approve", "lanhdao", f"{LEADER}duyet/"),
    Page("leader's page", "lanhdao", LEADER),
)


def figures() -> Iterator[Figure]:
    fill(FEW - Submission.objects.count())
    few = {page: p95(page) for page in pages()}
    began = time.perf_counter()
    fill(MANY - Submission.objects.count())
    yield Figure("a million opinions written in", time.perf_counter() - began, "s")
    for page in pages():
        many = p95(page)
        before = next(took for each, took in few.items() if each.name == page.name)
        yield Figure(f"{page.name}, p95", many, "ms", page.at_most)
        bound = None if many < NO_MATTER_BELOW else 1.5
        yield Figure(f"{page.name}, against {FEW:,} rows", many / before, "times", bound)
        statements = asked_by(page)
        yield Figure(f"{page.name}, statements", len(statements), "", 12)
        yield Figure(f"{page.name}, register read whole", sum(map(scans, statements)), "", 0)
    yield from digest()


def fill(missing: int) -> None:
    """Write so many opinions; as the owner of the tables, for whoever serves may reserve no numbers."""
    if missing > 0:
        argv = [sys.executable, "manage.py", "fill", f"--submissions={missing}", f"--seed={missing}"]
        owner = {"DATABASE_URL": os.environ["OWNER_DATABASE_URL"]}
        subprocess.run(argv, env=os.environ | owner, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def pages() -> Iterator[Page]:
    """All of them, and one case that is in work."""
    yield from PAGES
    case = Submission.objects.filter(status="accepted", organ__is_root=True).latest("received_at")
    yield Page("case page", "vanthu", f"{LIST}{case.reference}/")


def opener(page: Page) -> Callable[[], None]:
    """Open the page through the whole stack of middleware, logged in."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=page.who))

    def open_it() -> None:
        status = client.get(page.path).status_code
        if status != 200:
            raise SystemExit(f"{page.path} answers {status}.")

    open_it()
    return open_it


def p95(page: Page) -> float:
    return p95_ms(opener(page))


def p95_ms(call: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def asked_by(page: Page) -> list[str]:
    open_it = opener(page)
    with CaptureQueriesContext(connection) as seen:
        open_it()
    return [query["sql"] for query in seen.captured_queries]


def scans(statement: str) -> int:
    """How often a statement reads a table of the register from end to end; a part never run does not."""
    if not statement.lstrip("(").startswith("SELECT"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")  # noqa: S608 – what Django just asked
        (plan,) = cursor.fetchone()
    return _scans_in((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _scans_in(plan: dict[str, Any]) -> int:
    own = plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in REGISTER and plan["Actual Loops"] > 0
    return own + sum(_scans_in(part) for part in plan.get("Plans", ()))


def digest() -> Iterator[Figure]:
    """What the letter of the morning reads; every unit's letter is then taken back."""
    day = calendar.current().next_working_day(timezone.localdate())
    morning = timezone.localtime() + (day - timezone.localdate() or timedelta())

    def write() -> None:
        with transaction.atomic():
            workflow.send_overdue_digests(now=morning)
            transaction.set_rollback(True)

    with CaptureQueriesContext(connection) as seen:
        write()
    reads = [query["sql"] for query in seen.captured_queries if "feedback_" in query["sql"]]
    yield Figure("digests of all units, p95", p95_ms(write), "ms")
    yield Figure("digests of all units, reads", len(reads), "", 12)
    yield Figure("digests of all units, register read whole", sum(map(scans, reads)), "", 0)
