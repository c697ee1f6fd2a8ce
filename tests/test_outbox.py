"""Writing letters: in the caller's transaction, once a key, held, taken back, unreadable in a dump."""

import json
import socket
import time
import uuid
from base64 import b64decode

import pytest
import redis
from django.db import IntegrityError, connection, transaction

from portal import broker
from portal.celery import KEY_PREFIX, Scheduler, app, broker_url
from portal.outbox import claims, nudge, queue
from portal.outbox.models import Letter, State

pytestmark = pytest.mark.django_db


def draft(**changes) -> queue.Draft:
    fields = {
        "kind": "received",
        "recipient": "nguoi.gui@example.vn",
        "subject": "Đã nhận ý kiến số 7KQ",
        "body": "Kính gửi Ông/Bà,\nđã nhận ý kiến.",
    }
    return queue.Draft(**{**fields, **changes})


@pytest.fixture(autouse=True)
def closed_breaker():
    broker.breaker.reset()
    yield
    broker.breaker.reset()


@pytest.fixture
def dead_port():
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def silent_port():
    """A loopback port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


def test_enqueue_writes_one_row_with_one_statement(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        letter = queue.enqueue(draft(), key="case:1:received", about_type="case", about_id=1)

    row = Letter.objects.get()
    assert row.pk == letter.pk
    assert (row.state, row.about_type, row.about_id, row.attempts) == ("pending", "case", "1", 0)
    assert row.payload == {"recipient": "nguoi.gui@example.vn", "body": "Kính gửi Ông/Bà,\nđã nhận ý kiến."}
    assert row.message_id == f"<{letter.pk.hex}@testserver>"


def test_enqueue_again_with_the_same_key_keeps_the_first_letter():
    first = queue.enqueue(draft(), key="case:1:received")

    second = queue.enqueue(draft(body="other words"), key="case:1:received")

    assert second.pk == first.pk
    assert Letter.objects.get().payload["body"] == "Kính gửi Ông/Bà,\nđã nhận ý kiến."


def test_enqueue_leaves_nothing_when_the_caller_rolls_back():
    with transaction.atomic():
        queue.enqueue(draft(), key="case:1:received")
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


def test_letter_shows_neither_recipient_nor_words_in_a_dump():
    queue.enqueue(draft(), key="case:1:received")

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(outbox_letter)::text FROM outbox_letter")
        dump = cursor.fetchone()[0]

    assert "Đã nhận ý kiến số 7KQ" in dump
    assert "nguoi.gui" not in dump
    assert "Kính gửi" not in dump


def test_enqueue_tells_the_worker_after_the_commit(settings, django_capture_on_commit_callbacks):
    settings.REDIS_URL = settings.REDIS_URL.rsplit("/", 1)[0] + "/9"
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.flushdb()

    with django_capture_on_commit_callbacks(execute=True):
        letter = queue.enqueue(draft(), key="case:1:received")

    [message] = valkey.lrange("portal:celery", 0, -1)
    valkey.flushdb()
    sent = json.loads(message)
    assert sent["headers"]["task"] == "outbox.deliver"
    assert json.loads(b64decode(sent["body"]))[:2] == [[], {"letter_id": str(letter.pk)}]


def test_held_letter_waits_until_it_is_released(django_capture_on_commit_callbacks):
    letter = queue.enqueue(draft(), key="case:1:received", about_type="case", about_id=1, hold=True)
    assert claims.claim(letter.pk) is None

    released = queue.release_held(about_type="case", about_id=1)

    assert released == 1
    assert claims.claim(letter.pk).pk == letter.pk


def test_cancel_takes_back_what_has_not_left_and_erases_it():
    queue.enqueue(draft(), key="case:1:received", about_type="case", about_id=1)
    queue.enqueue(draft(), key="case:1:later", about_type="case", about_id=1, hold=True)
    other = queue.enqueue(draft(), key="case:2:received", about_type="case", about_id=2)

    cancelled = queue.cancel_unsent(about_type="case", about_id=1)

    assert cancelled == 2
    assert list(Letter.objects.filter(state=State.CANCELLED).values_list("payload", flat=True)) == [{}, {}]
    assert Letter.objects.get(pk=other.pk).state == State.PENDING


def test_cancelled_letter_that_had_left_is_recorded_as_sent():
    letter = queue.enqueue(draft(), key="case:1:received", about_type="case", about_id=1)
    claimed = claims.claim(letter.pk)
    queue.cancel_unsent(about_type="case", about_id=1)

    claims.mark_sent(claimed, 250)

    assert Letter.objects.get().state == State.SENT


def test_cancelled_letter_stays_cancelled_when_its_sender_fails():
    letter = queue.enqueue(draft(), key="case:1:received", about_type="case", about_id=1)
    claimed = claims.claim(letter.pk)
    queue.cancel_unsent(about_type="case", about_id=1)

    claims.put_back(claimed, "unreachable", None)

    assert Letter.objects.get().state == State.CANCELLED
    assert not claims.extend(claimed)


@pytest.mark.parametrize("kind", ["dead_port", "silent_port"])
def test_nudge_costs_less_than_a_second_when_the_broker_is_gone(kind, request, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{request.getfixturevalue(kind)}/0"

    started = time.monotonic()
    nudge.deliver(uuid.uuid4())
    first = time.monotonic() - started
    started = time.monotonic()
    for _ in range(20):
        nudge.deliver(uuid.uuid4())
    later = time.monotonic() - started

    assert first < 1
    assert later < 0.05
    assert not broker.breaker.is_closed


def test_nudges_of_one_moment_share_a_sweep(monkeypatch):
    nudges = []
    monkeypatch.setattr(nudge, "_call", lambda task, **ids: nudges.append(task))

    for _ in range(5):
        nudge.deliver(uuid.uuid4())
    time.sleep(nudge.SPACE + 0.2)
    nudge.deliver(uuid.uuid4())

    assert nudges == ["outbox.deliver", "outbox.sweep", "outbox.deliver"]


def test_broker_address_of_a_local_socket_is_written_for_celery():
    assert broker_url("unix:///run/valkey.sock?db=3") == "redis+socket:///run/valkey.sock?virtual_host=3"
    assert broker_url("redis://127.0.0.1:6379/0") == "redis://127.0.0.1:6379/0"


def test_queue_is_set_to_lose_nothing():
    conf = app.conf

    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.task_ignore_result) == (True,) * 3
    assert (conf.worker_prefetch_multiplier, conf.accept_content, conf.result_backend) == (1, ["json"], None)
    assert conf.task_soft_time_limit < conf.task_time_limit
    assert conf.broker_transport_options["visibility_timeout"] > 2 * conf.task_time_limit
    assert conf.broker_transport_options["global_keyprefix"] == KEY_PREFIX


def test_schedule_names_tasks_by_their_own_names():
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert planned == {
        "portal.heartbeat",
        "feedback.report_faulty_rules",
        "outbox.sweep",
        "uploads.sweep",
        "uploads.scan",
        "feedback.send_overdue_digests",
        "feedback.fold_tally",
        "feedback.send_prepared",
        "feedback.recompute_deadlines",
        "feedback.end_waits",
        "feedback.send_alarms",
        "sessions_app.adopt_promises",
        "sessions_app.remind",
    }
    assert app.conf.timezone == "Asia/Ho_Chi_Minh"


def test_heartbeat_and_sweep_are_due_the_moment_beat_starts(tmp_path):
    for _ in range(2):
        scheduler = Scheduler(app=app, schedule_filename=str(tmp_path / "beat"))
        due = {name for name, entry in scheduler.schedule.items() if entry.is_due().is_due}
        scheduler.close()

        assert due == {"heartbeat", "outbox-sweep"}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "lost"},
        {"medium": "pigeon"},
        {"state": "sending", "lease_id": None},
        {"state": "pending", "lease_id": uuid.UUID(int=1)},
        {"state": "pending", "next_at": None},
        {"state": "sent", "sent_at": None},
    ],
)
def test_database_refuses_a_letter_that_makes_no_sense(nonsense):
    letter = queue.enqueue(draft(), key="case:1:received")

    with pytest.raises(IntegrityError):
        Letter.objects.filter(pk=letter.pk).update(**nonsense)
