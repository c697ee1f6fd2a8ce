"""Lists of the admin: what their filters offer narrows them, what is written into the address does not."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from feedback.models import Submission
from officials.roles import Role
from tests.feedback.desk import Desk, user

LOG, REGISTER, LETTERS = "feedback/submissionevent/", "feedback/submission/", "outbox/letter/"
ACCOUNTS, UNITS, RULES, DAYS = "officials/user/", "officials/unit/", "clocks/rule/", "clocks/holiday/"


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk.opened()


def status(client: Client, path: str, query: str) -> int:
    client.raise_request_exception = False
    return client.get(f"/quan-tri/{path}?{query}").status_code


@pytest.mark.parametrize(
    "query", ["changes__icontains=to_cao", "changes__legal_kind__1=to_cao", "submission__body__icontains=a"]
)
def test_auditor_cannot_ask_the_log_what_it_does_not_show(client: Client, desk: Desk, query: str) -> None:
    desk.restricted()
    client.force_login(user("kiem", Role.AUDITOR))

    assert status(client, LOG, query) == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (REGISTER, "form_key__startswith=a"),
        (REGISTER, "person__phone_index__startswith=a"),
        (REGISTER, "title=%00"),
        (REGISTER, "reference__regex=%5B"),
        (REGISTER, "recorded_by__password__startswith=a"),
        (LETTERS, "key__startswith=%00"),
        (LETTERS, "payload__isnull=0"),
        (LETTERS, "state__exact=%00"),
        (LETTERS, "kind=%00"),
    ],
)
def test_clerk_cannot_ask_by_columns_no_filter_offers(
    client: Client, desk: Desk, path: str, query: str
) -> None:
    desk.opinion()
    client.force_login(desk.clerk)

    assert status(client, path, query) == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (ACCOUNTS, "password__startswith=pbkdf2"),
        (ACCOUNTS, "grants__role__exact=%00"),
        (UNITS, "restricted_readers__password__startswith=p"),
        (UNITS, "kind__exact=%00"),
        (RULES, "name=%00"),
        (DAYS, "day__year=99999999999999"),
    ],
)
def test_administrator_cannot_either(client: Client, desk: Desk, path: str, query: str) -> None:
    client.force_login(desk.admin)

    assert status(client, path, query) == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (ACCOUNTS, "is_active__exact=1&grants__role__exact=clerk"),
        (UNITS, "in_force=today&kind__exact=front&q=hàm"),
        (RULES, "code=notice&unit__exact=working"),
        (DAYS, "year=2026&kind__exact=holiday"),
        (DAYS, "year=99999999999999"),
        (LETTERS, "state__exact=failed&kind=routed&medium__exact=email"),
        ("feedback/routingrule/", "field__exact=dat_dai&is_active__exact=1"),
    ],
)
def test_offered_filters_still_narrow(client: Client, desk: Desk, path: str, query: str) -> None:
    client.force_login(desk.admin)

    assert status(client, path, query) == 200


@pytest.mark.parametrize("who", ["admin", "colleague", "stranger"])
def test_no_address_of_the_admin_turns_a_number_into_a_case(client: Client, desk: Desk, who: str) -> None:
    case = desk.restricted()
    client.force_login(getattr(desk, who))
    kind = ContentType.objects.get_for_model(Submission)

    answer = client.get(f"/quan-tri/r/{kind.pk}/{case.pk}/")

    assert answer.status_code == 404
    assert case.reference not in answer.content.decode()


@pytest.mark.parametrize("path", ["/lanh-dao/danh-sach/", "/lanh-dao/duyet/"])
@pytest.mark.parametrize(
    "mark",
    [
        "2026-01-01~1",
        "2026-01-01T00:00:00~999999999999999999",
        "9999-12-31T23:59:59-23:59~1",
        "0001-01-01T00:00:00%2B14:00~1",
        "2026-01-01T00:00:00%2B00:00~%D9%A3",
        "infinity~1",
        "%00~1",
    ],
)
@pytest.mark.parametrize("side", ["after", "before"])
def test_mark_written_by_hand_opens_the_first_page(
    client: Client, desk: Desk, path: str, mark: str, side: str
) -> None:
    client.force_login(desk.leader)

    assert client.get(f"{path}?{side}={mark}").status_code == 200
