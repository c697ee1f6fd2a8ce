"""What is done to one meeting: by whom, from where to where, and what is refused whole."""

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from portal.errors import NotAllowed
from sessions_app import permissions, queries, states, workflow
from sessions_app.models import DutyRule, Meeting, MeetingEvent, Schedule
from sessions_app.states import TRANSITIONS, Action, Kind, Status
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office, at

NOW = at(2026, 11, 26)
DAY = date(2026, 12, 3)


def standing(office: Office, status: str, kind: str = Kind.EXTRAORDINARY, day: date = DAY) -> Meeting:
    """A meeting at a status, as the workflow leaves it there."""
    fields: dict[str, Any] = {"status": status, "kind": kind, "day": day}
    fields |= {"posted_at": None if status == Status.PLANNED else NOW}
    if status in states.TOOK_PLACE:
        fields |= {"chair": office.chair}
    if status in (Status.POSTPONED, Status.CANCELLED):
        fields |= {"reason": "Mưa lũ"}
    if status == Status.POSTPONED:
        fields |= {"moved_to": office.meeting(status=Status.POSTED, posted_at=NOW, day=date(2026, 12, 9))}
    return office.meeting(**fields)


def take(office: Office, meeting: Meeting, action: Action, by: Any = None) -> Meeting:
    common: dict[str, Any] = {"by": by or office.keeper, "now": at(2026, 12, 3, 17)}
    later = {"day": date(2026, 12, 10), "starts_at": time(8), "ends_at": time(10), "place": "Hội trường"}
    written = office.written(kind=meeting.kind, day=meeting.day, content="Đất đai")
    steps = {
        Action.EDIT: lambda: workflow.edit(meeting, written=written, **common),
        Action.POST: lambda: workflow.post(meeting, **common),
        Action.POSTPONE: lambda: workflow.postpone(meeting, **later, words="Họp tỉnh", **common),
        Action.CANCEL: lambda: workflow.cancel(meeting, words="Mưa lũ", **common),
        Action.HOLD: lambda: workflow.hold(meeting, found=workflow.Held(office.chair), **common),
        Action.RETRACT: lambda: workflow.retract(meeting, words="Ghi nhầm", **common),
    }
    return steps[action]()


@pytest.mark.parametrize("kind", [Kind.PERIODIC, Kind.EXTRAORDINARY, Kind.VOTERS])
@pytest.mark.parametrize("status", Status.values)
def test_the_table_of_transitions_is_walked_whole(office: Office, status: str, kind: str) -> None:
    for action in set(Action) - {Action.PLAN, Action.MOVE, Action.LOOK}:
        meeting = standing(office, status, kind)
        row = states.row(action, status, kind)
        events = MeetingEvent.objects.count()

        assert permissions.can_act(office.keeper, meeting, action) is (row is not None)
        if row is None:
            with pytest.raises(ValidationError, match="vừa thay đổi"):
                take(office, meeting, action)
            assert MeetingEvent.objects.count() == events
        else:
            take(office, meeting, action)
            meeting.refresh_from_db()
            assert meeting.status == (row.after or status)
            last = meeting.events.last()
            assert last is not None
            assert (last.action, last.from_status, last.to_status) == (action, status, meeting.status)


def test_every_row_of_the_table_is_used() -> None:
    assert {row.action for row in TRANSITIONS} == set(Action) - {Action.PLAN}


def test_only_who_keeps_the_calendar_of_the_organ_acts(office: Office) -> None:
    for who in (office.desk.stranger, office.desk.officer, office.desk.leader, office.desk.admin):
        for action in (Action.EDIT, Action.POST, Action.CANCEL):
            meeting = standing(office, Status.PLANNED)
            with pytest.raises(NotAllowed):
                take(office, meeting, action, by=who)
        with pytest.raises(NotAllowed):
            workflow.enter(written=office.written(), by=who, now=NOW)
    assert not MeetingEvent.objects.exists()


