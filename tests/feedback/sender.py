"""What a citizen's browser sends: a filled form, its token of a given age, a visit with a tracking code."""

import secrets
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core.signing import b62_encode
from django.test import Client
from django.utils import timezone

from feedback import workflow
from feedback.models import Submission
from feedback.workflow import Intake
from portal.identity import tokens

BODY = "Đường vào thôn Tân Tiến ngập sau mỗi trận mưa.\nĐề nghị khơi lại cống."


def token(age: timedelta = timedelta(minutes=2)) -> str:
    """A form token issued so long ago."""
    issued = int((timezone.now() - age).timestamp())
    with patch("django.core.signing.TimestampSigner.timestamp", lambda self: b62_encode(issued)):
        return tokens.issue()


def typed(**changes: Any) -> dict[str, Any]:
    """The form as most people send it: only the words."""
    return {"form_token": token(), "kind": "khong_ro", "body": BODY} | changes


def with_code(client: Client, **words: Any) -> tuple[Submission, str]:
    """A stored opinion, its code in the visitor's cookie."""
    contact = words.pop("contact", {})
    receipt = workflow.submit(
        intake=Intake(words={"body": BODY} | words, contact=contact),
        form_key=secrets.token_hex(16),
        now=timezone.now(),
    )
    visit(client, receipt.code)
    return receipt.submission, receipt.code


def visit(client: Client, code: str) -> None:
    client.post("/tra-cuu/", {"code": code})


def network() -> str:
    """An address of a network nobody used before, so that counters start at nothing."""
    parts = secrets.token_bytes(2)
    return f"10.{parts[0]}.{parts[1]}.7"
