"""Saved filters: kept by their owner, shared with an organ, counted as the list itself would count."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback import states, workflow
from feedback.admin import saved
from feedback.models import SavedFilter
from officials.models import User
from officials.roles import Role
from tests.feedback.desk import A, Desk, submit, user
from tests.feedback.hierarchy import holder

S = states.Status
LIST = "/quan-tri/feedback/submission/"
KEEP = f"{LIST}filters/"


def kept(owner: User, query: str = "status=received", **fields: Any) -> SavedFilter:
    return SavedFilter.objects.create(owner=owner, query=query, **{"name": query} | fields)


def shown(client: Client, who: User) -> dict[str, int | None]:
    client.force_login(who)
    return {link.saved.name: link.count for link in client.get(LIST).context["saved"]}


def test_filter_in_use_is_saved_without_words_and_unknown_values(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)
    offered = client.get(f"{LIST}?field=ha_tang&status=routed&q=mat&channel=rocket").context["saved_query"]

    page = client.post(KEEP, {"do": "save", "name": "Đường đã giao", "query": offered}, follow=True)

    assert offered == "status=routed&field=ha_tang"
    assert SavedFilter.objects.values_list("owner", "name", "query", "organ").get() == (
        desk.clerk.pk,
        "Đường đã giao",
        "status=routed&field=ha_tang",
        None,
    )
    assert page.redirect_chain == [(f"{LIST}?{offered}", 302)]


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", "status=routed", "Xin ghi tên bộ lọc."),
        ("Trùng", "status=routed", "Ông/Bà đã có bộ lọc tên này."),
        ("Rỗng", "q=mat&channel=rocket", "Xin chọn ít nhất một mục lọc"),
    ],
)
def test_what_cannot_be_saved_is_said_and_the_name_stays(
    client: Client, desk: Desk, name: str, query: str, sentence: str
) -> None:
    kept(desk.clerk, name="Trùng")
    client.force_login(desk.clerk)

    page = client.post(KEEP, {"do": "save", "name": name, "query": query}).content.decode()

    assert sentence in page
    assert f'value="{name}"' in page or not name
    assert SavedFilter.objects.count() == 1


def test_counts_are_the_lengths_of_the_lists(client: Client, desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setattr(saved, "COUNTED_EVERY", 0)
    for status in (S.RECEIVED, S.RECEIVED, S.ROUTED, S.CLOSED):
        desk.opinion(status)
    submit(unit=desk.other)
    queries = (
        "queue=mine",
        "status=received",
        "status=done",
        f"responsible={desk.economy.pk}",
        "field=ha_tang",
    )
    for query in queries:
        kept(desk.clerk, query)

    counts = shown(client, desk.clerk)

    assert counts == {q: client.get(f"{LIST}?{q}").context["cl"].result_count for q in queries}
    assert counts["status=received"] == 2


def test_value_that_is_offered_no_more_says_so(client: Client, desk: Desk) -> None:
    kept(desk.clerk, f"responsible={desk.other.pk}", name="Đơn vị cũ")

    assert shown(client, desk.clerk) == {"Đơn vị cũ": None}
    assert "có mục không còn trong danh sách lọc" in client.get(LIST).content.decode()


def test_colleagues_of_the_organ_see_what_is_shared_and_keep_only_their_own(
    client: Client, desk: Desk
) -> None:
    shared = kept(desk.clerk, organ=desk.organ, name="Chung")
    kept(desk.clerk, name="Riêng")

    assert shown(client, desk.officer).keys() == {"Chung"}
    assert shown(client, desk.stranger).keys() == set()
    client.force_login(desk.officer)
    assert client.post(KEEP, {"do": "delete", "pk": shared.pk}).status_code == 404
    assert client.post(KEEP, {"do": "save", "name": "x", "query": "status=routed", "organ": desk.other.pk})
    assert not SavedFilter.objects.filter(organ=desk.other).exists()


def test_owner_renames_shares_moves_and_deletes(client: Client, desk: Desk) -> None:
    first, second = kept(desk.clerk, name="Một"), kept(desk.clerk, name="Hai", position=1)
    client.force_login(desk.clerk)

    client.post(KEEP, {"do": "change", "pk": first.pk, "name": "Đầu", "organ": desk.organ.pk})
    client.post(KEEP, {"do": "up", "pk": second.pk})

    assert list(SavedFilter.objects.values_list("name", "organ")) == [("Hai", None), ("Đầu", desk.organ.pk)]
    client.post(KEEP, {"do": "delete", "pk": second.pk})
    assert SavedFilter.objects.get() == first


def test_more_than_the_most_are_refused(client: Client, desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setattr(saved, "AT_MOST", 1)
    kept(desk.clerk)
    client.force_login(desk.clerk)

    page = client.post(KEEP, {"do": "save", "name": "Nữa", "query": "status=routed"}).content.decode()

    assert "Ông/Bà đã lưu 1 bộ lọc" in page
    assert SavedFilter.objects.count() == 1


def test_who_is_named_meanwhile_is_not_counted_a_minute_longer(client: Client, desk: Desk) -> None:
    head = holder("Ma Văn Thuyết", "Trưởng phòng", desk.economy, desk.officer, is_head=True)
    case = desk.opinion(S.ROUTED)
    kept(desk.officer, "field=ha_tang")
    assert shown(client, desk.officer) == {"field=ha_tang": 1}

    workflow.act(case, A.CONCERN, by=desk.clerk, official=head)

    assert shown(client, desk.officer) == {"field=ha_tang": 0}


def test_counts_are_one_statement_however_many_filters(client: Client, desk: Desk) -> None:
    numbers = []
    client.force_login(desk.clerk)
    for more in (1, 9):
        for number in range(more):
            kept(desk.clerk, f"responsible={desk.economy.pk}", name=f"{more} {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST)
        numbers.append(len(asked))
        cache.clear()

    assert numbers[0] == numbers[1] <= 12


def test_who_reads_no_opinions_has_no_saved_filters(client: Client, desk: Desk) -> None:
    client.force_login(user("kiem", Role.AUDITOR))

    assert client.get(KEEP).status_code == 403


@pytest.mark.parametrize("fields", [{"name": ""}, {"query": ""}, {"name": "status=received"}])
def test_database_refuses_nonsense(desk: Desk, fields: dict[str, str]) -> None:
    kept(desk.clerk)

    with pytest.raises(IntegrityError):
        kept(desk.clerk, **{"name": "khác"} | fields)
