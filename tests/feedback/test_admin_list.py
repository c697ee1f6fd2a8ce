"""The register as a list, the first page of the admin, the rules and the log."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback import states
from feedback.models import RoutingRule, Submission
from officials.models import User
from officials.roles import Role
from portal.outbox.models import Letter
from tests.feedback.desk import Desk, days_ago, submit, user

LIST = "/quan-tri/feedback/submission/"
S = states.Status


def shown(client: Client, who: User, query: str = "") -> list[str]:
    client.force_login(who)
    response = client.get(LIST + query, follow=True)
    assert response.status_code == 200
    return sorted(case.reference for case in response.context["cl"].result_list)


def test_list_shows_the_open_cases_of_the_reader(client: Client, desk: Desk) -> None:
    mine = [desk.opinion(), desk.opinion(S.ACCEPTED)]
    desk.opinion(S.CLOSED)
    submit(unit=desk.other)

    assert shown(client, desk.clerk) == sorted(case.reference for case in mine)


def test_list_tells_each_case_in_words(client: Client, desk: Desk) -> None:
    desk.opinion(S.ROUTED, received=days_ago(30), suspected=True)
    client.force_login(desk.clerk)

    page = client.get(LIST).content.decode()

    for words in ("Cầu tràn thôn Tân Tiến hỏng", "Phòng Kinh tế", "Quá hạn theo quy định", "Nghi là thư rác"):
        assert words in page
    assert "Đường sá, điện, nước" in page
    assert f"{timezone.localtime(days_ago(30)):%d/%m/%Y}" in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?status=done", {S.ANSWERED, S.CLOSED, S.TRANSFERRED, S.DECLINED, S.WITHDRAWN}),
        ("?status=all", set(S.values) - {S.MERGED}),
        ("?status=returned", {S.RETURNED}),
        ("?status=open", set(states.OPEN)),
        ("?queue=mine", set(states.UNROUTED)),
        ("?queue=mine&status=classified", {S.CLASSIFIED}),
        ("?legal_kind=none&status=all", {S.RECEIVED, S.DECLINED, S.WITHDRAWN}),
        ("?field=ha_tang&status=routed", {S.ROUTED}),
        ("?field=y_te", set()),
        ("?channel=cong_truc_tuyen&status=closed", {S.CLOSED}),
        ("?channel=hom_thu", set()),
    ],
)
def test_filters_narrow_the_list(client: Client, desk: Desk, query: str, wanted: set[str]) -> None:
    apart = [status for status in S.values if status != S.MERGED]  # a merged part brings its letter along
    cases = {status: desk.opinion(status).reference for status in apart}

    assert shown(client, desk.clerk, query) == sorted(cases[S(status)] for status in wanted)


def test_deadline_filters_keep_law_and_target_apart(client: Client, desk: Desk) -> None:
    by_law = desk.opinion(S.CLASSIFIED, received=days_ago(25))
    by_target = desk.opinion(received=days_ago(25))
    near = desk.opinion(S.ACCEPTED, received=days_ago(41))
    soon = desk.opinion()
    Submission.objects.filter(pk=soon.pk).update(
        target_due_on=timezone.localdate(), due_on=timezone.localdate()
    )

    assert shown(client, desk.clerk, "?due=law") == [by_law.reference]
    assert shown(client, desk.clerk, "?due=target") == sorted(
        case.reference for case in (by_law, by_target, near)
    )
    assert shown(client, desk.clerk, "?due=near45") == [near.reference]
    assert soon.reference in shown(client, desk.clerk, "?due=week")
    assert by_law.reference not in shown(client, desk.clerk, "?due=week")


def test_each_desk_has_its_own_turn(client: Client, desk: Desk) -> None:
    cases = {status: desk.opinion(status).reference for status in S.values}

    assert shown(client, desk.officer, "?queue=mine") == sorted([cases[S.ROUTED], cases[S.ACCEPTED]])
    assert shown(client, desk.leader, "?queue=mine") == [cases[S.AWAITING_APPROVAL]]


def test_a_question_nobody_answered_comes_back_to_the_unit(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.NEEDS_MORE)
    case.messages.update(reply_until=timezone.localdate() - timedelta(days=1))

    assert shown(client, desk.officer, "?queue=mine") == [case.reference]


def test_unit_and_suspicion_filters(client: Client, desk: Desk) -> None:
    routed, suspected = desk.opinion(S.ROUTED), desk.opinion(suspected=True)

    assert shown(client, desk.clerk, f"?responsible={desk.economy.pk}") == [routed.reference]
    assert shown(client, desk.clerk, "?suspected=1") == [suspected.reference]


@pytest.mark.parametrize("words", ["cau tran", "CẦU TRÀN", '"tân tiến"', "nuong ray"])
def test_search_finds_words_of_open_and_recent_cases(client: Client, desk: Desk, words: str) -> None:
    bridge = [desk.opinion(), desk.opinion(S.CLOSED)]
    desk.opinion(S.CLOSED, received=days_ago(500))
    desk.opinion(title="Nương rẫy", body="Xin chia lại nương rẫy", place="Thôn 3")

    found = shown(client, desk.clerk, f"?q={words}")

    assert len(found) == 1 if words == "nuong ray" else found == sorted(case.reference for case in bridge)


def test_search_finds_a_reception_number_of_all_years(client: Client, desk: Desk) -> None:
    old = desk.opinion(S.CLOSED, received=days_ago(500))

    assert shown(client, desk.clerk, f"?q={old.reference}&status=all") == [old.reference]
    assert shown(client, desk.clerk, f"?q={old.reference.replace('-', ' ')}&status=all") == [old.reference]


@pytest.mark.parametrize(
    "query",
    [
        "?status=nonsense",
        "?due=%27",
        "?responsible=abc",
        "?responsible=99999999999999999999",
        "?field=%00",
        "?q=%00",
        "?q=%ed%a0%80",
        "?q=%22%22%22",
        "?p=abc",
        "?p=9999",
        "?p=-1",
        "?o=99.-7.x",
        "?all=",
        "?nonsense=1",
        "?status__in=received",
        "?person__data=1",
        "?e=1",
        "?legal_kind=%2527&channel=%F0%9F%98%80&suspected=yes&queue=0",
    ],
)
def test_a_filter_written_by_hand_never_breaks_the_list(client: Client, desk: Desk, query: str) -> None:
    desk.opinion()
    client.force_login(desk.clerk)

    assert client.get(LIST + query, follow=True).status_code in (200, 400)


def test_empty_list_says_so(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)

    assert "Không có việc nào chờ ở đây." in client.get(LIST).content.decode()


def test_search_without_a_find_says_so(client: Client, desk: Desk) -> None:
    desk.opinion()
    client.force_login(desk.clerk)

    assert "Không tìm thấy ý kiến nào." in client.get(LIST + "?q=khongcotunay").content.decode()


def test_declined_case_bears_the_word_its_sender_reads(client: Client, desk: Desk) -> None:
    desk.opinion(S.DECLINED)
    client.force_login(desk.clerk)

    assert "Đã trả lời trước đây" in client.get(LIST + "?status=declined").content.decode()


@pytest.mark.parametrize("cases", [1, 30])
def test_list_asks_the_database_as_often_for_thirty_as_for_one(
    client: Client, desk: Desk, cases: int, django_assert_num_queries: object
) -> None:
    for _ in range(cases):
        desk.opinion(S.ROUTED)
    client.force_login(desk.clerk)
    client.get(LIST)

    with django_assert_num_queries(10):  # type: ignore[operator]
        client.get(LIST)


def test_restricted_cases_stand_in_the_list_without_words(client: Client, desk: Desk) -> None:
    case = desk.restricted(title="Ông A nhận tiền", body="Ông A nhận tiền của dân")
    desk.organ.restricted_readers.add(desk.leader)
    client.force_login(desk.leader)

    page = client.get(LIST).content.decode()

    assert case.reference in page
    assert "Xem hạn chế" in page
    assert "nhận tiền" not in page
    assert shown(client, desk.clerk) == []
    assert shown(client, desk.leader, "?q=nhan tien") == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_list_is_closed_to_who_reads_no_case(client: Client, desk: Desk, role: str) -> None:
    client.force_login(user("ngoai", role))

    assert client.get(LIST).status_code == 403


def test_list_sends_a_stranger_to_the_login_page(client: Client, desk: Desk) -> None:
    response = client.get(LIST)

    assert response.status_code == 302
    assert "login" in response.url or "dang-nhap" in response.url


@pytest.mark.parametrize("path", ["add/", "1/delete/", "1/history/", "1/change/"])
def test_no_form_adds_changes_or_deletes(client: Client, desk: Desk, path: str) -> None:
    client.force_login(desk.clerk)

    assert client.get(LIST + path).status_code == 404
    assert client.post(LIST, {"action": "delete_selected", "_selected_action": "1"}).status_code in (200, 302)


def test_first_page_counts_what_waits(client: Client, desk: Desk) -> None:
    desk.opinion(received=days_ago(25))
    desk.opinion(S.RETURNED)
    client.force_login(desk.clerk)

    page = client.get("/quan-tri/")

    numbers = {number.url.partition("?")[2]: number.count for number in page.context["numbers"]}
    assert numbers["queue=mine"] == 2
    assert numbers["status=received"] == 1
    assert numbers["status=returned"] == 1
    assert numbers["due=target"] == 1
    assert "Công việc hôm nay" in page.content.decode()


def test_each_number_of_the_first_page_is_the_length_of_its_list(client: Client, desk: Desk) -> None:
    for status in S.values:
        desk.opinion(status, received=days_ago(25), suspected=status == S.RECEIVED)
    Letter.objects.filter(kind="routed").update(state="failed")

    for who in (desk.clerk, desk.officer, desk.leader):
        client.force_login(who)
        for number in client.get("/quan-tri/").context["numbers"]:
            listed = client.get(number.url).context["cl"].result_count
            assert (number.label, number.count) == (number.label, listed)


def test_first_page_of_the_administrator_holds_no_case(client: Client, desk: Desk) -> None:
    desk.opinion()
    client.force_login(desk.admin)

    page = client.get("/quan-tri/")

    assert not [number for number in page.context["numbers"] if "submission" in number.url]
    assert LIST not in page.content.decode()


def test_rule_that_no_case_could_meet_is_refused(client: Client, desk: Desk) -> None:
    desk.culture.valid_to = date(2024, 1, 1)
    desk.culture.save(update_fields=["valid_to"])
    client.force_login(desk.admin)
    add = "/quan-tri/feedback/routingrule/add/"

    page = client.get(add).content.decode()
    after = client.post(add, {"position": 1, "field": "tham_nhung", "responsible": desk.economy.pk})

    assert f'value="{desk.economy.pk}"' in page
    assert f'value="{desk.culture.pk}"' not in page
    assert "không giao theo quy tắc" in after.content.decode()
    assert not RoutingRule.objects.exists()


def test_clerk_reads_routing_rules_and_changes_none(client: Client, desk: Desk) -> None:
    rule = RoutingRule.objects.create(position=1, is_catch_all=True, responsible=desk.culture)
    client.force_login(desk.clerk)

    assert client.get("/quan-tri/feedback/routingrule/").status_code == 200
    assert client.post(f"/quan-tri/feedback/routingrule/{rule.pk}/change/", {}).status_code == 403


def test_auditor_reads_who_did_what_without_words(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.TRANSFERRED)
    client.force_login(user("kiem", Role.AUDITOR))

    page = client.get("/quan-tri/feedback/submissionevent/")
    one = client.get(f"/quan-tri/feedback/submissionevent/{case.events.last().pk}/change/")

    assert case.reference in page.content.decode()
    assert "Chuyển cơ quan khác" in page.content.decode()
    assert "Trạng thái trước" in page.content.decode()
    for response in (page, one):
        assert "Sở Xây dựng" not in response.content.decode()
        assert "Cầu tràn" not in response.content.decode()


def test_log_is_closed_to_the_desks(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)

    assert client.get("/quan-tri/feedback/submissionevent/").status_code == 403
