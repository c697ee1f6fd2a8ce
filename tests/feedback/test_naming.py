"""An opinion that may name an official: a question to the clerk, unseen by the person it is about."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from feedback import naming, queries, states, workflow
from feedback.models import RoutingRule, Submission
from officials.models import Tenure
from tests.feedback.desk import SINCE, Desk, submit
from tests.feedback.hierarchy import Hierarchy, fresh

A, S = states.Action, states.Status


@pytest.fixture
def people(desk: Desk) -> Hierarchy:
    return Hierarchy(desk)


@pytest.mark.parametrize(
    ("words", "topic", "who"),
    [
        ("Ông Ma Văn Thuyết nhận tiền", "", ["chair"]),
        ("ong ma van thuyet nhan tien", "", ["chair"]),
        ("Đề nghị chủ tịch Thuyết xem lại", "", ["chair"]),
        ("Phó Chủ tịch Hòa không tiếp dân", "", ["deputy"]),
        ("Bà Hoà hay gắt gỏng", "can_bo", ["deputy"]),
        ("Bà Hoà hay gắt gỏng", "", []),
        ("Chị ấy nói ba hoa với cán bộ hoá đơn", "can_bo", []),
        ("Ma Văn Thuyết và Bàn Văn Kinh", "", ["chair", "officer"]),
        ("Cầu Ma Văn Thuyếtx hỏng", "", []),
        ("Đường thôn Tân Tiến hỏng", "", []),
    ],
)
def test_names_are_found_whole_or_after_a_title(
    people: Hierarchy, words: str, topic: str, who: list[str]
) -> None:
    found = naming.officials_in(words=("", words), topic=topic, field="")

    assert found == sorted(getattr(people, name).pk for name in who)


def test_who_left_office_is_not_looked_for(people: Hierarchy) -> None:
    Tenure.objects.filter(official=people.chair).update(valid_to=SINCE)

    assert submit(body="Ông Ma Văn Thuyết nhận tiền").may_name_ids == []


def test_the_clerk_is_asked_and_one_press_confirms(client: Client, desk: Desk, people: Hierarchy) -> None:
    case = submit(body="Ông Bàn Văn Kinh nhận tiền")
    client.force_login(desk.clerk)

    page = client.get(case.get_absolute_url(), follow=True).content.decode()
    address = f"/quan-tri/feedback/submission/{case.reference}/concern/"
    client.post(address, {"version": case.version, "official": people.officer.pk})

    assert "Có thể nêu đích danh cán bộ" in page
    assert "Bàn Văn Kinh" in page
    case.refresh_from_db()
    assert (case.concerned_ids, case.path) == ([people.officer.pk], states.Path.ORDINARY)
    after = client.get(case.get_absolute_url(), follow=True).content.decode()
    assert "Có thể nêu đích danh" not in after


def test_one_press_dismisses_and_leaves_no_name_behind(client: Client, desk: Desk, people: Hierarchy) -> None:
    case = submit(body="Ông Bàn Văn Kinh nhận tiền")
    client.force_login(desk.clerk)

    address = f"/quan-tri/feedback/submission/{case.reference}/not_named/"
    page = client.post(address, {"version": case.version, "official": people.officer.pk}, follow=True)

    assert "Có thể nêu đích danh" not in page.content.decode()
    case.refresh_from_db()
    assert (case.may_name_ids, case.concerned_ids) == ([], [])
    assert case.events.latest("pk").changes == {"may_name_ids": []}
    with pytest.raises(ValidationError):
        workflow.act(case, A.NOT_NAMED, by=desk.clerk, official=people.officer)


def test_neither_the_person_nor_other_readers_see_the_question(
    client: Client, desk: Desk, people: Hierarchy
) -> None:
    case = submit(body="Bà Nông Thị Hạnh và ông Ma Văn Thuyết nhận tiền")
    pages = {}
    for name in ("clerk", "leader"):
        client.force_login(getattr(desk, name))
        pages[name] = client.get(case.get_absolute_url(), follow=True).content.decode()

    workflow.act(case, A.NOT_NAMED, by=desk.clerk, official=people.chair)
    client.force_login(desk.leader)
    after = client.get(case.get_absolute_url(), follow=True).content.decode()

    assert "Ma Văn Thuyết</strong>" in pages["clerk"]
    assert "Nông Thị Hạnh</strong>" not in pages["clerk"]
    assert "đích danh" not in pages["leader"]
    assert after.count("<time") == pages["leader"].count("<time")


def test_the_flag_changes_nobodys_sight(desk: Desk, people: Hierarchy) -> None:
    case = submit(body="Ông Ma Văn Thuyết nhận tiền")

    assert queries.visible_to(fresh(desk.leader)).filter(pk=case.pk).exists()
    assert (case.concerned_ids, case.path, case.legal_kind) == ([], states.Path.ORDINARY, "")


def test_an_old_case_is_looked_at_when_the_desk_opens_it(
    client: Client, desk: Desk, people: Hierarchy
) -> None:
    case = submit(body="Ông Ma Văn Thuyết nhận tiền")
    Submission.objects.filter(pk=case.pk).update(may_name_ids=None)
    client.force_login(desk.clerk)

    assert "Ma Văn Thuyết</strong>" in client.get(case.get_absolute_url(), follow=True).content.decode()


def test_no_rule_can_be_asked_for_a_name(desk: Desk, people: Hierarchy) -> None:
    submit(body="Ông Ma Văn Thuyết nhận tiền")

    trial = workflow.try_rule(RoutingRule(position=1, words=["nhận tiền"], responsible=desk.culture))

    assert trial.matched == 0


def test_restricting_forgets_whom_the_words_may_name(desk: Desk, people: Hierarchy) -> None:
    case = submit(body="Ông Bàn Văn Kinh nhận tiền")

    case = workflow.act(case, A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind="to_cao")

    case.refresh_from_db()
    assert case.may_name_ids is None
