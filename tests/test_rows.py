"""Rows of several tables in one round trip: as the models would have stored them, all of them or none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils import timezone

from portal import rows
from portal.identity.models import AccessCode, Person
from portal.outbox.models import Letter

pytestmark = pytest.mark.django_db


def code(digest: str) -> AccessCode:
    return AccessCode(digest=digest, about_type="case", about_id="1", created_at=timezone.now())


def letter(key: str) -> Letter:
    return Letter(
        key=key, kind="received", subject="Số 7", payload={"body": "Kính gửi 100 %s"}, message_id=key
    )


def test_rows_of_several_tables_are_stored_by_one_statement_and_learn_their_keys(django_assert_num_queries):
    person, first, second, note = Person(data={"full_name": "Hoà"}), code("a"), code("b"), letter("1")

    with django_assert_num_queries(1):
        rows.insert(person, first, second, note)

    assert Person.objects.get(pk=person.pk).full_name == "Hoà"
    assert Person.objects.get().created_at == person.created_at
    assert [row.pk for row in AccessCode.objects.order_by("digest")] == [first.pk, second.pk]
    kept = Letter.objects.get(pk=note.pk)
    assert (kept.payload, kept.next_at) == ({"body": "Kính gửi 100 %s"}, kept.created_at)


def test_a_stored_row_is_updated_by_its_next_save():
    row = code("a")
    rows.insert(row)

    row.about_id = "2"
    row.save()

    assert AccessCode.objects.get().about_id == "2"


def test_one_row_refused_leaves_none_and_names_the_rule():
    rows.insert(letter("1"))

    with pytest.raises(IntegrityError, match="outbox_letter_key"), transaction.atomic():
        rows.insert(code("a"), letter("1"), code("b"))

    assert AccessCode.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_one_message_is_still_stored_whole_or_not_at_all():
    rows.insert(letter("1"))

    with pytest.raises(IntegrityError):
        rows.insert(code("a"), letter("1"), code("b"))

    assert AccessCode.objects.count() == 0


def test_a_row_numbered_before_keeps_its_key(django_assert_num_queries):
    first, second = code("a"), code("b")

    with django_assert_num_queries(0 if rows._ahead.get(AccessCode) else 1):
        rows.number(first, second)
    rows.insert(first, second)

    assert first.pk != second.pk
    assert [row.pk for row in AccessCode.objects.order_by("digest")] == [first.pk, second.pk]


def test_every_kind_of_value_is_stored_as_it_is():
    note = Letter(
        key="k", kind=Quiet("it's"), subject="'; DROP TABLE x; -- \\ %s ‘Hoà’", payload={}, message_id="m"
    )
    note.next_at = datetime(2026, 3, 1, 7, 30, 0, 123456, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    rows.insert(note)

    kept = Letter.objects.get()
    assert (kept.kind, kept.subject, kept.next_at) == ("it's", note.subject, note.next_at)
    assert (kept.attempts, kept.sent_at) == (0, None)


class Quiet(TextChoices):
    IT = "it's"
