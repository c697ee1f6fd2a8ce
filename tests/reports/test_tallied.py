"""Sums of the tally against counts of rows: the same for every reader, on any span, folded or not."""

import re
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback import queries as register
from feedback import states, tallied, workflow
from feedback.models import Submission
from feedback.models.tally import Kind
from feedback.states import Action, Channel
from feedback.workflow import tally
from officials import workflow as officials
from officials.models import Official, Post, RoleGrant, Tenure, User
from officials.roles import Role
from reports import queries
from reports.periods import Span
from reports.queries import Show
from tests.reports.office import LONG_AGO, Office, days_ago
from tests.reports.test_dashboard import BOARD, LIST, signed_in


def named_chair(office: Office) -> Official:
    chair = officials.save_official(official=Official(full_name="Ma Văn Thuyết", user=office.leader))
    seat = Post.objects.create(unit=office.committee, title="Chủ tịch", is_head=True)
    Tenure.objects.create(official=chair, post=seat, valid_from=LONG_AGO)
    office.committee.conflict_desk = office.party
    office.committee.save()
    return chair


@pytest.fixture
def crowd(office: Office) -> Office:
    """Cases of both organs, answered late and in time, withdrawn, naming the chair or another."""
    RoleGrant.objects.create(
        user=office.party_leader, role=Role.CLERK, unit=office.party, valid_from=LONG_AGO
    )
    other = officials.save_official(official=Official(full_name="Lục Thị Hoà"))
    chair, random = named_chair(office), Random(7)
    for number in range(26):
        unit = office.party if number % 5 == 0 else office.committee
        back = random.randrange(2, 120)
        case = office.receive(days_ago(back), unit=unit)
        if unit == office.party:
            continue
        step = number % 7
        if step == 1:
            office.answer(case, days_ago(back // 3))
        elif step == 2:
            office.accept(case, days_ago(back - 1), kind=states.LegalKind.PHAN_ANH)
        elif step == 3:
            office.classify(case, days_ago(back - 1))
            workflow.act(case, Action.ROUTE, by=office.clerk, responsible=office.party)
        elif step == 4:
            workflow.act(case, Action.CONCERN, by=office.clerk, official=chair if number % 2 else other)
        if number % 11 == 3:
            workflow.withdraw(case, now=timezone.now())
    return office


def live(user: User, organs: list[Any], show: Show, span: Span) -> int:
    """The number by the rows themselves, as visible_to gives them."""
    cases = queries.of_organs(register.visible_to(fresh(user)), organs)
    return queries.chosen(cases, show, span, timezone.localdate()).count()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("folded", [True, False])
def test_every_reader_counts_what_the_list_holds(crowd: Office, folded: bool) -> None:
    if folded:
        tally.fold()
    RoleGrant.objects.create(
        user=crowd.leader, role=Role.RECEPTION, unit=crowd.committee, valid_from=LONG_AGO
    )
    Submission.objects.filter(pk__in=[case.pk for case in crowd.received[::2]]).update(
        recorded_by=crowd.leader
    )
    today = timezone.localdate()
    readers = [
        (crowd.leader, [crowd.committee]),
        (crowd.party_leader, [crowd.party]),
    ]
    spans = [
        Span(today - timedelta(days=n), today - timedelta(days=m)) for n, m in ((365, 0), (70, 13), (9, 9))
    ]

    for user, organs in readers:
        scope = tallied.scope_of(fresh(user), [organ.pk for organ in organs])
        for span in spans:
            tallies = {show: queries.listed(scope, show, span, today, {}) for show in Show}
            assert tallies == {show: live(user, organs, show, span) for show in Show}


def test_leader_named_sees_the_page_as_if_the_case_did_not_exist(office: Office) -> None:
    chair = named_chair(office)
    RoleGrant.objects.create(
        user=office.party_leader, role=Role.CLERK, unit=office.party, valid_from=LONG_AGO
    )
    office.accept(office.receive(days_ago(60)), days_ago(59))
    before = page(office.leader)
    case = office.accept(office.receive(days_ago(60)), days_ago(59))
    assert page(office.leader) != before

    workflow.act(case, Action.CONCERN, by=office.clerk, official=chair)

    assert page(office.leader) == before
    tally.fold()
    assert page(office.leader) == before


def page(user: User) -> list[str]:
    html = signed_in(user).get(BOARD).content.decode()
    # But for the sentence that tells the time, the tokens of forms and the random ids of charts.
    random = r'<p class="small">.*?</p>|csrfmiddlewaretoken" value="\w+"|"chart-\w+"'
    return re.sub(random, "", html).splitlines()


def test_span_is_whole_halves_and_the_days_at_its_ends() -> None:
    pieces = tallied.within(Kind.FIELD, date(2026, 1, 10), date(2026, 3, 16))

    assert [(piece.kind, piece.first, piece.last) for piece in pieces] == [
        (Kind.FIELD_HALF, date(2026, 1, 15), date(2026, 3, 14)),
        (Kind.FIELD, date(2026, 1, 10), date(2026, 1, 14)),
        (Kind.FIELD, date(2026, 3, 15), date(2026, 3, 16)),
    ]


@pytest.mark.parametrize(
    ("first", "last", "kinds"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), [Kind.FIELD_HALF]),
        (date(2025, 12, 15), date(2026, 12, 14), [Kind.FIELD_HALF]),
        (date(2026, 2, 3), date(2026, 2, 20), [Kind.FIELD]),
        (date(2026, 2, 28), date(2026, 2, 28), [Kind.FIELD]),
        (date(2900, 1, 31), date(2999, 12, 31), [Kind.FIELD_HALF, Kind.FIELD]),
    ],
)
def test_named_periods_read_halves_alone(first: date, last: date, kinds: list[Kind]) -> None:
    pieces = tallied.within(Kind.FIELD, first, last)
    days = sum((piece.last - piece.first).days + 1 for piece in pieces if piece.first and piece.last)

    assert [piece.kind for piece in pieces] == kinds
    assert days == (last - first).days + 1


def test_list_narrowed_by_what_the_tally_does_not_hold_is_counted_to_a_thousand(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        office.receive(days_ago(1), field="y_te")
    client, both = signed_in(office.leader), {"show": "received", "field": "y_te"}
    both["channel"] = Channel.CONG_TRUC_TUYEN
    assert counted(client, both) == (3, False)

    monkeypatch.setattr("reports.views.COUNTED_AT_MOST", 2)

    assert counted(client, both) == (2, True)
    assert counted(client, {"show": "received", "field": "y_te"}) == (3, False)
    assert counted(client, {"show": "open", "unit": "none"}) == (3, False)


def counted(client: Client, query: dict[str, str]) -> tuple[int, bool]:
    context = client.get(LIST, query).context
    return context["count"], context["is_capped"]
