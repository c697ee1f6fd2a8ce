"""The register as a book: its numbers in a row for its readers, what came in late, and its closing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback import books, states, workflow
from feedback.models import RegisterEntry, RegisterYear, Submission
from officials.models import User
from officials.roles import Role
from portal.errors import NotAllowed
from tests.feedback.desk import A, Desk, user
from tests.feedback.hierarchy import Hierarchy, fresh
from tests.feedback.letters_in import entered

BOOKS = "/quan-tri/feedback/registeryear/"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


LAST_YEAR = datetime(timezone.localdate().year - 1, 11, 3, 9, 0, tzinfo=HANOI)


def registered(desk: Desk, now: datetime | None = None, **more: Any) -> Submission:
    return workflow.act(desk.opinion(**more), A.REGISTER, by=desk.clerk, now=now)


def book(desk: Desk) -> RegisterYear:
    return RegisterYear.objects.get(organ=desk.organ)


def page(client: Client, who: User, tail: str) -> Any:
    client.force_login(fresh(who))
    return client.get(f"{BOOKS}{tail}")


def test_a_book_shows_its_numbers_in_a_row_with_their_remarks(client: Client, desk: Desk) -> None:
    cases = [registered(desk) for _time in range(3)]
    workflow.act(cases[1], A.REMARK, by=desk.clerk, remark="Vào nhầm hai lần")

    html = page(client, desk.clerk, f"{book(desk).pk}/").content.decode()

    assert [html.index(case.reference) for case in cases] == sorted(html.index(c.reference) for c in cases)
    assert "Ghi chú: Vào nhầm hai lần" in html
    assert "Số cuối: 3" in html
    assert cases[0].reference not in page(client, desk.clerk, f"{book(desk).pk}/?from=2").content.decode()


def test_a_number_whose_case_its_reader_may_not_see_keeps_its_place_alone(client: Client, desk: Desk) -> None:
    people, cases = Hierarchy(desk), [registered(desk) for _time in range(3)]
    workflow.act(cases[1], A.CONCERN, by=desk.clerk, official=people.chair)
    workflow.act(cases[2], A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind="to_cao")
    number = book(desk).pk

    for tail in (f"{number}/", f"{number}/print/", f"{number}/table/"):
        response = page(client, desk.leader, tail)
        told = b"".join(response).decode() if response.streaming else response.content.decode()
        assert cases[0].reference in told
        assert not {case.reference for case in cases[1:] if case.reference in told}
        assert told.count("Tài khoản này không xem được") == 2


def test_books_are_for_clerks_and_leaders_of_their_organ(client: Client, desk: Desk) -> None:
    registered(desk)
    pk = book(desk).pk
    statuses = {
        name: page(client, who, f"{pk}/").status_code
        for name, who in {
            "clerk": desk.clerk,
            "leader": desk.leader,
            "officer": desk.officer,
            "stranger": desk.stranger,
            "admin": desk.admin,
            "reception": user("tiep", Role.RECEPTION, desk.organ),
        }.items()
    }

    assert statuses == {
        "clerk": 200, "leader": 200, "officer": 404, "stranger": 404, "admin": 404, "reception": 404,
    }  # fmt: skip
    assert page(client, desk.officer, "").status_code == 403
    assert "UBND xã Hàm Yên" in page(client, desk.leader, "").content.decode()
    for odd in ("99999999999999999999/", "0/", f"{pk}/?from=abc", f"{pk}/?from=-1", f"{pk}/?from={'9' * 30}"):
        assert page(client, desk.clerk, odd).status_code in (200, 404)


def test_the_table_opens_in_a_spreadsheet_and_runs_no_formula(client: Client, desk: Desk) -> None:
    registered(desk, title='=HYPERLINK("http://x")')

    response = page(client, desk.clerk, f"{book(desk).pk}/table/")

    told = b"".join(response).decode()
    assert told.startswith("\ufeffSố,Vào sổ ngày")
    assert "\"'=HYPERLINK" in told
    assert response["Content-Disposition"].startswith("attachment")


def test_a_book_asks_as_much_for_many_numbers_as_for_one(client: Client, desk: Desk) -> None:
    counts = []
    for more in (1, 12):
        for _time in range(more):
            registered(desk)
        address = f"{book(desk).pk}/"
        page(client, desk.clerk, address)
        with CaptureQueriesContext(connection) as asked:
            client.get(BOOKS + address)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def test_a_book_is_closed_for_ever_once_its_year_is_over(client: Client, desk: Desk) -> None:
    cases = [registered(desk, now=LAST_YEAR) for _time in range(2)]
    old = book(desk)
    shown = page(client, desk.clerk, f"{old.pk}/close/").content.decode()
    assert "1 – 2" in shown

    wrong = client.post(f"{BOOKS}{old.pk}/close/", {"last_number": "7"})
    assert "Số cuối là 2. Xin xem lại sổ." in wrong.content.decode()
    done = client.post(f"{BOOKS}{old.pk}/close/", {"last_number": "2"}, follow=True)

    old.refresh_from_db()
    assert (old.is_closed, old.closed_by) == (True, desk.clerk)
    assert done.redirect_chain[-1][0] == f"{BOOKS}{old.pk}/minutes/"
    assert "BIÊN BẢN" in done.content.decode()
    assert client.post(f"{BOOKS}{old.pk}/close/", {"last_number": "2"}).status_code == 302
    workflow.act(cases[0], A.REMARK, by=desk.clerk, remark="Vào nhầm")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterYear.objects.filter(pk=old.pk).update(closed_at=None, closed_by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        old.delete()


def test_a_running_book_and_a_strangers_book_stay_open(client: Client, desk: Desk) -> None:
    registered(desk)
    running = book(desk)

    with pytest.raises(ValidationError, match="chưa kết thúc"):
        workflow.close_book(running, by=desk.clerk, last_number=1)
    with pytest.raises(NotAllowed):
        workflow.close_book(running, by=desk.leader, last_number=1)
    assert page(client, desk.clerk, f"{running.pk}/close/").status_code == 403
    assert "Khóa sổ của năm" not in page(client, desk.clerk, f"{running.pk}/").content.decode()


def test_the_last_number_never_goes_back(desk: Desk) -> None:
    registered(desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterYear.objects.update(last_number=0)


@pytest.mark.django_db(transaction=True)
def test_closing_and_numbering_at_once_leave_no_number_behind_the_line() -> None:
    desk = Desk.opened()
    first, late = registered(desk), desk.opinion()
    new_year = datetime(timezone.localdate().year + 1, 1, 1, 0, 0, 1, tzinfo=HANOI)
    old_year = new_year - timedelta(seconds=2)
    running = book(desk)

    def close() -> str:
        try:
            workflow.close_book(running, by=desk.clerk, last_number=1, now=new_year)
            return "closed"
        except ValidationError as error:
            return str(error.code)
        finally:
            connection.close()

    def number() -> str:
        try:
            entry = workflow.act(late, A.REGISTER, by=desk.clerk, now=old_year).register_entry
            return entry.label if entry is not None else ""
        except ValidationError as error:
            return str(error.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ends = {pool.submit(close), pool.submit(number)}
        told = {end.result() for end in ends}

    running.refresh_from_db()
    assert first.register_entry is not None
    assert told in ({"closed", "closed_year"}, {"last_number", f"2/{running.year}"})
    assert running.last_number == RegisterEntry.objects.count()


def test_what_came_in_long_after_it_came_is_listed(client: Client, desk: Desk) -> None:
    today = timezone.localdate()
    fresh_one, old = entered(desk, received_on=today), entered(desk, received_on=today - timedelta(days=9))

    found = books.entered_late(desk.clerk, book(desk))
    html = page(client, desk.clerk, f"{book(desk).pk}/late/").content.decode()

    assert [line.case.pk for line in found] == [old.pk]
    assert found[0].working_days > 3
    assert old.reference in html
    assert fresh_one.reference not in html
    assert "quá 3 ngày làm việc" in html


def test_a_corrected_day_says_how_often(client: Client, desk: Desk) -> None:
    today = timezone.localdate()
    case = entered(desk, received_on=today)
    workflow.act(
        case, A.CORRECT_RECEIVED, by=desk.clerk, received_on=today - timedelta(days=12), words="Dấu bưu điện"
    )

    html = page(client, desk.clerk, f"{book(desk).pk}/late/").content.decode()

    assert case.reference in html
    assert "1 lần" in html
    assert states.Action.CORRECT_RECEIVED in {event.action for event in case.events.all()}
