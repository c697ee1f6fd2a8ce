"""The random sample of closed opinions: by a seed, the same for everybody, written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from feedback import sampling, states, workflow
from tests.feedback.desk import A, Desk, days_ago, submit
from tests.feedback.hierarchy import Hierarchy, fresh

SAMPLE = "/quan-tri/feedback/submission/sample/"
S = states.Status


def sample(size: int = 50, seed: str = "12345678") -> sampling.Sample:
    today = timezone.localdate()
    return sampling.Sample(today - timedelta(days=30), today, size, seed)


def test_the_same_seed_draws_the_same_and_another_seed_another_order(desk: Desk) -> None:
    for _time in range(8):
        desk.opinion(S.CLOSED)

    first = list(sampling.draw(desk.leader, sample()))

    assert len(first) == 8
    assert list(sampling.draw(desk.leader, sample(3))) == first[:3]
    assert list(sampling.draw(desk.leader, sample(seed="87654321"))) != first
    desk.opinion(S.CLOSED)
    assert [case for case in sampling.draw(desk.leader, sample()) if case in first] == first


def test_only_closed_opinions_of_those_days_are_drawn(desk: Desk) -> None:
    people, closed = Hierarchy(desk), desk.opinion(S.CLOSED)
    desk.opinion(S.ANSWERED)
    desk.opinion(S.CLOSED, received=days_ago(40))
    restricted = desk.restricted()
    workflow.act(restricted, A.CLOSE, by=desk.reader)
    named = desk.opinion(S.CLOSED)
    workflow.act(named, A.CONCERN, by=fresh(desk.clerk), official=people.chair)
    submit(unit=desk.other)

    assert list(sampling.draw(fresh(desk.leader), sample())) == [closed]


def test_a_draw_is_written_down_and_its_page_opens_again(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.CLOSED)
    client.force_login(desk.leader)
    today = f"{timezone.localdate():%d/%m/%Y}"

    drawn = client.post(SAMPLE, {"first": today, "last": today, "size": "5"}, follow=True)

    row = LogEntry.objects.get(object_id="sample")
    assert row.user_id == desk.leader.pk
    assert f"seed={row.object_repr}" in row.change_message
    html = drawn.content.decode()
    assert case.reference in html
    assert f"số gieo {row.object_repr}" in html
    assert case.reference in client.get(drawn.redirect_chain[-1][0]).content.decode()
    assert LogEntry.objects.filter(object_id="sample").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first": "02/01/2026", "last": "01/01/2026", "size": "5"}, "Ngày cuối sớm hơn ngày đầu."),
        ({"first": "01/01/2024", "last": "01/06/2026", "size": "5"}, "Chọn nhiều nhất một năm."),
        ({"first": "01/01/2026", "last": "01/06/2026", "size": "500"}, "50"),
        ({"first": "abc", "last": "", "size": "x"}, 'role="alert"'),
    ],
)
def test_odd_days_and_sizes_are_told(client: Client, desk: Desk, typed: Any, sentence: str) -> None:
    client.force_login(desk.leader)

    html = client.post(SAMPLE, typed).content.decode()

    assert sentence in html
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    "query", ["?seed=abc", "?seed=1234567", "?first=2026-01-01&last=2026-02-01&size=5&seed=x"]
)
def test_an_address_of_no_sample_shows_the_form(client: Client, desk: Desk, query: str) -> None:
    client.force_login(desk.leader)

    assert "Rút mẫu" in client.get(SAMPLE + query).content.decode()


def test_others_draw_nothing(client: Client, desk: Desk) -> None:
    for who in (desk.clerk, desk.officer, desk.admin):
        client.force_login(who)
        assert client.get(SAMPLE).status_code == 403
