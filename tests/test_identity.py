"""The identity wall: keys that rotate, blind indexes, codes, tokens, the cookie, telephone numbers."""

import math
import uuid
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.identity import codes, cookies, crypto, phones, queries, tokens, workflow
from portal.identity.models import AccessCode, Person
from portal.outbox import queue

CODE = codes.from_token_key("one form")


def stored(column, table="identity_person"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_person_is_stored_in_one_statement_and_unreadably(django_assert_num_queries):
    with django_assert_num_queries(1):
        workflow.person(
            full_name="Nguyễn Thị Hoà", phone="+84912345678", email="Hoa@Example.vn", address="Thôn 3"
        ).save()

    person = Person.objects.get()
    assert (person.full_name, person.phone) == ("Nguyễn Thị Hoà", "+84912345678")
    assert (person.email, person.address) == ("Hoa@Example.vn", "Thôn 3")
    [dump] = stored("row_to_json(identity_person)::text")
    for needle in ("Hoà", "912345678", "example", "Thôn", "\\u"):
        assert needle not in dump


@pytest.mark.django_db
def test_same_person_is_found_by_blind_index_however_written():
    first = workflow.person(full_name="Nguyễn  Thị Hoà", phone="+84912345678", email="hoa@example.vn")
    second = workflow.person(full_name="nguyễn thị hòa", phone="+84912345678", email=" HOA@example.vn")
    nobody = workflow.person()

    assert first.name_index == second.name_index
    assert first.phone_index == second.phone_index
    assert first.email_index == second.email_index
    assert (nobody.name_index, nobody.phone_index, nobody.email_index) == ("", "", "")
    assert nobody.full_name == ""


def test_blind_hash_differs_between_domains_and_keys(settings):
    phone = crypto.blind("+84912345678", domain="phone")

    assert phone != crypto.blind("+84912345678", domain="name")
    assert len(phone) == 64
    settings.INDEX_KEY = "another key"
    assert phone != crypto.blind("+84912345678", domain="phone")


def test_equal_words_are_encrypted_differently_and_emptiness_is_kept():
    assert crypto.encrypt("đất") != crypto.encrypt("đất")
    assert crypto.decrypt(crypto.encrypt("đất")) == "đất"
    assert crypto.decrypt(crypto.encrypt("")) == ""


def test_damaged_words_are_undecipherable(settings):
    token = crypto.encrypt("đất")

    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(token[:-6] + "AAAAA=")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(token)


@pytest.mark.django_db
def test_encrypted_column_cannot_be_searched():
    with pytest.raises(FieldError):
        Person.objects.filter(data__exact={}).exists()


@pytest.mark.django_db
def test_rotation_brings_every_column_under_the_first_key(settings, capsys):
    workflow.person(full_name="Nguyễn Thị Hoà").save()
    queue.enqueue(queue.Draft("received", "hoa@example.vn", "Số 7KQ", "Kính gửi"), key="1")
    old_keys = settings.FIELD_KEYS
    new_key = Fernet.generate_key().decode()

    settings.FIELD_KEYS = [new_key, *old_keys]
    call_command("rotate_field_keys")
    settings.FIELD_KEYS = [new_key]

    assert Person.objects.get().full_name == "Nguyễn Thị Hoà"
    assert queue.Letter.objects.get().payload["recipient"] == "hoa@example.vn"
    out = capsys.readouterr().out
    assert "identity.Person.data: 1 values under the first key" in out
    assert "outbox.Letter.payload: 1 values under the first key" in out


@pytest.mark.django_db
def test_rotation_walks_all_batches(settings, monkeypatch):
    monkeypatch.setattr("portal.identity.management.commands.rotate_field_keys.BATCH", 2)
    for _ in range(5):
        workflow.person(full_name="Hoà").save()
    before = set(stored("data"))

    call_command("rotate_field_keys", verbosity=0)

    assert before.isdisjoint(stored("data"))


def test_code_has_at_least_75_bits_of_safe_signs():
    assert len(set(codes.ALPHABET)) == 22
    assert not set(codes.ALPHABET) & set("AEIOUYDW01258")
    assert codes.LENGTH * math.log2(len(codes.ALPHABET)) > 75


def test_code_follows_from_the_token_and_the_key(settings):
    assert codes.from_token_key("one form") == CODE
    assert codes.from_token_key("another form") != CODE
    settings.CODE_KEY = "another key"
    assert codes.from_token_key("one form") != CODE


def test_codes_use_every_sign_about_equally():
    signs = "".join(codes.from_token_key(str(number)) for number in range(2000))

    expected = len(signs) / 22
    assert all(abs(signs.count(sign) - expected) < expected * 0.15 for sign in codes.ALPHABET)


def test_code_is_shown_in_groups_and_read_back_however_typed():
    shown = codes.grouped("BCFGHJKLMNPQRSTVX")

    assert shown == "BCFG-HJKL-MNPQ-RSTVX"
    for typed in (shown, shown.lower(), f"  {shown} ", "BCFG HJKL.MNPQ—RSTVX", "b\u0301cfghjklmnpqrstvx"):
        assert codes.normalise(typed) == "BCFGHJKLMNPQRSTVX"


@pytest.mark.parametrize(
    "lead", ["http://testserver/tra-cuu/#", "Mã tra cứu: ", "Theo dõi: mở https://a.vn/en/tra-cuu/#"]
)
def test_code_is_read_out_of_the_link_or_line_it_was_copied_with(lead):
    assert codes.normalise(f"{lead}BCFG-HJKL-MNPQ-RSTVX") == "BCFGHJKLMNPQRSTVX"


def test_look_alikes_are_read_as_the_sign_they_resemble():
    assert codes.normalise("8cf6hjk1mnp0r5tvx") == "BCFGHJKLMNPQRSTVX"
    assert codes.normalise("8cf6hjkImnpOr5tv2") == "BCFGHJKLMNPQRSTVZ"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "B",
        "BCFGHJKLMNPQRSTV",
        "BCFGHJKLMNPQRSTVXX",
        "ACFGHJKLMNPQRSTVX",
        "\x00" * 17,
        "B" * 10**6,
        "\ud800" * 17,
    ],
)
def test_what_is_no_code_reads_as_none(typed):
    assert codes.normalise(typed) is None


