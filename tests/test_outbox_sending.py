"""Sending letters to a real SMTP server that can be told to refuse, to hang up and to be away."""

import re
import socket
import threading
import uuid
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from portal.outbox import claims, queue, sending
from portal.outbox.models import Letter, State
from tests.mailbox import HANG_UP

pytestmark = pytest.mark.django_db


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def written(key="case:1:received", **changes) -> Letter:
    fields = {
        "kind": "received",
        "recipient": "nguoi.gui@example.vn",
        "subject": "Đã nhận ý kiến số 7KQ",
        "body": "Kính gửi Ông/Bà,\nđã nhận ý kiến.\n",
    }
    return queue.enqueue(queue.Draft(**{**fields, **changes}), key=key)


def make_due(letter):
    Letter.objects.filter(pk=letter.pk).update(next_at=Now() - timedelta(seconds=1))


def seconds_to_next_try(letter):
    row = Letter.objects.annotate(now=Now()).get(pk=letter.pk)
    return (row.next_at - row.now).total_seconds()


def test_deliver_sends_one_plain_letter_and_marks_it(smtp):
    letter = written()

    state = queue.deliver(letter.pk)

    [message] = smtp.messages
    row = Letter.objects.get()
    assert (state, row.state, row.smtp_code, row.attempts) == ("sent", "sent", 250, 1)
    assert row.sent_at is not None
    assert smtp.recipients == ["nguoi.gui@example.vn"]
    assert message["Subject"] == "Đã nhận ý kiến số 7KQ"
    assert message["From"] == "gop-y@localhost"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{letter.pk.hex}@testserver>"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content().splitlines() == ["Kính gửi Ông/Bà,", "đã nhận ý kiến."]


def test_deliver_twice_sends_once(smtp):
    letter = written()

    assert queue.deliver(letter.pk) == "sent"
    assert queue.deliver(letter.pk) is None

    assert len(smtp.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_deliver_at_the_same_time_sends_once(smtp):
    letter = written()
    barrier = threading.Barrier(4)
    states = []

    def deliver():
        barrier.wait()
        states.append(queue.deliver(letter.pk))
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(states, key=str) == [None, None, None, "sent"]
    assert len(smtp.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_send_each_letter_once(smtp):
    for number in range(20):
        written(key=str(number))
    counts = []

    def sweep():
        counts.append(queue.sweep())
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 20
    assert len({message["Message-ID"] for message in smtp.messages}) == len(smtp.messages) == 20


@pytest.mark.parametrize("place", ["at_recipient", "at_data"])
def test_temporary_refusal_waits_for_a_later_try(smtp, place):
    letter = written()
    getattr(smtp, place).append("451 4.3.0 try later nguoi.gui@example.vn")

    state = queue.deliver(letter.pk)

    row = Letter.objects.get()
    assert (state, row.state, row.smtp_code, row.last_error) == ("pending", "pending", 451, "refused_for_now")
    assert 28 < seconds_to_next_try(letter) < 90
    assert queue.deliver(letter.pk) is None


@pytest.mark.parametrize(
    ("place", "failure"), [("at_recipient", "address_refused"), ("at_data", "letter_refused")]
)
def test_permanent_refusal_fails_with_its_reason_and_no_address(smtp, place, failure):
    letter = written()
    getattr(smtp, place).append("550 5.1.1 <nguoi.gui@example.vn> unknown")

    state = queue.deliver(letter.pk)

    row = Letter.objects.get()
    assert (state, row.state, row.smtp_code, row.last_error) == ("failed", "failed", 550, failure)
    assert queue.sweep() == 0


def test_hang_up_after_the_words_is_unknown_and_tried_twice_more(smtp):
    letter = written()
    smtp.at_data.extend([HANG_UP] * 3)

    for _ in range(3):
        assert queue.deliver(letter.pk) == "unknown"
        make_due_again = Letter.objects.filter(pk=letter.pk, next_at__isnull=False)
        make_due_again.update(next_at=Now() - timedelta(seconds=1))

    row = Letter.objects.get()
    assert (row.state, row.hang_ups, row.next_at, row.last_error) == ("unknown", 3, None, "hung_up")
    assert queue.deliver(letter.pk) is None
    assert {message["Message-ID"] for message in smtp.messages} == {letter.message_id}
    assert len(smtp.messages) == 3


def test_unreachable_server_stops_the_sweep_at_the_first_letter(settings):
    settings.EMAIL_BACKEND = "portal.outbox.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    written(key="1")
    written(key="2")

    assert queue.sweep() == 0

    rows = Letter.objects.order_by("attempts").values_list("state", "attempts", "last_error")
    assert list(rows) == [("pending", 0, ""), ("pending", 1, "unreachable")]


def test_letter_is_given_up_after_72_hours(smtp):
    letter = written()
    smtp.at_recipient.extend(["450 busy"] * 2)
    queue.deliver(letter.pk)
    Letter.objects.update(next_at=Now(), give_up_at=Now())

    assert queue.deliver(letter.pk) == "failed"


def test_letter_whose_senders_keep_dying_is_given_up():
    letter = written()
    claims.claim(letter.pk)
    Letter.objects.update(next_at=Now() - timedelta(seconds=1), give_up_at=Now())

    queue.sweep()

    assert Letter.objects.values_list("state", "last_error").get() == ("failed", "gave_up")


def test_lease_of_a_dead_sender_passes_to_another(smtp):
    letter = written()
    dead = claims.claim(letter.pk)
    assert claims.claim(letter.pk) is None
    make_due(letter)

    assert queue.deliver(letter.pk) == "sent"

    assert not claims.extend(dead)
    assert Letter.objects.get().attempts == 2


def test_letter_cancelled_after_the_claim_is_not_sent(smtp, monkeypatch):
    letter = written()
    monkeypatch.setattr(claims, "extend", lambda letter: False)

    assert queue.deliver(letter.pk) == "cancelled"

    assert smtp.messages == []


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"recipient": "a@example.vn\r\nBcc: b@example.vn"}, "bad_address"),
        ({"recipient": "a@example.vn, b@example.vn"}, "bad_address"),
        ({"recipient": "Ten <a@example.vn>"}, "bad_address"),
        ({"recipient": ""}, "bad_address"),
        ({"subject": "Số 7KQ\r\nBcc: b@example.vn"}, "unsendable"),
        ({"body": "\ud800"}, "unsendable"),
    ],
)
def test_letter_no_try_could_send_fails_at_once(smtp, change, failure):
    letter = written(**change)

    assert queue.deliver(letter.pk) == "failed"

    assert Letter.objects.get().last_error == failure
    assert smtp.messages == []


