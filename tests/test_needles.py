"""Planted words are looked for where nobody may find them: in the log, in the broker, in a dump."""

import base64
import io
import logging
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.test import Client
from django.utils.module_loading import import_string

from feedback import states, workflow
from feedback.models import Submission
from portal import broker
from portal.operations import clients
from portal.outbox import queue
from portal.outbox.models import Letter
from tests.feedback.desk import Desk
from tests.feedback.sender import token

PERSON = {
    "full_name": "Kimnhânvật Lò Thị",
    "phone": "0987 612 345",
    "email": "kimthu@hopthu.example",
    "address": "Kimđịachỉ số 7",
}
BODY = "Kimlờinói: ông trưởng thôn Tân Tiến nhận tiền."
TITLE, PLACE = "Kimtựađề", "Kimnơichốn"
MORE = "Kimnóithêm cho rõ."


@pytest.fixture(params=["plain", "json"])
def log(request: pytest.FixtureRequest, settings: Any) -> Iterator[io.StringIO]:
    """What the portal's own handler writes, in either format."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    made = dict(settings.LOGGING["formatters"][request.param])
    formatter = import_string(made.pop("class"))
    handler.setFormatter(formatter(made["format"], style="{") if made else formatter())
    handler.addFilter(lambda record: record.name != "mail.log")  # the mail server of the tests, not ours
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def valkey(settings: Any) -> redis.Redis:
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    broker.breaker.reset()
    return client


def written_forms(needle: str) -> Iterator[bytes]:
    """A needle as it stands, and as base64 at any offset and hex would hold it, in UTF-8 and UTF-16."""
    for plain in (needle.encode(), needle.encode("utf-16-le")):
        yield plain
        yield plain.hex().encode()
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + plain)
            yield coded[4 if offset else 0 : len(coded) // 4 * 4 - 4]


def found(needles: list[str], held: bytes) -> list[str]:
    return [needle for needle in needles if any(form in held for form in written_forms(needle))]


def walk(client: Client, desk: Desk, smtp: Any) -> tuple[Submission, str]:
    """A form sent twice, tracking, more words, a lost code, letters refused, and errors at every door."""
    fields = {
        "form_token": token(),
        "kind": "phan_anh",
        "body": BODY,
        "title": TITLE,
        "place": PLACE,
        **PERSON,
    }
    receipt = client.get(client.post("/gop-y/", fields).headers["Location"])
    client.post("/gop-y/", fields)
    found_code = re.search(r'id="code"[^>]*>([^<]+)<', receipt.content.decode())
    assert found_code is not None
    code = found_code.group(1)
    case = Submission.objects.get()
    client.post("/tra-cuu/", {"code": code})
    client.post("/tra-cuu/them/", {"text": MORE})
    client.get(f"/{PERSON['address']}/{code}")
    client.post("/tra-cuu/mat-ma/", {"reference": case.reference, "email": PERSON["email"]})
    smtp.at_recipient.append(
        f"450 <{PERSON['email']}> {PERSON['full_name'].encode('ascii', 'ignore').decode()}"
    )
    queue.sweep()
    Letter.objects.update(payload={"recipient": 7, "body": BODY})
    workflow.act(case, states.Action.CLASSIFY, by=desk.clerk, legal_kind="phan_anh", field="ha_tang")
    return case, code


def break_everything(client: Client, case: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way in which an error could carry what was typed into the log."""
    client.raise_request_exception = False
    for error in (
        ValueError(BODY),
        KeyError(PERSON["full_name"]),
        UnicodeDecodeError("utf-8", BODY.encode(), 0, 1, MORE),
    ):
        monkeypatch.setattr("feedback.workflow.intake._record", raising(error))
        client.post("/gop-y/", {"form_token": token(), "kind": "phan_anh", "body": BODY, **PERSON})
    for change in ({"closed_at": case.received_at}, {"status": BODY[:20]}):
        try:
            Submission.objects.filter(pk=case.pk).update(**change)
        except Exception as error:
            logging.getLogger("tests").exception("not saved: %s", error)


def raising(error: Exception) -> Any:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    return fail


def dump() -> bytes:
    process = clients.start("pg_dump", "--format=plain", "--data-only", stdout=-1)
    held, _errors = process.communicate()
    assert process.returncode == 0
    return bytes(held)


@pytest.mark.django_db(transaction=True)
def test_needles_are_found_nowhere(
    client: Client, smtp: Any, log: io.StringIO, valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.opened()
    case, code = walk(client, desk, smtp)
    identity = [*PERSON.values(), PERSON["phone"].replace(" ", ""), code, code.replace("-", "")]
    words = [BODY, TITLE, PLACE, MORE, "Kimlờinói", "Kimnóithêm"]
    before = dump()
    break_everything(client, case, monkeypatch)
    workflow.act(case, states.Action.RESTRICT, by=desk.clerk, words=MORE, legal_kind="to_cao")
    after = dump()
    queued = b"".join(key + bytes(valkey.dump(key) or b"") for key in valkey.scan_iter())

    lines = log.getvalue()
    assert "Traceback" in lines
    assert re.search(r"sent at try|waits|pending at try", lines)
    assert found(identity + words, lines.encode()) == []
    assert found(identity + words, queued) == []
    assert queued != b""
    assert found(identity, before) == []
    assert found(identity + words, after) == []
    assert found(words, before) != []  # the ordinary path is searched in plain
    assert os.environ["DATABASE_URL"].encode() not in lines.encode()


def test_needles_would_be_found() -> None:
    held = base64.b64encode(b"xx" + BODY.encode() + b"yy") + PLACE.encode("utf-16-le").hex().encode()

    assert found([BODY, PLACE, TITLE], held) == [BODY, PLACE]
