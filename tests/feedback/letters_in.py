"""Letters, calls and visits as a desk enters them."""

import secrets
from typing import Any

from django.utils import timezone

from feedback import workflow
from feedback.models import Submission
from feedback.workflow import DeskEntry, Intake
from tests.feedback.desk import BODY, Desk


def entry(desk: Desk, **fields: Any) -> DeskEntry:
    """One letter that came by post today, its text written down."""
    words = {"title": "", "body": BODY, "place": ""} | fields.pop("words", {})
    contact = fields.pop("contact", {"full_name": "Lý Thị Mẩy", "phone": "+84912345678"})
    channel = fields.pop("channel", "buu_chinh")
    kept = {
        "form_key": secrets.token_hex(16),
        "organ": desk.organ,
        "received_on": timezone.localdate(),
    } | fields
    return DeskEntry(intake=Intake(words=words, contact=contact, channel=channel), **kept)


def entered(desk: Desk, **fields: Any) -> Submission:
    by = fields.pop("by", desk.clerk)
    return workflow.enter(entry=entry(desk, **fields), by=by, now=timezone.now()).submission
