"""Who sees which case: the SQL of visible_to held against the same rule read row by row."""

from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from feedback import finding, queries, states, workflow
from feedback.models import Submission
from feedback.workflow.clocks import DUE
from officials.models import Official, RoleGrant, Tenure, Unit, User
from officials.roles import Role
from tests.feedback.desk import SINCE, Desk, submit, unit, user
from tests.feedback.hierarchy import Hierarchy, fresh

S = states.Status
OF_A_CASE = [
    field
    for field in Submission._meta.concrete_fields
    if field.name not in {"id", "search"} and not field.generated
]


def everybody(desk: Desk) -> dict[str, User]:
    reader = user("doc.dao", Role.LEADER, desk.organ)
    desk.organ.restricted_readers.add(reader)
    gone = user("nghi", Role.CLERK, desk.organ)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    names = ("clerk", "officer", "leader", "colleague", "stranger", "admin")
    others = {"reader": reader, "gone": gone, "nobody": user("khong")}
    others |= {"auditor": user("kiem", Role.AUDITOR), "reception": user("tiep", Role.RECEPTION, desk.organ)}
    return others | {name: getattr(desk, name) for name in names}


def by_hand(desk: Desk, name: str, case: Submission) -> bool:
    """The rule in words: clerks and leaders of the organ, officers of the unit, entries, named readers."""
    if case.path != states.Path.ORDINARY:
        return name == "reader"
    if name in ("clerk", "leader", "reader"):
        return case.organ_id == desk.organ.pk
    if name == "stranger":
        return case.organ_id == desk.other.pk
    if name == "reception":
        return case.recorded_by is not None and case.recorded_by.username == "tiep"
    own = {"officer": desk.economy, "colleague": desk.culture}.get(name)
    return own is not None and case.responsible_id == own.pk and case.status != S.WITHDRAWN


def test_everybody_sees_exactly_their_cases(desk: Desk) -> None:
    people = everybody(desk)
    cases = [desk.opinion(status) for status in S.values]
    cases += [desk.restricted(), submit(unit=desk.other)]
    cases += [case.split_from for case in cases if case.split_from]  # the letter of the merged part
    withdrawn = desk.opinion(S.WITHDRAWN)
    Submission.objects.filter(pk=withdrawn.pk).update(responsible=desk.economy)
    entered = submit()
    Submission.objects.filter(pk=entered.pk).update(recorded_by=people["reception"])

    seen = {name: set(queries.visible_to(who).values_list("pk", flat=True)) for name, who in people.items()}

    rows = list(Submission.objects.all())
    assert len(rows) == len(cases) + 2
    assert seen == {name: {row.pk for row in rows if by_hand(desk, name, row)} for name in people}


def barring_by_words(who: User) -> set[int]:
    """The account's own official, and whoever heads a unit it works in or the organ of that unit."""
    units = {grant.unit for grant in who.grants.filter(valid_to__isnull=True)}
    units |= {tenure.post.unit for tenure in Tenure.objects.filter(official__user=who)}
    above = units | {unit.organ for unit in units if unit is not None} - {None}
    found = set(Official.objects.filter(user=who))
    for official in Official.objects.all():
        heads = {tenure.post.unit for tenure in official.tenures.filter(post__is_head=True)}
        if official.user is not None:
            heads |= {grant.unit for grant in official.user.grants.filter(role=Role.LEADER)}
        found |= {official} if heads & above else set()
    return {official.pk for official in found}


def seen_by_words(who: User, rows: list[Submission]) -> set[int]:
    """The docstring of visible_to read for one account and row by row, from the grants themselves."""
    barring, reads = barring_by_words(who), set(who.restricted_for.all())
    grants = [(g.role, g.unit) for g in who.grants.filter(valid_to__isnull=True).select_related("unit")]
    free = [row for row in rows if who.is_active and not barring & set(row.concerned_ids)]
    return {row.pk for row in free if by_words(who, row, reads, grants)}


def by_words(who: User, case: Submission, reads: set[Unit], grants: list[tuple[str, Unit | None]]) -> bool:
    if case.path != states.Path.ORDINARY:
        return case.organ in reads
    unit = case.responsible
    for role, held in grants:
        if role in (Role.CLERK, Role.LEADER) and held == case.organ:
            return True
        if role == Role.RECEPTION and case.recorded_by == who:
            return True
        answers = unit is not None and held in (unit, unit.organ) and case.status != S.WITHDRAWN
        if role in (Role.CLERK, Role.LEADER, Role.OFFICER) and answers:
            return True
    return False


