"""Every path × action × status through the workflow: open exactly where the table says, to whom it says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Answer, Concern, Deadline, Extension, Publication, Submission
from feedback.workflow import Intake, register
from feedback.workflow.clocks import DUE
from officials import workflow as office
from officials.models import Official, User
from portal.clocks import calendar
from portal.errors import NotAllowed
from tests.feedback.desk import LIGHT, Desk, submit

A, S = states.Action, states.Status
CASES = [(path, status) for path in states.Path.values for status in S.values]
STAFF_ACTIONS = [action for action in A.values if action not in (A.SUPPLY, A.ADD_WORDS, A.WITHDRAW, A.RATE)]
# Whom the house means by a permission, in the units of desk.py.
MEANT = {
    "enter": {"clerk"},
    "classify": {"clerk"},
    "route": {"clerk"},
    "transfer": {"clerk"},
    "decline": {"clerk"},
    "close": {"clerk"},
    "restrict": {"clerk"},
    "publish": {"clerk"},
    "handle": {"officer"},
    "approve": {"leader"},
    "lead": {"leader"},
    states.NAMED: {"reader"},
}


class Rollback(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Rollback
    except Rollback:
        pass


def placed(desk: Desk, path: str, status: str, case: Submission | None = None) -> Submission:
    """A classified, suspected case with a draft and a checked public version, set down in any corner."""
    case = case or submit(suspected=True, contact={"phone": "+84987612345"})
    register.take_number(case, by=desk.clerk, now=timezone.now())
    fields: dict[str, Any] = {
        "recorded_by": desk.clerk,
        "path": path,
        "status": status,
        "responsible": desk.economy,
    }
    fields |= {"field": "ha_tang", "legal_kind": "phan_anh", "legal_kind_by": desk.clerk}
    meant = office.save_official(official=Official(full_name="Đỗ Văn Cầu"))
    fields |= {"may_name_ids": [meant.pk]}
    fields |= {"legal_kind_at": timezone.now(), "answered_at": timezone.now(), "consent_publish": True}
    fields |= {"reopen_until": timezone.localdate()}
    fields |= {"closed_at": timezone.now()} if status in states.ENDED else {}
    fields |= {"asked_from": S.ACCEPTED} if status == S.NEEDS_MORE else {}
    fields |= {"split_from": submit()} if status == S.MERGED else {}
    fields |= {} if status in states.OPEN else dict.fromkeys(DUE)
    if path != states.Path.ORDINARY:
        fields |= {"sealed": "{}", "title": "", "body": "", "place": ""}
    Submission.objects.filter(pk=case.pk).update(**fields)
    Answer.objects.create(
        submission=case,
        outcome="tiep_thu",
        summary="x",
        text="x",
        drafted_by=desk.officer,
        drafted_at=timezone.now(),
    )
    if path == states.Path.ORDINARY:
        words = {"title": "Cầu", "question": "Cầu hỏng", "answer": "Đã sửa"}
        Publication.objects.create(
            submission=case,
            state=Publication.State.CHECKED,
            organ=desk.organ,
            answered_on=timezone.localdate(),
            drafted_by=desk.clerk,
            drafted_at=timezone.now(),
            **words,
        )
    Concern.objects.create(
        submission=case, unit=desk.other, confirmed_by=desk.clerk, confirmed_at=timezone.now()
    )
    return Submission.objects.get(pk=case.pk)


def facts(desk: Desk, action: str) -> dict[str, Any]:
    return {
        A.CLASSIFY: {"legal_kind": "gop_y", "field": "y_te"},
        A.ROUTE: {"responsible": desk.culture},
        A.TRANSFER: {"transferred_to": "Sở Xây dựng"},
        A.DECLINE: {"ground": "other"},
        A.RESTRICT: {"legal_kind": "to_cao"},
        A.SPLIT: {"parts": [LIGHT]},
        A.CONCERN: {"official": office.save_official(official=Official(full_name="Đỗ Văn Bình"))},
        A.TELL: {"how": "phone", "on": timezone.localdate()},
        A.TRANSCRIBE: {"body": "Cầu tràn hỏng hẳn"},
        A.REMARK: {"remark": "Vào sổ hai lần"},
        A.CORRECT_RECEIVED: {"received_on": timezone.localdate() - timedelta(days=3)},
        A.NOT_NAMED: {"official": Official.objects.get(full_name="Đỗ Văn Cầu")},
        A.UNCONCERN: {"concern": Concern.objects.first()},
        A.PASS_ON: {"responsible": desk.culture},
        A.ASK_HELP: {"helper": desk.culture},
        A.EXTEND: {"new_due": calendar.current().add_working_days(timezone.localdate(), 20), "reason": "x"},
    }.get(A(action), {})


def ask_for_later_day(desk: Desk) -> None:
    """What the leader's two steps decide about: a request for the case placed last."""
    Extension.objects.create(
        deadline=Deadline.objects.filter(rule__code="answer_target").latest("pk"),
        reason="x",
        old_due=timezone.localdate(),
        new_due=calendar.current().add_working_days(timezone.localdate(), 20),
        asked_by=desk.officer,
        asked_at=timezone.now(),
        unit=desk.economy,
    )


def people(desk: Desk) -> dict[str, User]:
    names = ("reader", "clerk", "officer", "leader", "colleague", "stranger", "admin")
    return {name: getattr(desk, name) for name in names}


