"""A case enters at a desk: what is kept, when it counts from, and what may be put right afterwards."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Arrival, Submission
from feedback.workflow import sealing
from portal.errors import NotAllowed
from tests.feedback.desk import BODY, Desk, submit
from tests.feedback.letters_in import entered, entry

A = states.Action
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=HANOI)


def due_days(case: Submission) -> dict[str, date | None]:
    return dict(case.deadlines.values_list("rule__code", "due_on"))


def test_letter_entered_late_counts_from_the_day_it_was_received(desk: Desk) -> None:
    letter = entry(
        desk, received_on=date(2026, 11, 18), arrival={"letter_on": date(2026, 11, 15), "pages": 2}
    )

    receipt = workflow.enter(entry=letter, by=desk.clerk, now=NOW)

    case = Submission.objects.get(pk=receipt.submission.pk)
    assert case.received_at == datetime(2026, 11, 18, 12, tzinfo=HANOI)
    assert (case.recorded_at, case.recorded_by, case.organ) == (NOW, desk.clerk, desk.organ)
    assert set(case.deadlines.values_list("started_on", flat=True)) == {date(2026, 11, 18)}
    assert (case.arrival.letter_on, case.arrival.pages) == (date(2026, 11, 15), 2)
    assert [case.register_entry.label, receipt.is_new] == ["1/2026", True]
    assert list(case.events.values_list("action", "by")) == [("submit", desk.clerk.pk)]


def test_the_same_entry_twice_is_one_case_one_code_and_one_number(desk: Desk) -> None:
    letter = entry(desk, received_on=timezone.localdate(NOW))

    first = workflow.enter(entry=letter, by=desk.clerk, now=NOW + timedelta(days=1))
    again = workflow.enter(entry=letter, by=desk.clerk, now=NOW + timedelta(days=1))

    assert (again.submission, again.code, again.is_new) == (first.submission, first.code, False)
    assert first.submission.register_entries.count() == 1


@pytest.mark.parametrize("received_on", [date(2026, 11, 26), date(2021, 11, 24)])
def test_received_day_to_come_or_long_gone_is_refused(desk: Desk, received_on: date) -> None:
    with pytest.raises(ValidationError) as refused:
        workflow.enter(entry=entry(desk, received_on=received_on), by=desk.clerk, now=NOW)

    assert list(refused.value.message_dict) == ["received_on"]
    assert not Submission.objects.exists()


def test_letter_of_five_years_back_is_entered(desk: Desk) -> None:
    receipt = workflow.enter(entry=entry(desk, received_on=date(2021, 11, 25)), by=desk.clerk, now=NOW)

    assert timezone.localdate(receipt.submission.received_at) == date(2021, 11, 25)


def test_only_clerks_and_reception_of_the_organ_enter(desk: Desk) -> None:
    allowed = []
    for name in ("clerk", "reader", "officer", "leader", "stranger", "admin"):
        try:
            workflow.enter(entry=entry(desk, received_on=NOW.date()), by=getattr(desk, name), now=NOW)
            allowed.append(name)
        except NotAllowed:
            pass

    assert allowed == ["clerk", "reader"]


def test_letter_waits_for_its_text_and_nothing_else_is_done_with_it(desk: Desk) -> None:
    case = entered(desk, words={"body": ""}, is_transcribed=False)

    for action, facts in ((A.CLASSIFY, {"legal_kind": "phan_anh", "field": "ha_tang"}), (A.DECLINE, {})):
        with pytest.raises(NotAllowed):
            workflow.act(case, action, by=desk.clerk, words="x", **facts)
    case = workflow.act(case, A.TRANSCRIBE, by=desk.clerk, body=BODY, place="Thôn Tân Tiến")

    assert (case.body, case.place, case.is_transcribed) == (BODY, "Thôn Tân Tiến", True)
    assert case.events.last().changes == {
        "body": [],
        "place": [],
        "is_transcribed": [False, True],
        "may_name_ids": [],
    }
    assert not case.notes.exists()
    assert workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="phan_anh", field="ha_tang")


def test_corrected_text_leaves_the_earlier_one_as_a_note_and_no_word_in_history(desk: Desk) -> None:
    case = entered(desk)

    case = workflow.act(case, A.TRANSCRIBE, by=desk.clerk, body="Cầu tràn thôn Tân Lập hỏng.")

    assert case.body == "Cầu tràn thôn Tân Lập hỏng."
    assert [note.text for note in case.notes.all()] == [BODY]
    assert case.events.last().changes == {"body": [], "is_transcribed": [True, True], "may_name_ids": []}


def test_text_from_the_portal_is_nobodys_to_rewrite(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        workflow.act(submit(), A.TRANSCRIBE, by=desk.clerk, body="Khác")


def test_reception_writes_down_only_what_it_entered(desk: Desk) -> None:
    own = entered(desk, by=desk.reader, words={"body": ""}, is_transcribed=False)
    others = entered(desk, words={"body": ""}, is_transcribed=False)

    workflow.act(own, A.TRANSCRIBE, by=desk.reader, body=BODY)

    with pytest.raises(NotAllowed):
        workflow.act(others, A.TRANSCRIBE, by=desk.reader, body=BODY)


def test_corrected_received_date_moves_every_clock_and_keeps_the_reason(desk: Desk) -> None:
    case = workflow.enter(
        entry=entry(desk, received_on=date(2026, 11, 25)), by=desk.clerk, now=NOW
    ).submission
    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, now=NOW, legal_kind="kien_nghi", field="ha_tang")

    case = workflow.act(
        case,
        A.CORRECT_RECEIVED,
        by=desk.clerk,
        now=NOW,
        words="Dấu bưu điện 16/11",
        received_on=date(2026, 11, 16),
    )

    same = workflow.enter(
        entry=entry(desk, received_on=date(2026, 11, 16)), by=desk.clerk, now=NOW
    ).submission
    same = workflow.act(same, A.CLASSIFY, by=desk.clerk, now=NOW, legal_kind="kien_nghi", field="ha_tang")
    assert due_days(case) == due_days(same)
    assert case.due_on == same.due_on
    assert case.events.last().changes == {
        "received_at": ["2026-11-25T09:30:00+07:00", "2026-11-16T12:00:00+07:00"]
    }
    assert [note.text for note in case.notes.all()] == ["Dấu bưu điện 16/11"]


def test_received_date_is_never_later_than_what_was_done(desk: Desk) -> None:
    case = workflow.enter(
        entry=entry(desk, received_on=date(2026, 11, 16)), by=desk.clerk, now=NOW
    ).submission
    met = NOW - timedelta(days=3)
    case.deadlines.update(met_on=met.date())

    with pytest.raises(ValidationError) as refused:
        workflow.act(
            case, A.CORRECT_RECEIVED, by=desk.clerk, now=NOW, words="Nhầm", received_on=date(2026, 11, 24)
        )

    assert list(refused.value.message_dict) == ["received_on"]


def test_restricted_letter_takes_along_how_it_came_and_leaves_its_number(desk: Desk) -> None:
    arrival = {"passed_by": "HĐND tỉnh", "passed_number": "12/HĐND", "passed_on": date(2026, 11, 2)}
    case = entered(desk, channel="chuyen_den", arrival=arrival | {"helpers": {"helped_by": "Bàn Văn Sính"}})
    workflow.act(case, A.REMARK, by=desk.clerk, remark="Trùng với thư hôm trước")

    case = workflow.act(case, A.RESTRICT, by=desk.clerk, words="Nêu đích danh", legal_kind="to_cao")

    assert not Arrival.objects.exists()
    assert [remark.text for remark in case.register_entry.remarks.all()] == [""]
    words = sealing.unsealed(case)
    assert words["arrival"] == {
        "passed_by": "HĐND tỉnh",
        "passed_number": "12/HĐND",
        "passed_on": "2026-11-02",
        "helped_by": "Bàn Văn Sính",
    }
    assert [text for _at, text in words["remarks"]] == ["Trùng với thư hôm trước"]
    assert case.register_entry.number == 1
