"""The tally: right after any walk through the workflow, whoever folds meanwhile; mended where it is not."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime
from io import StringIO
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from feedback import permissions, seed, states, workflow
from feedback.models import Submission, Tally, TallyDelta
from feedback.workflow import tally
from feedback.workflow.clocks import DUE, next_days
from portal.clocks import calendar
from portal.clocks import workflow as clocks
from portal.clocks.models import Holiday, Rule
from portal.errors import NotAllowed
from tests.feedback.desk import LIGHT, A, Desk, S, days_ago, submit
from tests.feedback.hierarchy import Hierarchy, fresh

STAFF = ("clerk", "clerk", "officer", "officer", "leader", "reader", "stranger")
STEPS, CASES = 200, 8
# What ends a walk or leads it aside.
SELDOM = {A.RESTRICT, A.DECLINE, A.TRANSFER, A.MARK_SPAM, A.CONCERN, A.ASK, A.HAND_BACK, A.SPLIT, A.NOT_NAMED}
SELDOM |= {A.ASK_HELP, A.REMIND}


def told(*args: str) -> str:
    out = StringIO()
    call_command("tally", *args, stdout=out)
    return out.getvalue()


class Walker:
    """Takes whatever step the table opens to somebody, by a seed; what is refused must leave no trace."""

    def __init__(self, desk: Desk, number: int) -> None:
        self.desk, self.people, self.random = desk, Hierarchy(desk), Random(number)
        desk.organ.restricted_readers.add(desk.clerk)
        self.cases = [submit(received=days_ago(self.random.randrange(90))) for _n in range(CASES)]
        self.taken: set[str] = set()

    def step(self) -> None:
        case = Submission.objects.get(pk=self.random.choice(self.cases).pk)
        if self.random.random() < 0.15:
            self._by_sender(case)
            return
        account = fresh(getattr(self.desk, self.random.choice(STAFF)))
        rows = list(permissions.allowed_rows(account, case))
        rows = [row for row in rows if row.action not in SELDOM or self.random.random() < 0.1]
        if not rows:
            return
        onward = [row for row in rows if row.action == A.ACCEPT]  # few walks would get past it by chance
        action = self.random.choice(onward or rows).action
        with suppress(NotAllowed, ValidationError):
            workflow.act(case, action, by=account, words="Vì", **self._facts(case, action))
            self.taken.add(action)

    def _by_sender(self, case: Submission) -> None:
        now = timezone.now()
        steps = [
            lambda: workflow.add_words(case, text="Thêm lời", now=now),
            lambda: workflow.rate(case, helpful="yes", now=now),
        ]
        if self.random.random() < 0.2:
            steps.append(lambda: workflow.withdraw(case, now=now))
        with suppress(NotAllowed):
            self.random.choice(steps)()

    def _facts(self, case: Submission, action: str) -> dict[str, Any]:
        pick = self.random.choice
        if action in (A.SUBMIT_ANSWER, A.ANSWER):
            self.desk.draft(case)
        people = self.people
        return {
            A.CLASSIFY: {"legal_kind": pick(states.ORDINARY_KINDS), "field": pick(states.Field.values)},
            A.ROUTE: {"responsible": pick((self.desk.economy, self.desk.economy, self.desk.other))},
            A.ASK_HELP: {"helper": self.desk.culture},
            A.TRANSFER: {"transferred_to": "Sở Xây dựng"},
            A.DECLINE: {"ground": "other"},
            A.RESTRICT: {"legal_kind": "to_cao"},
            A.SPLIT: {"parts": [LIGHT]},
            A.CONCERN: {"official": pick((people.officer, people.head, people.deputy))},
            A.UNCONCERN: {"concern": next(iter(case.live_concerns), None)},
        }.get(A(action), {})


def days_kept() -> dict[str, dict[str, date | None]]:
    return {case["reference"]: {name: case[name] for name in DUE} for case in Submission.objects.values()}


def days_of_deadlines() -> dict[str, dict[str, date | None]]:
    return {
        case.reference: next_days(case.deadlines.select_related("rule") if case.is_open else ())
        for case in Submission.objects.all()
    }


@pytest.mark.parametrize("number", [1, 2])
def test_tally_is_right_after_any_walk(desk: Desk, number: int) -> None:
    walker = Walker(desk, number)
    for count in range(STEPS):
        desk.ask_for_approval(count % 40 < 20)
        walker.step()
        if count % 40 == 39:
            assert tally.differences() == []
            assert days_kept() == days_of_deadlines()
            tally.fold()

    assert tally.differences() == []
    assert TallyDelta.objects.count() == 0
    assert walker.taken >= {A.CLASSIFY, A.ROUTE, A.ACCEPT, A.CONCERN}


@pytest.mark.parametrize("day", [14, 15])
@pytest.mark.parametrize("field", ["", "dat_dai"])
@pytest.mark.parametrize("is_law", [False, True])
def test_a_new_case_enters_the_very_cells_the_register_counts_it_in(
    desk: Desk, day: int, field: str, is_law: bool
) -> None:
    Rule.objects.filter(code="notice_target").update(is_statutory=is_law, legal_basis="Nghị quyết")
    calendar.reset()

    case = submit(
        received=datetime(2026, 3, day, 23, 30, tzinfo=timezone.get_current_timezone()), field=field
    )

    entered = Counter(TallyDelta.objects.values_list(*tally.COLUMNS.split(", "), "count"))
    assert entered == Counter({(*place, count): 1 for place, count in tally.cells_of(case.pk).items()})
    assert len(entered) == (7 if is_law else 6)


@pytest.mark.parametrize("status", S.values)
def test_case_at_any_status_stands_in_the_tally_as_in_the_register(desk: Desk, status: str) -> None:
    desk.opinion(status, received=days_ago(40))

    assert tally.differences() == []


def test_restricted_suspected_and_naming_cases_are_in_no_cell_until_cleared(desk: Desk) -> None:
    people = Hierarchy(desk)
    desk.restricted()
    spam = workflow.act(submit(), A.MARK_SPAM, by=desk.clerk)
    named = workflow.act(submit(), A.CONCERN, by=desk.clerk, official=people.deputy)
    tally.fold()
    assert Tally.objects.count() == 0

    workflow.act(spam, A.CLEAR_SUSPICION, by=desk.clerk)
    workflow.act(named, A.UNCONCERN, by=desk.clerk, words="Nhầm", concern=named.live_concerns[0])
    tally.fold()

    assert Tally.objects.get(kind="open").count == 2
    assert tally.differences() == []


def test_calendar_moves_the_cells_of_open_deadlines(desk: Desk) -> None:
    monday = timezone.make_aware(datetime(2026, 11, 2, 9))
    calendar.reset()
    workflow.recompute_deadlines()
    submit(received=monday)
    holiday = Holiday(day=date(2026, 11, 10), name="Nghỉ bù", name_en="Day off", source="Thông báo")
    clocks.save_holiday(holiday=holiday, by=None, now=timezone.now())

    assert workflow.recompute_deadlines(now=monday) == 1

    assert tally.differences() == []


def test_rule_made_a_term_of_law_moves_its_open_cases(desk: Desk) -> None:
    submit()
    rule = Rule.objects.filter(code="answer_target").latest("valid_from")
    rule.is_statutory, rule.legal_basis = True, "Nghị quyết"
    clocks.save_rule(rule=rule, by=None, now=timezone.now())

    workflow.recompute_deadlines()

    assert tally.differences() == []


def test_change_rolled_back_leaves_the_tally_alone(desk: Desk) -> None:
    case = submit()
    before = TallyDelta.objects.count()

    with suppress(ZeroDivisionError), transaction.atomic():
        workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="phan_anh", field="y_te")
        submit()
        raise ZeroDivisionError

    assert TallyDelta.objects.count() == before
    assert tally.differences() == []


def test_fold_keeps_every_count_and_drops_cells_that_came_to_nought(desk: Desk) -> None:
    case = submit()
    tally.fold()
    workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="gop_y", field="y_te")

    assert (tally.fold() > 0, tally.fold()) == (True, 0)

    assert not Tally.objects.filter(count=0).exists()
    assert list(Tally.objects.filter(kind="field").values_list("key", "count")) == [("y_te", 1)]


@pytest.mark.django_db(transaction=True)
def test_folds_at_once_while_cases_come_in_lose_and_double_nothing(transactional_db: None) -> None:
    desk, barrier, failed = Desk.opened(), Barrier(4), list[BaseException]()

    def run(work: Any) -> None:
        try:
            barrier.wait(20)
            for _n in range(10):
                work()
        except BaseException as error:  # noqa: BLE001 – told by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=(work,)) for work in (tally.fold, tally.fold, desk.opinion, desk.opinion)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    assert tally.differences() == []
    tally.fold()
    assert Tally.objects.get(kind="open").count == 20


def test_check_names_the_cells_that_differ_and_rebuild_mends_them(desk: Desk) -> None:
    case = submit()
    assert told("--check") == "Số liệu khớp với sổ.\n"
    Submission.objects.filter(pk=case.pk).update(channel="hom_thu")

    out = StringIO()
    with pytest.raises(CommandError, match="4 số không khớp") as refused:
        call_command("tally", "--check", stdout=out)
    assert refused.value.returncode == 1
    assert f"channel day={timezone.localdate()} organ={desk.organ.pk}" in out.getvalue()

    assert told("--rebuild").endswith(" (4)\n")
    assert told("--check") == "Số liệu khớp với sổ.\n"
    assert told().endswith(" changes folded\n")


def test_register_older_than_its_tally_is_counted_by_the_seed(desk: Desk) -> None:
    desk.opinion(S.ANSWERED)
    TallyDelta.objects.all().delete()

    seed.load()

    assert tally.differences() == []
    assert Tally.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"kind": "other"}, {"kind": "open", "day": date(2026, 1, 1)}, {"kind": "law", "day": None}]
)
def test_a_cell_is_of_a_known_kind_and_has_a_day_unless_open(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        Tally.objects.create(**cell(desk, fields))


@pytest.mark.parametrize("fields", [{"kind": "other"}, {"count": 0}])
def test_a_delta_is_of_a_known_kind_and_not_nought(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        TallyDelta.objects.create(**cell(desk, fields))


def test_a_cell_stands_once_even_without_unit_or_day(desk: Desk) -> None:
    Tally.objects.create(**cell(desk, {"kind": "open", "day": None}))

    with pytest.raises(IntegrityError):
        Tally.objects.create(**cell(desk, {"kind": "open", "day": None}))


def cell(desk: Desk, fields: dict[str, Any]) -> dict[str, Any]:
    kept = {"kind": "field", "day": date(2026, 1, 1), "organ": desk.organ, "withdrawn": False, "count": 1}
    return kept | fields
