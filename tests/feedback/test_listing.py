"""The list read in stretches of time shows the rows, in the order, that one plain query would."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from feedback import finding, states
from feedback.admin.listing import LATEST, NEWEST, OLDEST, ORDERS, SOONEST, Scope, stretches_of
from feedback.models import Submission
from portal.paging import first_keys, lengths
from tests.feedback.desk import Desk

LIST = "/quan-tri/feedback/submission/"
S = states.Status
# Days ago: on both sides of every edge between two stretches, and twice the same moment.
AGES = (0, 0, 1, 29, 30, 31, 119, 120, 121, 365, 366, 367, 400, 1000, 1000, 1826)

# By day of receipt, by deadline, either way; two columns; a column that is none.
SORTS = ("", "&o=3", "&o=-3", "&o=4", "&o=-4", "&o=4.3", "&o=99")


@pytest.fixture
def register(desk: Desk) -> Desk:
    """A common word in every opinion, a rare one in two old and one new, both next to each other once."""
    now = timezone.now()
    rows = []
    for number, (age, status) in enumerate(
        (age, status) for status in (S.RECEIVED, S.DECLINED, S.WITHDRAWN) for age in AGES
    ):
        at = now - timedelta(days=age)
        words = "Đường hỏng, chim lạc" if number in (3, 30) else "Đường hỏng"
        due = (at + timedelta(days=20)).date() if status == S.RECEIVED and number % 3 else None
        row = Submission(
            reference=f"{number:04}-{number:04}",
            organ=desk.organ if number % 7 else desk.other,
            title=f"{words} {'lạc đường' if number == 47 else ''}",
            body="Thôn Tân Tiến",
            field="ha_tang" if number % 2 else "",
            status=status,
            closed_at=now if status == S.WITHDRAWN else None,
            received_at=at,
            recorded_at=at,
            target_due_on=due,
            due_on=due,
            form_key=secrets.token_hex(8),
        )
        rows.append(row)
    Submission.objects.bulk_create(rows)
    return desk


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?", 13),
        ("?status=all", 41),
        ("?status=all&p=2", 41),
        ("?status=withdrawn&field=ha_tang", 7),
        ("?q=duong", 32),
        ("?q=duong&p=2", 32),
        ("?q=duong+lac", 1),
        ("?q=khongcotunay", 0),
        ("?q=duong+lac&status=all", 3),
        ('?q="lac duong"&status=all', 1),
        ("?q=duong&status=all&p=2", 41),
        ("?q=duong&status=declined&field=ha_tang", 7),
    ],
)
def test_stretches_show_the_rows_of_one_plain_query(
    client: Client, register: Desk, query: str, count: int
) -> None:
    client.force_login(register.clerk)
    first = 25 if "p=2" in query else 0

    lists = [client.get(f"{LIST}{query}{sort}").context["cl"] for sort in SORTS]

    for shown in lists:
        plain = [case.reference for case in shown.queryset]
        assert shown.result_count == len(plain) == count
        assert [case.reference for case in shown.result_list] == plain[first : first + 25]


@pytest.mark.parametrize(
    ("words", "is_rare"),
    [
        ("duong", False),
        ("đường hỏng", False),
        ("duong lac", True),
        ('"lac duong"', True),
        ("khongcotunay", True),
        ("duong or lac", False),
        ("duong -lac", False),
        ("0003-0003", False),
    ],
)
def test_rare_words_are_looked_up_and_found_the_same(
    client: Client, register: Desk, words: str, is_rare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 30)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE feedback_submission")
    client.force_login(register.clerk)

    assert finding.is_rare(finding.wanted(words)) is is_rare

    for sort in SORTS:
        shown = client.get(LIST + "?" + urlencode({"q": words, "status": "all"}) + sort).context["cl"]
        plain = [case.reference for case in shown.queryset[:1001]]
        assert shown.result_count == len(plain)
        assert [case.reference for case in shown.result_list] == plain[:25]


@pytest.mark.parametrize("order", [NEWEST, OLDEST, SOONEST, LATEST])
def test_keys_stop_at_the_limit_wherever_it_falls(register: Desk, order: str) -> None:
    everything = Submission.objects.all()
    plain = list(everything.order_by(*ORDERS[order]).values_list("pk", flat=True))
    stretches = stretches_of(order, Scope.EVERY, is_search=True)

    found = [first_keys(everything, stretches, limit) for limit in range(1, len(plain) + 2)]

    assert found == [plain[:limit] for limit in range(1, len(plain) + 2)]


def test_page_past_the_last_leads_back_to_the_first(client: Client, register: Desk) -> None:
    client.force_login(register.clerk)

    assert client.get(f"{LIST}?status=all&p=3").status_code == 302


def test_lengths_are_those_of_the_lists_in_their_order(register: Desk) -> None:
    cases = Submission.objects.all()

    found = lengths([cases, cases.none(), cases.filter(status=S.RECEIVED), cases.filter(title="%s")])

    assert found == [48, 0, 16, 0]
    assert lengths([]) == []