def test_a_clerk_keeps_the_calendar_too(office: Office) -> None:
    meeting = workflow.enter(written=office.written(), by=office.desk.clerk, now=NOW)

    assert (meeting.status, meeting.events.get().action) == (Status.PLANNED, Action.PLAN)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": date(2026, 11, 25)}, "đã qua"),
        ({"kind": Kind.PERIODIC, "day": date(2026, 12, 5)}, "05/12/2026 là ngày nghỉ"),
        ({"ends_at": time(8)}, "Giờ kết thúc"),
        ({"post": None}, "gắn với một chức vụ"),
        ({"kind": Kind.DIALOGUE}, "đối thoại với ai"),
        ({"audience": "thanh_nien"}, "đối thoại với ai"),
    ],
)
def test_what_cannot_be_is_refused_in_words(office: Office, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        workflow.enter(written=office.written(**fields), by=office.keeper, now=NOW)

    assert not Meeting.objects.exists()


def test_an_extraordinary_reception_may_fall_on_a_day_off(office: Office) -> None:
    meeting = workflow.enter(written=office.written(day=date(2026, 12, 5)), by=office.keeper, now=NOW)

    assert meeting.day == date(2026, 12, 5)


def test_posted_words_may_be_mended_and_posted_days_not(office: Office) -> None:
    meeting = standing(office, Status.POSTED)
    written = office.written(day=date(2026, 12, 9), place="Nơi khác", content="Đất đai")

    workflow.edit(meeting, written=written, by=office.keeper, now=NOW)

    meeting.refresh_from_db()
    assert (meeting.day, meeting.place, meeting.content) == (DAY, "Hội trường", "Đất đai")
    assert meeting.events.get().changes == {"content": ["", "Đất đai"]}


def test_saving_on_an_old_version_changes_nothing(office: Office) -> None:
    meeting = standing(office, Status.PLANNED)
    workflow.edit(meeting, written=office.written(content="Một"), version=1, by=office.keeper, now=NOW)

    with pytest.raises(ValidationError, match="vừa thay đổi"):
        workflow.edit(meeting, written=office.written(content="Hai"), version=1, by=office.keeper, now=NOW)

    meeting.refresh_from_db()
    assert meeting.content == "Một"


def test_postponing_posts_the_new_time_with_it(office: Office) -> None:
    meeting = standing(office, Status.POSTED)

    new = take(office, meeting, Action.POSTPONE)

    meeting.refresh_from_db()
    assert (meeting.moved_to, meeting.reason, meeting.day) == (new, "Họp tỉnh", DAY)
    assert (new.status, new.day, new.post, new.moved_from) == (
        Status.POSTED,
        date(2026, 12, 10),
        office.post,
        meeting,
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": DAY, "starts_at": time(8), "place": "Hội trường"}, "trùng với thời gian cũ"),
        ({"day": date(2026, 11, 20)}, "đã qua"),
        ({"day": date(2026, 12, 6)}, "ngày nghỉ"),
        ({"ends_at": time(7)}, "Giờ kết thúc"),
        ({"words": "  "}, "lý do"),
    ],
)
def test_no_new_time_no_postponement(office: Office, fields: dict[str, Any], words: str) -> None:
    meeting = standing(office, Status.POSTED, Kind.PERIODIC)
    later = {"day": date(2026, 12, 10), "starts_at": time(8), "ends_at": time(10), "place": "Hội trường"}

    with pytest.raises(ValidationError, match=words):
        workflow.postpone(meeting, **later | {"words": "Họp"} | fields, by=office.keeper, now=NOW)

    meeting.refresh_from_db()
    assert (meeting.status, Meeting.objects.count(), MeetingEvent.objects.count()) == (Status.POSTED, 1, 0)


def test_a_deputy_presides_by_document_only(office: Office) -> None:
    meeting = standing(office, Status.POSTED, Kind.PERIODIC)
    common = {"by": office.keeper, "now": at(2026, 12, 3, 17)}

    with pytest.raises(ValidationError, match="Đỗ Văn Bình không giữ chức vụ này"):
        workflow.hold(meeting, found=workflow.Held(office.deputy), **common)
    held = workflow.hold(meeting, found=workflow.Held(office.deputy, "12/UBND-VP", False), **common)

    assert (held.by_delegation, held.delegation_doc, held.status) == (True, "12/UBND-VP", Status.NOBODY_CAME)


def test_the_holder_needs_no_document_and_none_is_kept(office: Office) -> None:
    meeting = standing(office, Status.POSTED)

    held = workflow.hold(
        meeting, found=workflow.Held(office.chair, "thừa"), by=office.keeper, now=at(2026, 12, 3, 17)
    )

    assert (held.by_delegation, held.delegation_doc) == (False, "")


def test_nothing_is_held_before_its_day(office: Office) -> None:
    meeting = standing(office, Status.POSTED)

    with pytest.raises(ValidationError, match="Chưa đến ngày"):
        workflow.hold(meeting, found=workflow.Held(office.chair), by=office.keeper, now=NOW)


def test_a_record_taken_back_leaves_the_meeting_as_it_was(office: Office) -> None:
    urgent = standing(office, Status.PLANNED)
    take(office, urgent, Action.HOLD)

    take(office, urgent, Action.RETRACT)

    urgent.refresh_from_db()
    assert (urgent.status, urgent.chair, urgent.posted_at) == (Status.PLANNED, None, None)


