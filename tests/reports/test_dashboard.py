"""The leader's page: who may open it, and that each number is the length of the list behind it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback import queries as register
from feedback import workflow
from feedback.states import Action, LegalKind
from officials.models import RoleGrant, User
from officials.roles import Role
from reports.queries import Show
from tests.reports.office import LONG_AGO, Office, account, days_ago

BOARD = "/lanh-dao/"
LIST = "/lanh-dao/danh-sach/"
ALL_DAYS = "?since=01/01/2020&until=31/12/2999"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def board(user: User, query: str = ALL_DAYS) -> Any:
    return signed_in(user).get(BOARD + query).context["board"]


def length(client: Client, url: str) -> int:
    """Count the rows on every page of a list."""
    response = client.get(url)
    count = len(response.context["rows"])
    if page_mark := response.context["page"].next:
        assert count == 25
        count += length(client, url.split("&after=")[0] + "&after=" + page_mark)
    return count


@pytest.fixture
def year(office: Office) -> Office:
    """Cases at every stage, some late by law, some by target alone."""
    office.receive(days_ago(1))
    office.receive(days_ago(60))
    office.classify(office.receive(days_ago(60)), days_ago(59), LegalKind.PHAN_ANH)
    office.accept(office.receive(days_ago(40)), days_ago(39), kind=LegalKind.KIEN_NGHI)
    office.accept(office.receive(days_ago(90)), days_ago(89), kind=LegalKind.KIEN_NGHI)
    office.submit_answer(office.receive(days_ago(3)), days_ago(2))
    office.answer(office.receive(days_ago(20)), days_ago(19))
    office.answer(office.receive(days_ago(100)), days_ago(20))
    withdrawn = office.receive(days_ago(30))
    workflow.withdraw(withdrawn, now=days_ago(29))
    office.receive(days_ago(2), unit=office.party)
    return office


def test_stranger_is_sent_to_the_login(office: Office) -> None:
    response = Client().get(BOARD)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("officials:login"))


@pytest.mark.parametrize("url", [BOARD, LIST])
def test_clerk_and_officer_are_refused(office: Office, url: str) -> None:
    assert [signed_in(user).get(url).status_code for user in (office.clerk, office.officer)] == [403, 403]


def test_writing_is_refused(office: Office) -> None:
    assert signed_in(office.leader).post(BOARD).status_code == 405


def test_numbers_tell_what_the_workflow_did(year: Office) -> None:
    page = board(year.leader)

    assert [tile.number for tile in page.tiles_now] == ["1", "2", "4", "6"]
    assert [tile.number for tile in page.tiles_of_period] == ["9", "2", "50%"]


def test_every_tile_is_the_length_of_its_list(year: Office) -> None:
    client = signed_in(year.leader)
    page = client.get(BOARD + ALL_DAYS).context["board"]
    approval, *tiles = page.tiles_now + page.tiles_of_period[:2]

    lengths = [length(client, tile.url) for tile in tiles]
    share = page.tiles_of_period[2]

    assert lengths == [int(tile.number) for tile in tiles]
    assert client.get(approval.url).context["count"] == int(approval.number)
    assert length(client, share.url) == page.on_time == 1
    assert length(client, share.more.url) == share.more.value == 1


def test_every_linked_number_on_the_page_is_the_length_of_its_list(year: Office) -> None:
    client = signed_in(year.leader)
    html = client.get(BOARD + ALL_DAYS).content.decode()
    links = re.findall(rf'<a href="({LIST}[^"]+)">([\d.]+)</a>', html)

    found = [length(client, url.replace("&amp;", "&")) for url, _number in links]

    assert len(links) > 12
    assert found == [int(number) for _url, number in links]


def test_breakdowns_and_months_add_up_to_what_was_received(year: Office) -> None:
    page = board(year.leader, "?period=report_year")
    months = sum(page.received_by_month)

    assert months == page.received == sum(page.groups.fields.values()) == sum(page.groups.channels.values())


def test_late_lists_are_those_of_the_register(year: Office) -> None:
    today = timezone.localdate()
    cases = register.visible_to(year.leader)
    page = board(year.leader)

    assert page.tiles_now[1].number == str(register.late_by_law(cases, today).count())
    assert page.tiles_now[2].number == str(register.late_by_target(cases, today).count())


def test_leader_of_another_organ_counts_only_that_organ(year: Office) -> None:
    page = board(year.party_leader)

    assert [tile.number for tile in page.tiles_now + page.tiles_of_period] == [
        "0",
        "0",
        "0",
        "1",
        "1",
        "0",
        "–",
    ]


def test_leader_of_two_organs_may_look_at_one(year: Office) -> None:
    RoleGrant.objects.create(user=year.leader, role=Role.LEADER, unit=year.party, valid_from=LONG_AGO)

    both, one = board(year.leader), board(year.leader, ALL_DAYS + "&organ=dang-uy-thu")

    assert (both.received, one.received) == (10, 1)


def test_leader_who_is_clerk_elsewhere_counts_only_what_is_led(year: Office) -> None:
    RoleGrant.objects.create(
        user=year.party_leader, role=Role.CLERK, unit=year.committee, valid_from=LONG_AGO
    )

    assert board(year.party_leader).received == 1


def test_empty_register_says_so(office: Office) -> None:
    html = signed_in(office.leader).get(BOARD).content.decode()

    assert "Không còn việc nào đang xử lý." in html
    assert "Những ngày này chưa tiếp nhận và chưa trả lời ý kiến nào." in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?since=32/13/2026", "Xin ghi ngày/tháng/năm, ví dụ 05/03/2026."),
        ("?since=01/01/0001", "Xin chọn năm từ 1900 đến 2999."),
        ("?since=05/03/2026&until=04/03/2026", "Ngày cuối đứng trước ngày đầu."),
        ("?until=04/03/2026", "Xin ghi ngày đầu."),
        ("?period=custom", "Xin ghi ngày đầu."),
        ("?period=tuan", "Kỳ này không có trong danh sách."),
        ("?organ=dang-uy-thu", "Ông/Bà không phụ trách cơ quan này."),
        ("?period=%00", "Kỳ này không có trong danh sách."),
    ],
)
def test_bad_filter_gets_a_sentence_and_the_usual_period(office: Office, query: str, sentence: str) -> None:
    response = signed_in(office.leader).get(BOARD + query)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert response.context["form"].named == "year"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?show=het", "Không có danh sách này"),
        ("?field=abc", "Lĩnh vực này không có"),
        ("?channel=abc", "Kênh tiếp nhận này không có"),
        ("?unit=abc", "Không có đơn vị này."),
    ],
)
def test_bad_list_address_gets_a_sentence(year: Office, query: str, sentence: str) -> None:
    response = signed_in(year.leader).get(LIST + query)

    assert sentence in response.content.decode()
    assert response.context["count"] == 6


@pytest.mark.parametrize(
    "mark", ["x", "2026-01-01~", "~1", "2026-99-99~1", "2026-01-01~99999999999999999999"]
)
def test_mark_that_cannot_be_read_opens_the_first_page(year: Office, mark: str) -> None:
    response = signed_in(year.leader).get(LIST, {"show": "open", "after": mark})

    assert len(response.context["rows"]) == 6


def test_list_pages_forth_and_back(office: Office) -> None:
    moment = days_ago(1)
    for _n in range(55):
        office.receive(moment)
    client = signed_in(office.leader)

    first = client.get(LIST, {"show": "received"}).context["page"]
    second = client.get(LIST, {"show": "received", "after": first.next}).context["page"]
    third = client.get(LIST, {"show": "received", "after": second.next}).context["page"]
    back = client.get(LIST, {"show": "received", "before": third.previous}).context["page"]

    assert [len(page.rows) for page in (first, second, third)] == [25, 25, 5]
    assert len({row.pk for page in (first, second, third) for row in page.rows}) == 55
    assert (first.previous, third.next) == ("", "")
    assert back.rows == second.rows


def test_row_leads_to_the_page_of_the_case(year: Office) -> None:
    client = signed_in(year.leader)
    case, _due = client.get(LIST).context["rows"][0]

    response = client.get(case.get_absolute_url(), follow=True)

    assert response.status_code == 200
    assert case.reference in response.redirect_chain[-1][0]


def test_late_row_tells_law_and_target_apart(year: Office) -> None:
    client = signed_in(year.leader)

    by_law = client.get(LIST, {"show": Show.LATE_BY_LAW}).content.decode()
    by_target = client.get(LIST, {"show": Show.LATE_BY_TARGET}).content.decode()

    assert "căn cứ: khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13" in by_law
    assert "do UBND xã Thử đặt ra" in by_target
    assert "căn cứ" not in by_target


def test_page_is_whole_in_english(year: Office) -> None:
    html = signed_in(year.leader).get("/en" + BOARD + ALL_DAYS).content.decode()

    assert "Waiting for my approval" in html
    assert "Thử People&#x27;s Committee" in html
    assert "Quá hạn" not in html


def test_restricted_case_leaves_every_number(year: Office) -> None:
    before = board(year.leader).received
    year.committee.restricted_readers.add(year.leader)
    case = year.receive(days_ago(1))
    workflow.act(case, Action.RESTRICT, by=year.clerk, words="Tố cáo", legal_kind=LegalKind.TO_CAO)

    assert board(year.leader).received == before


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_dashboard(office: Office, rows: int, django_assert_num_queries: Any) -> None:
    for _n in range(rows):
        office.accept(office.receive(days_ago(60)), days_ago(59), kind=LegalKind.KIEN_NGHI)
    client = signed_in(office.leader)
    client.get(BOARD)

    with django_assert_num_queries(11):
        client.get(BOARD)


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_list(office: Office, rows: int, django_assert_num_queries: Any) -> None:
    for _n in range(rows):
        office.accept(office.receive(days_ago(60)), days_ago(59), kind=LegalKind.KIEN_NGHI)
    client = signed_in(office.leader)
    client.get(LIST)

    with django_assert_num_queries(9):
        client.get(LIST, {"show": "late_by_law"})


def test_administrator_sees_no_figures(office: Office) -> None:
    administrator = account("thu.quantri", Role.ADMINISTRATOR, None)

    assert signed_in(administrator).get(BOARD).status_code == 403
