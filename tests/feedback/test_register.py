"""Register numbers: consecutive whoever asks at once, one a case and organ, annotated and never changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from feedback import states, workflow
from feedback.models import RegisterEntry, RegisterRemark, RegisterYear
from portal.errors import NotAllowed
from tests.feedback.desk import Desk, submit
from tests.feedback.letters_in import entered, entry

A = states.Action
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.django_db(transaction=True)
def test_twenty_clerks_at_once_get_twenty_numbers_in_a_row() -> None:
    desk = Desk.opened()
    cases = [submit() for _number in range(20)]

    def register(case: object) -> int:
        try:
            return workflow.act(case, A.REGISTER, by=desk.clerk).register_entry.number  # type: ignore
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as clerks:
        numbers = list(clerks.map(register, cases))

    assert sorted(numbers) == list(range(1, 21))


def test_number_not_kept_is_given_to_the_next(desk: Desk) -> None:
    with transaction.atomic():
        workflow.act(submit(), A.REGISTER, by=desk.clerk)
        transaction.set_rollback(True)

    assert workflow.act(submit(), A.REGISTER, by=desk.clerk).register_entry.number == 1


def test_each_organ_and_each_year_counts_from_one(desk: Desk) -> None:
    old_year = datetime(2026, 12, 31, 23, 59, tzinfo=HANOI)
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=ZoneInfo("UTC"))
    two = [submit(received=old_year) for _number in range(2)] + [submit(received=old_year)]

    numbers = [
        workflow.act(case, A.REGISTER, by=desk.clerk, now=at).register_entry.label
        for case, at in zip(two, (old_year, old_year, new_year), strict=True)
    ]
    other = workflow.act(submit(unit=desk.other), A.REGISTER, by=desk.stranger, now=old_year)

    assert numbers == ["1/2026", "2/2026", "1/2027"]
    assert other.register_entry.label == "1/2026"


def test_case_is_registered_once(desk: Desk) -> None:
    case = workflow.act(submit(), A.REGISTER, by=desk.clerk)

    with pytest.raises(NotAllowed):
        workflow.act(case, A.REGISTER, by=desk.clerk)

    assert case.events.last().changes == {"register_number": ["", case.register_entry.label]}


def test_closed_year_gives_no_number_and_says_so(desk: Desk) -> None:
    year = timezone.localdate().year
    RegisterYear.objects.create(
        organ=desk.organ, book="y_kien", year=year, closed_at=timezone.now(), closed_by=desk.clerk
    )

    with pytest.raises(ValidationError) as refused:
        workflow.act(submit(), A.REGISTER, by=desk.clerk)

    assert refused.value.code == "closed_year"
    assert entered(desk).register_entry is None  # a letter of New Year's Eve is kept all the same


def test_remark_stands_beside_the_number_for_ever(desk: Desk) -> None:
    case = entered(desk)

    workflow.act(case, A.REMARK, by=desk.clerk, remark="Vào sổ hai lần, xem số 1")

    row = RegisterRemark.objects.get()
    assert (row.entry, row.text, row.by) == (case.register_entry, "Vào sổ hai lần, xem số 1", desk.clerk)


WRITES: dict[str, Callable[[], object]] = {
    "number": lambda: RegisterEntry.objects.update(number=7),
    "entry": lambda: RegisterEntry.objects.all()._raw_delete("default"),
    "remark": lambda: RegisterRemark.objects.update(text="Không có gì"),
    "author": lambda: RegisterRemark.objects.update(text="", at=timezone.now()),
    "taken": lambda: RegisterRemark.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("write", WRITES)
def test_neither_number_nor_remark_is_rewritten(desk: Desk, write: str) -> None:
    workflow.act(entered(desk), A.REMARK, by=desk.clerk, remark="Nhầm")

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        WRITES[write]()


def test_entry_that_fails_takes_no_number(desk: Desk) -> None:
    with pytest.raises(ValidationError):
        workflow.enter(entry=entry(desk, words={"body": ""}), by=desk.clerk, now=timezone.now())

    assert entered(desk).register_entry.number == 1