BROKEN: dict[str, dict[str, Any]] = {
    "sessions_meeting_kind_known": {"kind": "hop_kin"},
    "sessions_meeting_status_known": {"status": "lost"},
    "sessions_meeting_mode_known": {"mode": "thu"},
    "sessions_meeting_audience_of_dialogue": {"audience": "nhan_dan"},
    "sessions_meeting_voter_form_of_voters": {"voter_form": "sau_ky_hop"},
    "sessions_meeting_document_of_its_kinds": {"document": "Nghị quyết 5"},
    "sessions_meeting_material_of_outreach": {"material": "60 tờ rơi"},
    "sessions_meeting_ends_after_begin": {"ends_at": time(8)},
    "sessions_meeting_reception_of_a_post": {"post": None},
    "sessions_meeting_scheduled_whole": {"nominal_on": DAY},
    "sessions_meeting_posted_at_iff_posted": {"status": "posted"},
    "sessions_meeting_moved_iff_postponed": {"status": "postponed", "reason": "x", "posted_at": NOW},
    "sessions_meeting_reason_iff_put_off": {"reason": "x"},
    "sessions_meeting_chair_iff_held": {"status": "held"},
    "sessions_meeting_delegated_by_document": {"delegation_doc": "12"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_a_meeting(office: Office, name: str) -> None:
    meeting = office.meeting()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(**BROKEN[name])


def test_the_database_refuses_two_meetings_of_one_scheduled_day(office: Office) -> None:
    same = {"schedule": office.schedule, "nominal_on": DAY, "kind": Kind.PERIODIC}
    office.meeting(**same)

    with pytest.raises(IntegrityError, match="sessions_meeting_once_a_scheduled_day"), transaction.atomic():
        office.meeting(**same)


SCHEDULES: dict[str, dict[str, Any]] = {
    "sessions_schedule_ends_after_start": {"valid_to": date(2019, 1, 1)},
    "sessions_schedule_kind_by_calendar": {"kind": Kind.VOTERS},
    "sessions_schedule_ends_after_begin": {"ends_at": time(7)},
    "sessions_schedule_days_of_month_or_week": {"month_days": []},
    "sessions_schedule_days_exist": {"month_days": [32]},
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_database_refuses_a_schedule(office: Office, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Schedule.objects.filter(pk=office.schedule.pk).update(**SCHEDULES[name])


def test_a_post_has_one_schedule_of_a_kind_at_a_time(office: Office) -> None:
    with pytest.raises(IntegrityError, match="sessions_schedule_one_a_post"), transaction.atomic():
        office.scheduled(week_days=[3])


RULES: dict[str, dict[str, Any]] = {
    "sessions_duty_ends_after_start": {"valid_to": date(2010, 1, 1)},
    "sessions_duty_known": {"duty": "bo_truong"},
    "sessions_duty_per_known": {"per": "year"},
    "sessions_duty_some_day": {"days": 0},
    "sessions_duty_one_rule_a_day": {"duty": "chu_tich_tinh"},
}


@pytest.mark.parametrize("name", RULES)
def test_the_database_refuses_a_rule(db: None, name: str) -> None:
    rule = DutyRule.objects.filter(duty="thu_truong_khac").get()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DutyRule.objects.filter(pk=rule.pk).update(**RULES[name])


def test_history_is_only_ever_added_to(office: Office) -> None:
    meeting = workflow.enter(written=office.written(), by=office.keeper, now=NOW)

    for sql in ("UPDATE sessions_app_meetingevent SET words = 'x'", "DELETE FROM sessions_app_meetingevent"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="sessions_event_action_known"), transaction.atomic():
        MeetingEvent.objects.create(meeting=meeting, action="x", to_status="planned", at=NOW)


def test_every_constraint_is_broken_here() -> None:
    made = {c.name for model in (Meeting, MeetingEvent, Schedule, DutyRule) for c in model._meta.constraints}
    elsewhere = {
        "sessions_meeting_once_a_scheduled_day",
        "sessions_schedule_one_a_post",
        "sessions_event_action_known",
        "sessions_meeting_capacity_of_a_room",
        "sessions_meeting_attendance_when_held",
        "sessions_meeting_session_of_voters",
    }

    assert made == {*BROKEN, *SCHEDULES, *RULES, *elsewhere}


def test_desks_of_other_organs_see_nothing(desk: Desk) -> None:
    office = Office(desk)
    office.meeting()

    assert [
        queries.visible_to(who).count() for who in (office.keeper, desk.leader, desk.stranger, desk.officer)
    ] == [
        1,
        1,
        0,
        0,
    ]
