"""The demo of the register: first routing rules, and about 130 opinions of the year before; none is real."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from feedback import demo_boxes, demo_letters, emails, states, workflow
from feedback.demo_walk import Row, Staff, Walk, days_of
from feedback.models import CannedReply, RoutingRule, Submission
from feedback.workflow import DeskEntry, Intake
from officials.models import Unit, User
from officials.roles import Role
from portal import text
from portal.clocks import calendar
from portal.outbox import queue

FIRST_KEY = "demo-0001"
# The organs of today exist since 01/07/2025; no opinion to them is older.
NOT_BEFORE = date(2025, 7, 7)
# Working days that have passed since a story's last step; a story not named here lies anywhere in the year.
REST = {
    "new": (0, 2),
    "late_new": (14, 18),
    "suspected": (1, 2),
    "classified": (1, 3),
    "routed": (1, 2),
    "returned": (1, 2),
    "accepted": (1, 7),
    "late_accepted": (20, 44),
    "urged": (1, 3),
    "passed_on": (1, 2),
    "extension_asked": (1, 3),
    "extended": (1, 3),
    "needs_more": (2, 4),
    "awaiting_approval": (1, 3),
    "answered": (1, 12),
    "withdrawn": (5, 60),
    "restricted": (4, 16),
    "reopened": (2, 4),
}
A_YEAR = 236  # working days
SLOW_ONE_IN = 5  # of the answered cases, one in five took longer


def load(now: datetime) -> None:
    """Load it all unless it is there, where rules may have been edited; no letter it writes is ever sent."""
    with transaction.atomic():
        if Submission.objects.filter(form_key=FIRST_KEY).exists():
            return
        staff = Staff()
        _load_rules(staff)
        _load_word_rule(staff)
        _load_replies(staff)
        _load_cases(staff, now)
        demo_boxes.load(staff, now)
        demo_letters.load(staff, now)


def _data(name: str) -> Any:
    return json.loads((Path(__file__).parent / "demo_data" / f"{name}.json").read_text(encoding="utf-8"))


def _load_rules(staff: Staff) -> None:
    for position, (organ, field, responsible) in enumerate(_data("people")["rules"], start=1):
        kept = {"organ": staff.units[organ], "field": field, "words": []}
        if not RoutingRule.objects.filter(**kept).exists():
            rule = RoutingRule(**kept, position=position * 10, responsible=staff.units[responsible])
            workflow.save_rule(rule, by=None)


def _load_word_rule(staff: Staff) -> None:
    """One rule that asks for words, before all others; a commune meets such letters every week."""
    words = ["sổ đỏ", "giấy chứng nhận quyền sử dụng đất"]
    rule = RoutingRule(position=3, organ=staff.units["ubnd"], words=words)
    rule.responsible = staff.units["phong-kinh-te"]
    workflow.save_rule(rule, by=None)


def _load_replies(staff: Staff) -> None:
    for row in _data("replies"):
        organ = staff.units[row["organ"]] if "organ" in row else None
        CannedReply.objects.create(**row | {"organ": organ})


def _load_cases(staff: Staff, now: datetime) -> None:
    people, public = _data("people"), {row["gist"]: row for row in _data("published")}
    opinions = [row | {"public": public.get(row["gist"])} for row in _data("opinions")]
    planned = [_planned(row, number, now) for number, row in enumerate(opinions)]
    planned.sort(key=lambda plan: plan[0])
    for number, (received_at, story, row) in enumerate(planned, start=1):
        intake, by = _intake(row, story, number, staff, people)
        key = f"demo-{number:04d}"
        if by is None:
            case = workflow.submit(intake=intake, form_key=key, now=received_at).submission
        else:
            case = _enter(intake, key, staff.units[row.get("unit", "ubnd")], by, received_at)
        walk = Walk(row, case, staff, received_at, Random(key))  # noqa: S311 – repeatable, not secret
        walk.go(story)
        if row["public"]:
            walk.publish()
        queue.cancel_unsent(**emails.about(case))


def _enter(intake: Intake, key: str, unit: Unit, by: User, now: datetime) -> Submission:
    """What came to a desk, with its number in the book; a letter dated three days before it came."""
    today = timezone.localdate(now)
    by_post = intake.channel == states.Channel.BUU_CHINH
    arrival = {"letter_on": today - timedelta(days=3), "pages": 1} if by_post else {}
    entry = DeskEntry(
        intake=intake, form_key=key, organ=unit.organ or unit, received_on=today, arrival=arrival
    )
    return workflow.enter(entry=entry, by=by, now=now).submission


def _planned(row: Row, number: int, now: datetime) -> tuple[datetime, str, Row]:
    """When it was received and which story it lives: late enough for every step to lie before now."""
    random = Random(f"plan-{number}")  # noqa: S311 – repeatable, not secret
    story = row.get("story", "done")
    if story == "done" and number % SLOW_ONE_IN == 0:
        story = "slow" if number % 2 else "answered_late"
    today = timezone.localdate(now)
    days = calendar.current()
    least, most = REST.get(story, (8, A_YEAR))
    room = days.working_days_between(NOT_BEFORE, today) - days_of(story)
    back = days_of(story) + random.randint(least, max(least, min(most, room)))
    day = _in_month(row.get("month"), today) or days.working_days_before(today, back)
    at = timezone.make_aware(
        datetime.combine(max(day, NOT_BEFORE), time(random.randint(6, 21), random.randint(0, 59)))
    )
    return min(at, now - timedelta(minutes=5 + number)), story, row


def _in_month(month: int | None, today: date) -> date | None:
    """A day of the last such month that lies two months back or more; None when it is too far back."""
    if month is None:
        return None
    enough = today - timedelta(days=60)
    day = date(enough.year - (month > enough.month or (month == enough.month and enough.day < 12)), month, 12)
    return day if day >= NOT_BEFORE else None


def _intake(
    row: Row, story: str, number: int, staff: Staff, people: dict[str, Any]
) -> tuple[Intake, User | None]:
    """What the sender wrote, and who entered it when it did not come through the portal."""
    channel: str = states.Channel.CONG_TRUC_TUYEN
    if number % 6 == 0:
        channel = people["other_channels"][number // 6 % len(people["other_channels"])]
    unit = staff.units.get(row.get("unit", "ubnd"))
    at_desk = channel != states.Channel.CONG_TRUC_TUYEN and unit is not None
    contact = {} if row.get("anonymous") else _contact(number, people["names"])
    words = {
        "declared_kind": row["kind"],
        "topic": row.get("topic", states.Topic.KHONG_RO),
        "field": row["field"] if number % 3 else "",
        "title": row["gist"] if number % 4 else "",
        "body": row["body"],
        "place": row["place"],
        "consent_publish": number % 4 == 1 or bool(row["public"]),
        "reply_by": states.ReplyBy.EMAIL if contact.get("email") else states.ReplyBy.PAGE,
    }
    intake = Intake(
        words=words,
        contact=contact,
        unit=unit if row.get("unit") or number % 5 else None,
        anonymous=bool(row.get("anonymous")),
        channel=channel,
        suspected=story == "suspected",
    )
    return intake, staff.holder(Role.CLERK, unit) if at_desk and unit else None


def _contact(number: int, names: list[str]) -> dict[str, str]:
    """A fictional sender: most leave a telephone number, every third a mail address, some nothing."""
    if number % 11 == 0:
        return {}
    name = names[number % len(names)]
    contact = {"full_name": name, "phone": f"+8491{number % 10}000{number:03d}"}
    if number % 3 == 0:
        contact["email"] = f"{text.fold(name).replace(' ', '.')}{number}@example.vn"
    if number % 2:
        contact["address"] = "xã Hàm Yên, tỉnh Tuyên Quang"
    return contact
