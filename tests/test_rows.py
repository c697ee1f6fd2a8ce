"""Rows of several tables in one round trip: as the models would have stored them, all of them or none."""

import pytest
from django.db import IntegrityError, transaction
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
