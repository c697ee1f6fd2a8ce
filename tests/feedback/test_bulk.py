"""One step on many cases: shown before, one event each, one letter a unit, ten minutes to take it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from feedback import states, workflow
from feedback.models import BulkItem, BulkRun, Submission, SubmissionEvent
from feedback.workflow import bulk
from officials.roles import Role
from portal.errors import NotAllowed
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk, submit, user

S = states.Status
LIST = "/quan-tri/feedback/submission/"


def seen(*cases: Submission) -> dict[int, int]:
    return {case.pk: case.version for case in cases}


def refused(outcomes: list[bulk.Outcome]) -> dict[str, str]:
    return {outcome.case.reference: outcome.refusal for outcome in outcomes if outcome.refusal}


def state_of(case: Submission) -> dict[str, Any]:
    fields = (
        "status",
        "responsible",
        "routed_at",
        "legal_kind",
        "field",
        "topic",
        "legal_kind_by",
        "closed_at",
    )
    row = Submission.objects.filter(pk=case.pk).values(*fields, "due_on").get()
    return row | {"clocks": sorted(case.deadlines.values_list("rule__code", "due_on", "met_on"))}


def test_rehearsal_says_what_a_run_does_and_writes_nothing(desk: Desk) -> None:
    ready, early, changed = desk.opinion(S.CLASSIFIED), desk.opinion(), desk.opinion(S.CLASSIFIED)
    chosen = seen(ready, early, changed)
    workflow.add_note(changed, by=desk.clerk, text="Xem lại")
    changed = workflow.act(changed, A.ROUTE, by=desk.clerk, responsible=desk.culture)
    before = (SubmissionEvent.objects.count(), Letter.objects.count(), state_of(ready))

    shown = workflow.rehearse(chosen, A.ROUTE, by=desk.clerk, responsible=desk.economy)

    assert (SubmissionEvent.objects.count(), Letter.objects.count(), state_of(ready)) == before
    run, done = workflow.act_on_many(chosen, A.ROUTE, by=desk.clerk, responsible=desk.economy)
    assert refused(shown) == refused(done)
    assert refused(done).keys() == {early.reference, changed.reference}
    assert "Có người vừa thay đổi" in refused(done)[changed.reference]
    assert run is not None
    assert list(run.items.values_list("submission", flat=True)) == [ready.pk]
    assert Submission.objects.get(pk=changed.pk).responsible == desk.culture


def test_many_are_assigned_with_one_event_each_and_one_letter(desk: Desk) -> None:
    cases = [desk.opinion(S.CLASSIFIED, contact={"email": "a@example.vn"}) for _time in range(3)]

    run, _outcomes = workflow.act_on_many(seen(*cases), A.ROUTE, by=desk.clerk, responsible=desk.economy)

    assert [case.events.filter(action=A.ROUTE).count() for case in cases] == [1, 1, 1]
    letter = Letter.objects.get(about_type=bulk.ABOUT)
    assert run is not None
    assert (letter.state, letter.next_at) == ("pending", run.undo_until)
    assert letter.payload["recipient"] == "kinhte@hamyen.example"
    assert all(f"{case.reference}/" in letter.payload["body"] for case in cases)
    assert "Cầu tràn" not in letter.payload["body"]
    assert not Letter.objects.filter(kind="routed").exists()


@pytest.mark.parametrize(
    ("start", "action", "facts"),
    [
        (S.RECEIVED, A.CLASSIFY, {"legal_kind": "phan_anh", "field": "y_te"}),
        (S.CLASSIFIED, A.ROUTE, {}),
        (S.RETURNED, A.ROUTE, {}),
        (S.ANSWERED, A.CLOSE, {}),
    ],
)
def test_undo_puts_every_case_back_as_it_was(
    desk: Desk, start: str, action: str, facts: dict[str, Any]
) -> None:
    cases = [desk.opinion(start), desk.opinion(start)]
    before = [state_of(case) for case in cases]
    given = facts | ({"responsible": desk.culture} if action == A.ROUTE else {})
    run, _outcomes = workflow.act_on_many(seen(*cases), action, by=desk.clerk, **given)
    assert run is not None
    assert [state_of(case) for case in cases] != before

    back, left = workflow.undo_many(run, by=desk.clerk)

    assert [state_of(case) for case in cases] == before
    assert (len(back), left) == (2, [])
    assert [case.events.filter(action=A.UNDO).count() for case in cases] == [1, 1]
    assert not Letter.objects.filter(about_type=bulk.ABOUT).exclude(state="cancelled").exists()
    with pytest.raises(NotAllowed):
        workflow.undo_many(run, by=desk.clerk)


def test_undo_leaves_what_moved_since_and_tells_its_unit(desk: Desk) -> None:
    taken, waiting = desk.opinion(S.CLASSIFIED), desk.opinion(S.CLASSIFIED)
    facts = {"responsible": desk.economy}
    run, _outcomes = workflow.act_on_many(seen(taken, waiting), A.ROUTE, by=desk.clerk, **facts)
    assert run is not None
    workflow.add_words(taken, text="Thêm lời", now=timezone.now())

    back, left = workflow.undo_many(run, by=desk.clerk)

    assert ([case.pk for case in back], [case.pk for case in left]) == ([waiting.pk], [taken.pk])
    assert Submission.objects.get(pk=taken.pk).status == S.ROUTED
    (letter,) = Letter.objects.filter(about_type=bulk.ABOUT, state="pending")
    assert taken.reference in letter.payload["body"]
    assert waiting.reference not in letter.payload["body"]


def test_undo_is_for_who_did_it_and_for_ten_minutes(desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED)
    run, _outcomes = workflow.act_on_many(seen(case), A.CLOSE, by=desk.clerk)
    assert run is not None

    with pytest.raises(NotAllowed):
        workflow.undo_many(run, by=user("moi", Role.CLERK, desk.organ))
    with pytest.raises(NotAllowed):
        workflow.undo_many(run, by=desk.clerk, now=run.at + timedelta(minutes=10))

    assert Submission.objects.get(pk=case.pk).status == S.CLOSED


def test_other_organs_cases_are_not_there(desk: Desk) -> None:
    theirs = submit(unit=desk.other)

    run, outcomes = workflow.act_on_many(
        seen(theirs), A.CLASSIFY, by=desk.clerk, legal_kind="gop_y", field="y_te"
    )

    assert (run, outcomes) == (None, [])


def test_clerk_previews_assigns_and_takes_back(client: Client, desk: Desk) -> None:
    ready, early = desk.opinion(S.CLASSIFIED), desk.opinion()
    client.force_login(desk.clerk)
    chosen = {"action": "route", "_selected_action": [ready.pk, early.pk]}
    first = client.post(LIST, chosen).content.decode()
    data: dict[str, Any] = {"case": [f"{case.pk}:{case.version}" for case in (ready, early)]}
    assert data["case"][0] in first

    empty = client.post(f"{LIST}bulk/route/", data).content.decode()
    preview = client.post(f"{LIST}bulk/route/", data | {"responsible": desk.economy.pk}).content.decode()

    assert "Xin chọn đơn vị xử lý" in empty
    assert "Sẽ làm: 1 ý kiến" in preview
    assert "Giữ nguyên: 1 ý kiến" in preview
    assert "Phòng Kinh tế" in preview
    assert Submission.objects.get(pk=ready.pk).status == S.CLASSIFIED
    done = client.post(
        f"{LIST}bulk/route/", data | {"responsible": desk.economy.pk, "do": "act"}
    ).content.decode()
    assert "Đã làm: 1 ý kiến" in done
    assert Submission.objects.get(pk=ready.pk).status == S.ROUTED
    assert "Hoàn tác 1 ý kiến" in client.get(LIST).content.decode()
    undone = client.post(f"{LIST}bulk/undo/", follow=True).content.decode()
    assert "1 ý kiến đã trở lại như trước." in undone
    assert Submission.objects.get(pk=ready.pk).status == S.CLASSIFIED
    assert "Không hoàn tác được nữa" in client.post(f"{LIST}bulk/undo/", follow=True).content.decode()


def test_close_is_previewed_at_once_and_more_than_the_most_refused(
    client: Client, desk: Desk, monkeypatch: Any
) -> None:
    cases = [desk.opinion(S.ANSWERED), desk.opinion(S.ANSWERED)]
    client.force_login(desk.clerk)
    chosen = {"action": "close", "_selected_action": [case.pk for case in cases]}

    listed = client.post(f"{LIST}?status=done", chosen).content.decode()

    assert "Sẽ làm: 2 ý kiến" in listed
    monkeypatch.setattr("feedback.admin.bulk.AT_ONCE", 1)
    page = client.post(f"{LIST}?status=done", chosen, follow=True).content.decode()
    assert "Mỗi lần làm được tối đa 1 ý kiến." in page


def test_others_do_nothing_in_bulk(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED)
    for account in (desk.officer, desk.leader, desk.stranger):
        client.force_login(account)

        client.post(f"{LIST}bulk/close/", {"case": f"{case.pk}:{case.version}", "do": "act"})

    assert Submission.objects.get(pk=case.pk).status == S.ANSWERED
    assert not BulkRun.objects.exists()


def test_database_refuses_nonsense(desk: Desk) -> None:
    run = BulkRun.objects.create(action="close", by=desk.clerk, at=timezone.now())
    case = submit()
    BulkItem.objects.create(run=run, submission=case, version=1)

    with pytest.raises(IntegrityError):
        BulkItem.objects.create(run=run, submission=case, version=2)
