"""What is written of a meeting that took place on Friday 20/11/2026."""

import secrets
from datetime import date, time
from typing import Any

from sessions_app import workflow
from sessions_app.models import Commitment, Meeting, Point, Turn
from sessions_app.workflow import Promised, Received
from tests.sessions.conftest import Office, at

DAY = date(2026, 11, 20)
NOW = at(2026, 11, 20, 14)
CONTACT = {
    "full_name": "Hoàng Thị Sính",
    "phone": "+84912345678",
    "address": "thôn Bát",
    "id_number": "008123",
}
BASE = "/quan-tri/sessions_app/meeting/"
MINUTES = {
    "began_at": time(8), "ended_at": time(11), "present": "Ma Văn Thuyết, Chủ tịch", "absent": "",
    "course": "", "conclusion": "Giao Phòng Kinh tế sửa cầu.", "differences": "", "secretary": "Lò Thị Hoa",
}  # fmt: skip


def turn(office: Office, meeting: Meeting, **fields: Any) -> Turn:
    kept: dict[str, Any] = {"contact": CONTACT, "people": 1, "representatives": 0, "matter": "Cầu hỏng"}
    kept |= {"kind": "phan_anh", "outcome": "huong_dan", "requests": "Sửa cầu"} | fields
    key = secrets.token_hex(8)
    return workflow.receive(meeting=meeting, found=Received(**kept), form_key=key, by=office.keeper, now=NOW)


def point(office: Office, meeting: Meeting, **fields: Any) -> Point:
    written = {"text": "Thủ tục đất chậm", "speaker": "HTX Cam Sành", "way": "van_ban", "field": "dat_dai"}
    key = secrets.token_hex(8)
    return workflow.add_point(
        meeting=meeting, written=written | fields, form_key=key, by=office.keeper, now=NOW
    )


def promised(office: Office, meeting: Meeting, key: str = "", **fields: Any) -> Commitment:
    kept: dict[str, Any] = {"words": "Sửa cầu", "unit": office.desk.economy, "due_on": date(2026, 12, 18)}
    what = Promised(**kept | {"product": "Cầu đã sửa"} | fields)
    key = key or secrets.token_hex(8)
    return workflow.promise(meeting=meeting, what=what, form_key=key, by=office.keeper, now=NOW)