def test_every_role_path_status_and_unit_is_as_the_words_say(desk: Desk) -> None:
    people = everybody(desk)
    room = unit("van-phong", "Văn phòng Đảng ủy", desk.other)
    extra = [user("toan-xa", Role.OFFICER, desk.organ), user("phong-khac", Role.OFFICER, room)]
    extra += [user("dao-khac", Role.LEADER, desk.other), user("thu-phong", Role.CLERK, desk.economy)]
    both = user("hai-vai", Role.RECEPTION, desk.organ)
    RoleGrant.objects.create(user=both, role=Role.OFFICER, unit=room, valid_from=SINCE)
    over = Hierarchy(desk)
    desk.other.restricted_readers.add(extra[2])
    named = ([], [over.chair.pk], [over.head.pk], [over.officer.pk, over.clerk.pk], [over.secretary.pk])
    copies(
        submit(),
        product(states.Path.values, S.values, (None, desk.economy, desk.other, room), named, (None, both)),
    )
    copies(submit(unit=desk.other), product(states.Path.values, [S.ROUTED], [room], named, (None, both)))
    rows = list(Submission.objects.select_related("organ", "responsible__organ", "recorded_by"))

    for who in (*people.values(), *extra, both, over.deputy_account):
        seen = set(queries.visible_to(fresh(who)).values_list("pk", flat=True))
        assert seen == seen_by_words(who, rows), who


def copies(case: Submission, kinds: Iterable[tuple[Any, ...]]) -> None:
    """The case once for each path, status, unit, people named and account that entered it."""
    made = []
    for number, (path, status, held_by, named, entered_by) in enumerate(kinds):
        if held_by is None and status in states.WITH_UNIT:
            continue
        fields: dict[str, Any] = {"path": path, "status": status, "responsible": held_by}
        fields |= {"recorded_by": entered_by, "concerned_ids": named}
        fields |= {"closed_at": timezone.now() if status in states.ENDED else None}
        fields |= {"asked_from": S.RECEIVED if status == S.NEEDS_MORE else ""}
        fields |= {"split_from": case if status == S.MERGED else None}
        fields |= {} if status in states.OPEN else dict.fromkeys(DUE)
        if path != states.Path.ORDINARY:
            fields |= {"sealed": "{}", "title": "", "body": "", "place": ""}
        same = {field.name: getattr(case, field.name) for field in OF_A_CASE}
        unique = {"reference": f"{case.pk % 10000:04}-{number:04}", "form_key": f"{case.pk}-{number}"}
        made.append(Submission(**same | fields | unique))
    Submission.objects.bulk_create(made)


def test_an_organ_that_answered_for_another_loses_what_was_withdrawn(desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED)
    case = workflow.act(case, states.Action.ROUTE, by=desk.clerk, responsible=desk.other)
    workflow.withdraw(case, now=timezone.now())

    seen = [queries.visible_to(who).filter(pk=case.pk).exists() for who in (desk.clerk, desk.stranger)]

    assert seen == [True, False]


def test_a_case_given_to_another_organ_is_seen_by_its_clerks_too(desk: Desk) -> None:
    case = desk.opinion(S.ROUTED)
    Submission.objects.filter(pk=case.pk).update(responsible=desk.other)

    seen = [queries.visible_to(who).filter(pk=case.pk).exists() for who in (desk.clerk, desk.stranger)]

    assert seen == [True, True]


def test_an_officer_loses_a_case_that_goes_to_another_unit(desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    Submission.objects.filter(pk=case.pk).update(responsible=desk.culture)

    seen = [queries.visible_to(who).filter(pk=case.pk).exists() for who in (desk.officer, desk.colleague)]

    assert seen == [False, True]


def test_a_role_that_ended_shows_nothing(desk: Desk) -> None:
    desk.opinion()
    desk.clerk.grants.update(valid_to="2024-12-31")

    assert not queries.visible_to(desk.clerk).exists()


@pytest.mark.parametrize(
    ("words", "found"),
    [("cau tran", True), ("cầu tràn", True), ('"tran thon"', True), ('"thon tran"', False), ("bò", False)],
)
def test_search_minds_neither_tones_nor_case_but_keeps_phrases(desk: Desk, words: str, found: bool) -> None:
    desk.opinion()

    assert finding.find(queries.visible_to(desk.clerk), finding.wanted(words)).exists() is found