@pytest.mark.parametrize(
    ("path", "status", "approval"),
    [
        *((*case, False) for case in CASES),
        *(("ordinary", status, True) for status in ("accepted", "answered")),
    ],
)
def test_staff_act_exactly_where_the_table_says(desk: Desk, path: str, status: str, approval: bool) -> None:
    desk.ask_for_approval(approval)
    case, staff = placed(desk, path, status), people(desk)

    done: dict[tuple[str, str], str] = {}
    for action in STAFF_ACTIONS:
        rows = states.rows(path, action, status)
        for name in staff if rows else ("clerk", "officer", "leader", "reader"):
            with undone():
                if action in (A.GRANT_EXTENSION, A.REFUSE_EXTENSION):
                    ask_for_later_day(desk)
                try:
                    after = workflow.act(case, action, by=staff[name], words="Vì", **facts(desk, action))
                    done[action, name] = after.status
                except NotAllowed:
                    pass

    assert done == expected(path, status, approval)


def expected(path: str, status: str, approval: bool) -> dict[tuple[str, str], str]:
    """The table read by hand: for each action the people meant and the status it leads to."""
    closed_by_approval = {"answer_needs_approval": approval, "answer_goes_at_once": not approval}
    closed_by_approval["is_trusted"] = False  # every case placed here is suspected
    # Its public version is checked, neither with the leader nor public.
    closed_by_approval |= {"publication_needs_approval": approval, "publication_goes_at_once": not approval}
    closed_by_approval |= {"publication_is_proposed": False, "is_published": False}
    closed_by_approval["is_unregistered"] = False  # … and has its number in the book
    closed_by_approval |= {"is_part": status == S.MERGED, "is_whole": status != S.MERGED}
    closed_by_approval |= {"is_undoable": False}  # only what a run of many left
    wanted = {}
    for row in states.TRANSITIONS:
        if row.path == path and status in row.sources and closed_by_approval.get(row.when, True):
            for name in MEANT.get(row.permission, ()):
                target = {states.SAME: status, states.DESK: status, states.BACK: S.ACCEPTED}.get(
                    row.target, row.target
                )
                wanted[row.action, name] = target
    return wanted


@pytest.mark.parametrize(("path", "status"), CASES)
def test_the_sender_acts_exactly_where_the_table_says(desk: Desk, path: str, status: str) -> None:
    case, now = placed(desk, path, status), timezone.now()
    steps = {
        A.ADD_WORDS: lambda: workflow.add_words(case, text="Thêm lời", now=now),
        A.WITHDRAW: lambda: workflow.withdraw(case, now=now),
        A.RATE: lambda: workflow.rate(case, helpful="yes", now=now),
        A.REOPEN_BY_SENDER: lambda: workflow.reopen_by_sender(case, text="Chưa rõ", now=now),
        A.WITHDRAW_CONSENT: lambda: workflow.set_consent(case, agrees=False, now=now),
    }

    done = set()
    for action, step in steps.items():
        with undone():
            try:
                step()
                done.add(action)
            except NotAllowed:
                pass

    open_to_sender = {r.action for r in states.TRANSITIONS if r.path == path and status in r.sources}
    # One box for words: to whom more was asked, it is the reply.
    wanted = {A.ADD_WORDS if a == A.SUPPLY else a for a in open_to_sender} & steps.keys()
    assert done == wanted


@pytest.mark.parametrize("path", [states.Path.COMPLAINT, states.Path.DENUNCIATION])
def test_a_restricted_path_has_the_steps_of_its_named_readers_only(path: str) -> None:
    assert {(row.action, row.permission) for row in states.TRANSITIONS if row.path == path} == {
        (action, states.NAMED) for action in (A.CLOSE, A.CONCERN, A.UNCONCERN)
    }


@pytest.mark.parametrize("status", S.values)
def test_trusted_case_is_marked_only_where_nobody_works_on_it(desk: Desk, status: str) -> None:
    case = placed(desk, states.Path.ORDINARY, status)
    Submission.objects.filter(pk=case.pk).update(suspected=False)

    done = set()
    for name, account in people(desk).items():
        with undone(), suppress(NotAllowed):
            workflow.act(case, A.MARK_SPAM, by=account)
            done.add(name)

    assert done == ({"clerk"} if status == S.RECEIVED else set())


def test_a_step_needs_the_condition_its_row_names(desk: Desk) -> None:
    case = submit(suspected=False)

    for action in (A.TRANSFER, A.CLEAR_SUSPICION):  # neither classified nor suspected
        with pytest.raises(NotAllowed):
            workflow.act(case, action, by=desk.clerk, transferred_to="Sở Xây dựng")


def test_history_names_words_and_does_not_repeat_them(desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED)

    case = workflow.act(
        case, A.TRANSFER, by=desk.clerk, transferred_to="Sở Xây dựng", document_number="12/CV-UBND"
    )

    assert [case.transferred_to, case.document_number] == ["Sở Xây dựng", "12/CV-UBND"]
    assert case.events.last().changes == {"transferred_to": [], "document_number": []}


def test_row_refused_for_another_reason_is_not_called_a_taken_number(desk: Desk) -> None:
    key = "a" * 32
    first = workflow.submit(intake=Intake(words={"body": "Đèn hỏng"}), form_key=key, now=timezone.now())
    Submission.objects.filter(pk=first.submission.pk).update(form_key="b" * 32)

    with pytest.raises(IntegrityError, match="identity_accesscode"):
        workflow.submit(intake=Intake(words={"body": "Đèn hỏng"}), form_key=key, now=timezone.now())
