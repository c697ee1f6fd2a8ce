"""Naming who a case is about: who loses it, where it goes, what the letters and the sender's page say."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from feedback import matching, permissions, queries, tracking, workflow
from feedback.models import Concern, Note, RoutingRule, Submission
from officials.models import Official, User
from officials.queries import barring
from portal.errors import NotAllowed
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk, S, days_ago
from tests.feedback.hierarchy import Hierarchy, fresh
from tests.feedback.test_digest import digests, working_day

SENTENCE = "Ông/Bà có tên hoặc có liên quan trong việc này nên không xem được."


@pytest.fixture
def people(desk: Desk) -> Hierarchy:
    return Hierarchy(desk)


def name(case: Submission, by: User, official: Official | None = None, **facts: Any) -> Submission:
    return workflow.act(case, A.CONCERN, by=fresh(by), official=official, **facts)


def sees(account: User, case: Submission) -> bool:
    return queries.visible_to(fresh(account)).filter(pk=case.pk).exists()


def url(case: Submission, tail: str = "") -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/{tail}"


def test_barring_are_oneself_and_everybody_above(desk: Desk, people: Hierarchy) -> None:
    found = {
        who: barring(fresh(getattr(desk, who))) for who in ("leader", "officer", "colleague", "stranger")
    }

    assert found == {
        "leader": {people.chair.pk},
        "officer": {people.officer.pk, people.head.pk, people.chair.pk},
        "colleague": {people.chair.pk},
        "stranger": {people.secretary.pk},
    }
    assert barring(fresh(people.deputy_account)) == {people.deputy.pk, people.chair.pk}


def test_a_person_named_loses_the_case_and_their_superior_keeps_it(desk: Desk, people: Hierarchy) -> None:
    case = name(desk.opinion(S.ACCEPTED), desk.clerk, people.officer)

    assert [sees(who, case) for who in (desk.officer, desk.leader, desk.clerk)] == [False, True, True]
    assert case.concerned_ids == [people.officer.pk]


def test_the_unit_of_a_person_named_gives_the_case_back_with_its_draft_as_a_note(
    desk: Desk, people: Hierarchy
) -> None:
    case = desk.draft(desk.opinion(S.ACCEPTED))

    case = name(case, desk.clerk, people.head)

    assert (case.status, case.answers.count()) == (S.RETURNED, 0)
    assert "Xã sửa cầu trong tháng này." in Note.objects.get(submission=case).text
    assert Letter.objects.get(kind="routed").state == "cancelled"
    assert "chọn đơn vị khác" in tracking.page_of(case, working_day().date()).state.sentence


def test_the_next_unit_does_not_inherit_a_draft(desk: Desk) -> None:
    case = desk.draft(desk.opinion(S.ACCEPTED))

    case = workflow.act(case, A.HAND_BACK, by=desk.officer, words="Không thuộc phòng")

    assert not case.answers.exists()
    assert [note.by for note in case.notes.filter(text__contains="Xã sửa cầu")] == [desk.officer]


@pytest.mark.parametrize("who", ["chair", "clerk"])
def test_a_case_about_people_of_the_desk_goes_to_the_other_desk(
    desk: Desk, people: Hierarchy, who: str
) -> None:
    case = name(desk.opinion(), desk.clerk, getattr(people, who))

    letter = Letter.objects.get(kind="entrusted")
    page = tracking.page_of(case, working_day().date())
    assert case.organ == desk.other
    assert [sees(one, case) for one in (desk.clerk, desk.leader, desk.stranger)] == [False, False, True]
    assert letter.payload["recipient"] == "danguy@hamyen.example"
    assert "Cầu tràn" not in letter.subject + letter.payload["body"]
    assert page.holder == desk.other
    assert page.timeline[-1].words == "Đảng ủy xã Hàm Yên tiếp nhận việc này."


def test_events_hold_ids_only(desk: Desk, people: Hierarchy) -> None:
    case = name(desk.opinion(), desk.clerk, people.chair)

    event = case.events.get(action=A.CONCERN)

    assert event.changes == {
        "concerned_ids": [[], [people.chair.pk]],
        "organ": [desk.organ.pk, desk.other.pk],
    }


def test_where_no_desk_is_left_nothing_is_kept(desk: Desk, people: Hierarchy) -> None:
    case = name(desk.opinion(), desk.clerk, people.secretary)

    with pytest.raises(ValidationError, match="nơi nhận thay"):
        name(case, desk.clerk, people.chair)

    case.refresh_from_db()
    assert (case.concerned_ids, Concern.objects.count()) == ([people.secretary.pk], 1)


def test_a_naming_is_taken_back_with_a_reason(desk: Desk, people: Hierarchy) -> None:
    case = name(desk.opinion(S.ACCEPTED), desk.clerk, people.officer)

    case = workflow.act(
        case, A.UNCONCERN, by=fresh(desk.clerk), words="Trùng tên", concern=Concern.objects.get()
    )

    assert case.concerned_ids == []
    assert Concern.objects.get().taken_back_by == desk.clerk
    assert [note.text for note in case.notes.filter(action=A.UNCONCERN)] == ["Trùng tên"]
    assert case.events.latest("pk").changes["concerned_ids"] == [[people.officer.pk], []]
    assert sees(desk.officer, case)


def test_a_body_named_keeps_access_but_gets_nothing_by_rule(desk: Desk, people: Hierarchy) -> None:
    RoutingRule.objects.create(position=1, is_catch_all=True, responsible=desk.economy)
    case = desk.opinion(S.CLASSIFIED)
    proposed = matching.proposal(case).rule

    case = name(case, desk.clerk, concerned_unit=desk.economy)

    assert proposed is not None
    assert matching.proposal(case).rule is None
    assert queries.proposed_unit(case, None) == desk.other
    case = workflow.act(case, A.ROUTE, by=desk.clerk, responsible=desk.economy)
    assert sees(desk.officer, case)


@pytest.mark.parametrize("who", ["head", "officer", "chair"])
def test_no_case_is_given_to_a_unit_of_a_person_named(desk: Desk, people: Hierarchy, who: str) -> None:
    case = name(desk.opinion(S.CLASSIFIED), desk.clerk, getattr(people, who))
    clerk = desk.clerk if case.organ == desk.organ else desk.stranger

    with pytest.raises(ValidationError, match="Không giao được"):
        workflow.act(case, A.ROUTE, by=fresh(clerk), responsible=desk.economy)


def test_only_a_clerk_of_the_book_names(desk: Desk, people: Hierarchy) -> None:
    case = desk.opinion(S.ACCEPTED)

    for who in (desk.officer, desk.leader, desk.stranger, desk.admin, desk.reader):
        with pytest.raises(NotAllowed):
            name(case, who, people.deputy)


def test_one_person_or_one_body_is_named_once(desk: Desk, people: Hierarchy) -> None:
    case = name(desk.opinion(), desk.clerk, people.deputy)

    for facts in ({}, {"official": people.head, "concerned_unit": desk.culture}, {"official": people.deputy}):
        with pytest.raises(ValidationError):
            workflow.act(case, A.CONCERN, by=fresh(desk.clerk), **facts)


def test_whoever_worked_on_it_is_told_and_the_others_find_nothing(
    client: Client, desk: Desk, people: Hierarchy
) -> None:
    case = name(desk.opinion(S.ACCEPTED), desk.clerk, people.head)
    also = User.objects.create_user("moi", "mat-khau-rat-dai", full_name="Người mới")
    also.grants.create(role="officer", unit=desk.economy, valid_from="2020-01-01")

    for address in (url(case), url(case, "accept/"), f"/can-bo/y-kien/{case.reference}/"):
        client.force_login(desk.officer)
        told = client.get(address)
        client.force_login(also)
        missing = client.get(address)
        assert told.status_code in (403, 404)
        assert (SENTENCE in told.content.decode()) is (told.status_code == 403)
        assert missing.status_code == 404
        assert SENTENCE not in missing.content.decode()


def test_a_clerk_who_held_it_before_the_book_moved_is_told(
    client: Client, desk: Desk, people: Hierarchy
) -> None:
    case = name(desk.opinion(S.CLASSIFIED), desk.clerk, people.chair)
    client.force_login(desk.clerk)

    assert SENTENCE in client.get(url(case)).content.decode()
    client.force_login(desk.leader)
    assert client.get(url(case)).status_code == 404


def test_daily_letter_leaves_out_cases_its_readers_may_not_see(desk: Desk, people: Hierarchy) -> None:
    case = desk.opinion(S.ACCEPTED, received=days_ago(40))
    desk.opinion(S.ACCEPTED, received=days_ago(40))
    Submission.objects.filter(pk=case.pk).update(concerned_ids=[people.officer.pk])

    workflow.send_overdue_digests(now=working_day())

    [letter] = [*digests().values()]
    assert case.reference not in letter.payload["body"]


def test_restricted_case_is_lost_to_a_reader_who_is_named(desk: Desk, people: Hierarchy) -> None:
    case = desk.restricted()
    with pytest.raises(ValidationError, match="nơi nhận thay"):
        name(case, desk.reader, people.chair)
    desk.other.restricted_readers.add(desk.stranger)

    case = name(case, desk.reader, people.chair)

    assert case.organ == desk.other
    assert [sees(who, case) for who in (desk.reader, desk.stranger)] == [False, True]
    case = workflow.act(
        case, A.UNCONCERN, by=fresh(desk.stranger), words="Nhầm người", concern=Concern.objects.get()
    )
    assert "Nhầm người" in (Submission.objects.get(pk=case.pk).sealed or "")


def test_permissions_of_a_row_are_lost_with_it(desk: Desk, people: Hierarchy) -> None:
    case = desk.opinion(S.ACCEPTED, contact={"full_name": "Hoàng Văn Sính"})
    officer = fresh(desk.officer)
    checks = (permissions.can_reveal, permissions.can_note, permissions.can_draft)
    before = [check(officer, case) for check in checks]

    case.concerned_ids = [people.head.pk]

    assert before == [True, True, True]
    assert [check(officer, case) for check in checks] == [False, False, False]
    assert not list(permissions.allowed_rows(officer, case))


def test_naming_goes_by_two_pages_without_script(client: Client, desk: Desk, people: Hierarchy) -> None:
    case = desk.opinion(S.ACCEPTED)
    client.force_login(desk.clerk)
    form = client.get(url(case, "concern/")).content.decode()

    named = client.post(url(case, "concern/"), {"version": case.version, "official": people.deputy.pk})

    assert "Lục Thị Hoà, Phó Chủ tịch, UBND xã Hàm Yên" in form
    assert named.status_code == 302
    case.refresh_from_db()
    page = client.get(url(case)).content.decode()
    assert "Lục Thị Hoà" in page
    back = client.post(
        url(case, "unconcern/"),
        {"version": case.version, "concern": Concern.objects.get().pk, "words": "Nhầm"},
    )
    assert back.status_code == 302
    assert Submission.objects.get(pk=case.pk).concerned_ids == []


def test_a_naming_while_the_sender_is_asked_keeps_the_question(desk: Desk, people: Hierarchy) -> None:
    case = name(desk.opinion(S.NEEDS_MORE), desk.clerk, people.deputy)

    assert (case.status, case.asked_from) == (S.NEEDS_MORE, S.ACCEPTED)


def test_a_closed_case_keeps_its_end(desk: Desk, people: Hierarchy) -> None:
    case = desk.opinion(S.CLOSED)
    ended = case.closed_at

    assert name(case, desk.clerk, people.deputy).closed_at == ended