def test_letter_whose_key_is_lost_fails_and_the_next_one_leaves(smtp):
    lost = written(key="1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_letter SET payload = 'nonsense'")
    written(key="2")

    assert queue.sweep() == 1

    row = Letter.objects.defer("payload").get(pk=lost.pk)
    assert (row.state, row.last_error) == ("failed", "unsendable")


@pytest.mark.parametrize("payload", [[], {"recipient": 7}, {"recipient": "a@example.vn", "body": 7}])
def test_poison_letter_fails_and_the_next_one_leaves(smtp, payload):
    poison = written(key="1")
    poison.payload = payload
    poison.save(update_fields=["payload"])
    written(key="2")

    assert queue.sweep() == 1

    poison.refresh_from_db(fields=["state", "attempts"])
    assert (poison.state, poison.attempts) == ("failed", 1)


@pytest.mark.parametrize("hours", [-2, 2])
def test_lease_follows_the_clock_of_the_database_alone(smtp, monkeypatch, hours):
    skewed = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: skewed)
    monkeypatch.setattr("time.time", lambda: skewed.timestamp())
    letter = written()

    assert claims.claim(letter.pk) is not None

    assert claims.claim(letter.pk) is None
    assert 50 < seconds_to_next_try(letter) <= 60


def test_sweep_sends_all_that_is_due_over_one_connection(smtp):
    for number in range(5):
        written(key=str(number))

    assert queue.sweep() == 5

    assert Letter.objects.filter(state=State.SENT).count() == 5


def test_sweep_goes_on_after_a_refused_letter(smtp):
    smtp.at_data.append("550 no")
    written(key="1")
    written(key="2")

    assert queue.sweep() == 1

    assert Letter.objects.filter(state=State.FAILED).count() == 1


def test_relay_sends_without_a_broker(smtp, settings, capsys):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    written()

    call_command("relay", "--once")

    assert capsys.readouterr().out == "1 letters sent\n"
    assert len(smtp.messages) == 1


def test_printed_letter_is_not_mailed(smtp):
    letter = written(medium="print")

    assert queue.deliver(letter.pk) is None
    assert queue.sweep() == 0


def test_pause_grows_to_an_hour_and_is_spread():
    assert all(30 <= claims.pause(1).total_seconds() <= 90 for _ in range(50))
    assert all(1800 <= claims.pause(30).total_seconds() <= 5400 for _ in range(50))
    assert len({claims.pause(3) for _ in range(20)}) > 1


def test_letter_becomes_a_readable_file_without_a_mail_server(settings, tmp_path):
    settings.EMAIL_BACKEND = "portal.outbox.files.EmlBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    letter = written()

    assert queue.deliver(letter.pk) == "sent"

    [file] = settings.MAIL_DIR.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.name.endswith(f"-received-{letter.pk.hex[:8]}.eml")
    assert message["To"] == "nguoi.gui@example.vn"
    assert message.get_content() == "Kính gửi Ông/Bà,\nđã nhận ý kiến.\n"


@pytest.mark.parametrize("words", ["Đã nhận ý kiến, số tiếp nhận 1234-5678, " * 3, "Plain " * 12])
def test_subject_begins_on_its_own_line(words):
    letter = claims.claim(written().pk)
    letter.subject = words.strip()

    raw = sending.compose(letter).message().as_bytes()

    assert b"Subject: " in raw
    assert not re.search(rb"^Subject: *\r?\n", raw, re.MULTILINE)
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == words.strip()


def test_full_or_missing_mail_folder_is_a_temporary_failure(settings, tmp_path):
    settings.EMAIL_BACKEND = "portal.outbox.files.EmlBackend"
    settings.MAIL_DIR = tmp_path / "file" / "mail"
    (tmp_path / "file").write_text("in the way")
    letter = written()

    assert queue.deliver(letter.pk) == "pending"


def test_resend_starts_the_letter_anew_and_names_who_asked(smtp, django_user_model):
    smtp.at_recipient.append("550 unknown")
    letter = written()
    queue.deliver(letter.pk)
    clerk = django_user_model.objects.create(username="vanthu")

    queue.resend(letter, by=clerk)

    assert queue.deliver(letter.pk) == "sent"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (clerk, str(letter.pk), "Gửi lại")


def test_deliver_of_an_unknown_letter_does_nothing(smtp):
    assert queue.deliver(uuid.uuid4()) is None
