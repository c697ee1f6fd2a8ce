"""A letter box of the small commune, opened."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from feedback import workflow
from feedback.models import BoxOpening, LetterBox, Submission
from feedback.workflow import Found
from tests.feedback.desk import Desk
from tests.feedback.letters_in import entry

HEAD = {"name": "Nguyễn Văn Thư", "post": "Văn thư"}
WITNESS = {"name": "Bàn Văn Sính", "post": "Chủ tịch Ủy ban Mặt trận xã"}
NAMED = {"to": "Đồng chí Bí thư Đảng ủy", "taken_by": "Ma Thị Lan, Văn phòng Đảng ủy"}


def box(desk: Desk, name: str = "Hòm thư cổng trụ sở", **fields: Any) -> LetterBox:
    kept = {"organ": desk.organ, "place": "Cổng trụ sở UBND xã"} | fields
    return LetterBox.objects.create(name=name, **kept)


def found(**changes: Any) -> Found:
    """Six envelopes an hour ago: one empty, one addressed by name, four with a letter each."""
    usual = Found(
        opened_at=timezone.now(),
        opened_by=[HEAD],
        witnesses=[WITNESS],
        envelopes=6,
        empty=1,
        named_envelopes=[NAMED],
    )
    return replace(usual, **changes)


def opened(desk: Desk, where: LetterBox | None = None, **changes: Any) -> BoxOpening:
    what = found(**changes)
    where = where or LetterBox.objects.filter(organ=desk.organ).first() or box(desk)
    key = secrets.token_hex(16)
    now = max(timezone.now(), what.opened_at)
    return workflow.open_box(box=where, found=what, form_key=key, by=desk.clerk, now=now)


def entered(desk: Desk, opening: BoxOpening, now: datetime | None = None, **fields: Any) -> Submission:
    by = fields.pop("by", desk.clerk)
    now = now or timezone.now()
    return workflow.enter_from_box(opening, entry=entry(desk, **fields), by=by, now=now).submission
