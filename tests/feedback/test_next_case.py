"""The next case: the most urgent that waits, one for each who asks, and a courtesy to colleagues."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Claim, Submission, SubmissionEvent
from officials.models import User
from officials.roles import Role
from tests.feedback.desk import Desk, days_ago, user
from tests.feedback.hierarchy import Hierarchy, fresh

NEXT, LIST = "/quan-tri/feedback/submission/next/", "/quan-tri/feedback/submission/"
S = states.Status


def due(case: Submission, days: int | None) -> Submission:
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    Submission.objects.filter(pk=case.pk).update(target_due_on=day, due_on=day)
    return case


def test_the_most_urgent_comes_first_and_spam_last(desk: Desk) -> None:
    spam = due(desk.opinion(suspected=True), -30)
    undated, late = due(desk.opinion(received=days_ago(3)), None), due(desk.opinion(), -2)
    soon = due(desk.opinion(), 1)
    given = []
    while (case := workflow.take_next(by=desk.clerk)) is not None and len(given) < 5:
        given.append(case.pk)
        workflow.act(case, "decline", by=desk.clerk, words="Đã trả lời.", ground="answered_before")

    assert given == [late.pk, soon.pk, undated.pk, spam.pk]


def test_each_desk_is_given_its_own_work(desk: Desk) -> None:
    new, routed = desk.opinion(), desk.opinion(S.ROUTED)
    waiting = desk.opinion(S.AWAITING_APPROVAL)

    assert workflow.take_next(by=desk.clerk) == new
    assert workflow.take_next(by=desk.officer) == routed
    assert workflow.take_next(by=desk.leader) == waiting
    assert workflow.take_next(by=desk.stranger) is None
    assert workflow.take_next(by=desk.admin) is None


def test_a_colleague_is_given_another_until_the_quarter_of_an_hour_is_over(desk: Desk) -> None:
    colleague = user("thu2", Role.CLERK, desk.organ)
    first, second = due(desk.opinion(), 1), due(desk.opinion(), 2)

    assert workflow.take_next(by=desk.clerk) == first
    assert workflow.take_next(by=colleague) == second
    Claim.objects.update(at=timezone.now() - timedelta(hours=1), until=timezone.now())
    assert workflow.take_next(by=colleague) == first


def test_a_claim_ends_with_the_next_step(desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED)
    workflow.take_next(by=desk.clerk)
    workflow.act(case, "route", by=desk.clerk, responsible=desk.economy)

    assert workflow.take_next(by=desk.officer) == case


def test_who_goes_on_is_given_another_and_in_the_end_the_same(desk: Desk) -> None:
    first, second = due(desk.opinion(), 1), due(desk.opinion(), 2)

    assert workflow.take_next(by=desk.clerk, after=first.pk) == second
    assert workflow.take_next(by=desk.clerk, after=second.pk) == first
    assert SubmissionEvent.objects.filter(action="submit").count() == SubmissionEvent.objects.count()


@pytest.mark.django_db(transaction=True)
def test_twenty_clerks_at_once_are_given_twenty_cases() -> None:
    desk = Desk.opened()
    clerks = [user(f"thu{n}", Role.CLERK, desk.organ) for n in range(20)]
    for n in range(22):
        due(desk.opinion(), n)

    def ask(clerk: User) -> int:
        try:
            case = workflow.take_next(by=clerk)
            return case.pk if case is not None else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        given = list(pool.map(ask, clerks))

    assert len(set(given)) == 20
    assert 0 not in given
    assert Claim.objects.count() == 20


def test_the_button_opens_the_case_and_a_colleague_is_told(client: Client, desk: Desk) -> None:
    case, colleague = desk.opinion(), user("thu2", Role.CLERK, desk.organ)
    client.force_login(desk.clerk)

    opened = client.post(NEXT, follow=True)

    assert opened.redirect_chain[-1][0] == f"{LIST}{case.reference}/"
    assert "đang mở ý kiến này" not in opened.content.decode()
    client.force_login(colleague)
    assert (
        f"{desk.clerk.full_name} đang mở ý kiến này từ"
        in client.get(f"{LIST}{case.reference}/").content.decode()
    )
    ended = client.post(NEXT, {"after": case.reference}, follow=True)
    assert ended.redirect_chain[-1][0] == "/quan-tri/"
    assert "Không còn việc nào khác đang chờ." in ended.content.decode()


def test_a_case_that_names_the_asker_is_never_given(desk: Desk) -> None:
    people, case = Hierarchy(desk), desk.opinion(S.ROUTED)
    workflow.act(case, "concern", by=desk.clerk, official=people.officer)

    assert workflow.take_next(by=fresh(desk.officer)) is None


def test_the_first_page_offers_what_its_reader_may_do(client: Client, desk: Desk) -> None:
    reception = user("tiep", Role.RECEPTION, desk.organ)
    for reader, offered in (
        (desk.clerk, {"Việc tiếp theo", "Nhập ý kiến"}),
        (desk.officer, {"Việc tiếp theo"}),
        (reception, {"Nhập ý kiến"}),
        (desk.admin, set()),
    ):
        client.force_login(reader)
        html = client.get("/quan-tri/").content.decode().split("app-list")[0]
        assert {words for words in ("Việc tiếp theo", "Nhập ý kiến") if words in html} == offered


@pytest.mark.parametrize("after", ["", "1234", "9999-9999", "\x00", "a" * 5000])
def test_going_on_from_nowhere_is_no_fault(client: Client, desk: Desk, after: str) -> None:
    client.force_login(desk.clerk)

    assert client.post(NEXT, {"after": after}).status_code == 302
    assert client.get(NEXT).status_code == 405