@pytest.mark.django_db
def test_code_opens_its_case_until_revoked():
    now = timezone.now()
    workflow.issue_code(code=CODE, about_type="case", about_id=7, now=now)

    found = queries.find_code(codes.grouped(CODE).lower())
    revoked = workflow.revoke_codes(about_type="case", about_id=7, now=now + timedelta(days=1))

    assert (found.about_type, found.about_id) == ("case", "7")
    assert revoked == 1
    assert queries.find_code(CODE) is None
    assert AccessCode.objects.count() == 1


@pytest.mark.django_db
def test_code_itself_is_stored_nowhere():
    workflow.issue_code(code=CODE, about_type="case", about_id=uuid.uuid4(), now=timezone.now())

    [dump] = stored("row_to_json(identity_accesscode)::text", "identity_accesscode")

    assert CODE not in dump


@pytest.mark.django_db
def test_wrong_and_malformed_codes_find_nothing():
    assert queries.find_code(codes.from_token_key("never issued")) is None
    assert queries.find_code("hello") is None


@pytest.mark.django_db
def test_one_code_opens_one_case_only():
    workflow.issue_code(code=CODE, about_type="case", about_id=1, now=timezone.now())

    with pytest.raises(IntegrityError):
        workflow.issue_code(code=CODE, about_type="case", about_id=2, now=timezone.now())


@pytest.mark.django_db
def test_code_cannot_be_revoked_before_it_was_made():
    now = timezone.now()
    workflow.issue_code(code=CODE, about_type="case", about_id=1, now=now)

    with pytest.raises(IntegrityError):
        workflow.revoke_codes(about_type="case", about_id=1, now=now - timedelta(days=1))


def test_form_token_keeps_its_key_and_tells_its_age(monkeypatch):
    token = tokens.issue()
    first = tokens.read(token)
    now = tokens.datetime.now(tokens.UTC)

    class Later(tokens.datetime):
        @classmethod
        def now(cls, tz=None):
            return now + timedelta(hours=7)

    monkeypatch.setattr(tokens, "datetime", Later)

    assert first.age < timedelta(seconds=5)
    assert tokens.read(token).key == first.key
    assert timedelta(hours=6, minutes=59) < tokens.read(token).age < timedelta(hours=7, seconds=5)
    assert tokens.issue() != token


@pytest.mark.parametrize("token", ["", "a", "a:b:c", "a:b:c:d", "\ud800", "x" * 5000, "\x00"])
def test_foreign_form_token_is_refused(token):
    with pytest.raises(tokens.BadToken):
        tokens.read(token)


def recalled(cookie):
    request = RequestFactory().get("/")
    request.COOKIES[cookies.NAME] = cookie
    return cookies.recall(request)


def test_cookie_keeps_the_code_where_only_this_server_reads_it():
    response = HttpResponse()
    cookies.remember(response, CODE, minutes=2)

    cookie = response.cookies[cookies.NAME]
    assert recalled(cookie.value) == CODE
    assert CODE not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 120)


def test_cookie_ends_with_its_time_even_on_a_device_that_keeps_it():
    response = HttpResponse()
    cookies.remember(response, CODE, minutes=-1)

    assert recalled(response.cookies[cookies.NAME].value) is None


def test_cookie_that_is_not_ours_is_ignored():
    assert recalled("") is None
    assert recalled("nonsense") is None
    assert recalled("đất \x00") is None
    assert recalled(crypto.encrypt("some words of a letter")) is None
    assert recalled(crypto.encrypt("code soon BCFG")) is None


def test_cookie_is_forgotten_at_once():
    response = HttpResponse()

    cookies.forget(response)

    assert response.cookies[cookies.NAME]["max-age"] == 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84 912-345-678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("(024) 3825 4321", "+842438254321"),
        ("0219 3 888 999", "+842193888999"),
        ("+1 650 253 0000", "+16502530000"),
        ("０９１２３４５６７８", "+84912345678"),
    ],
)
def test_telephone_is_understood_as_people_type_it(typed, number):
    assert phones.parse(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "113",
        "1022",
        "12345",
        "0912345",
        "0912345678901",
        "hello",
        "0912 345 678 ext 5",
        "\x00",
        "9" * 5000,
    ],
)
def test_what_is_no_full_number_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as caught:
        phones.parse(typed)

    assert caught.value.code == "phone"


def test_number_is_shown_as_at_home():
    assert phones.shown("+84912345678") == "0912 345 678"
    assert phones.shown("+16502530000") == "+1 650-253-0000"
    assert phones.shown("unreadable") == "unreadable"
