"""Routing by rule: each condition, the first that holds, why, what cannot be used, and the trial before."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback import matching, rulewords, states, workflow
from feedback.models import RoutingRule, Submission
from officials.models import Area, RoleGrant, Unit
from portal.operations import state
from portal.outbox.models import Letter
from tests.feedback.desk import SINCE, Desk, days_ago, submit

A, S = states.Action, states.Status
ADD = "/quan-tri/feedback/routingrule/add/"


def rule(desk: Desk, position: int = 1, **fields: Any) -> RoutingRule:
    fields.setdefault("responsible", desk.culture)
    return workflow.save_rule(RoutingRule(position=position, **fields), by=desk.admin)


def village(desk: Desk) -> Area:
    return Area.objects.create(
        level="village", name="thôn Tân Tiến", parent=desk.organ.area, valid_from=SINCE
    )


CONDITIONS: list[tuple[dict[str, Any], bool]] = [
    ({"field": "ha_tang"}, True),
    ({"field": "y_te"}, False),
    ({"topic": "thuc_hien"}, True),
    ({"topic": "van_ban"}, False),
    ({"kind": "phan_anh"}, True),
    ({"kind": "kien_nghi"}, False),
    ({"channel": "cong_truc_tuyen"}, True),
    ({"channel": "hom_thu"}, False),
    ({"words": ["cau tran"]}, True),
    ({"words": ["cầu tràn", "sổ đỏ"]}, True),
    ({"words": ["cầu tràn", "sổ đỏ"], "all_words": True}, False),
    ({"words": ["cầu tràn", "trẻ em"], "all_words": True}, True),
    ({"words": ["tràn cầu"]}, False),
    ({"field": "ha_tang", "words": ["sổ đỏ"]}, False),
    ({"is_catch_all": True}, True),
    ({"field": "ha_tang", "is_active": False}, False),
    ({"field": "ha_tang", "valid_to": SINCE}, False),
    ({"field": "ha_tang", "valid_from": timezone.localdate() + timedelta(days=9)}, False),
]


@pytest.mark.parametrize(("asked", "holds"), CONDITIONS)
def test_a_rule_holds_where_each_of_its_conditions_does(
    desk: Desk, asked: dict[str, Any], holds: bool
) -> None:
    case = desk.opinion(S.CLASSIFIED, topic="thuc_hien")
    wanted = rule(desk, **asked)

    assert matching.proposal(case).rule == (wanted if holds else None)


def test_a_rule_asks_where_it_lies_and_whom_it_was_sent_to(desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED, area=village(desk), unit=desk.economy)
    elsewhere = Area.objects.create(level="commune", name="xã Thái Sơn", valid_from=SINCE)
    rule(desk, 1, area=elsewhere)
    rule(desk, 2, addressed_to=desk.culture)
    third = rule(desk, 3, area=desk.organ.area, addressed_to=desk.economy, organ=desk.organ)

    assert matching.proposal(case).rule == third


def test_the_kind_the_sender_chose_counts_until_the_kind_in_law_is_set(desk: Desk) -> None:
    declared = rule(desk, 1, kind="kien_nghi")
    case = submit(declared_kind="kien_nghi")
    before = matching.proposal(case).rule

    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="phan_anh", field="ha_tang")

    assert (before, matching.proposal(case).rule) == (declared, None)


def test_the_first_rule_that_holds_wins_and_the_one_for_all_the_rest_is_last(desk: Desk) -> None:
    rest = rule(desk, 1, is_catch_all=True)
    wanted = rule(desk, 5, words=["cầu"])
    rule(desk, 6, field="ha_tang")
    cases = desk.opinion(S.CLASSIFIED), submit(body="Đèn đường hỏng", title="", place="")

    assert [matching.proposal(case).rule for case in cases] == [wanted, rest]


def test_the_history_says_which_rule_as_it_stood_then_and_what_held(desk: Desk) -> None:
    kept = rule(desk, 3, field="ha_tang", words=["sổ đỏ", "cầu tràn"], responsible=desk.economy)
    kept.officer, kept.is_urgent = desk.officer, True
    workflow.save_rule(kept, by=desk.admin)
    case = desk.opinion(S.CLASSIFIED)
    proposed = matching.proposal(case).rule
    assert proposed is not None

    case = workflow.act(case, A.ROUTE, by=desk.clerk, responsible=desk.economy, rule=proposed)
    kept.position, kept.words = 9, ["đường"]
    workflow.save_rule(kept, by=desk.admin)

    event = case.events.latest("pk")
    assert event.changes["rule"] == [None, kept.pk]
    assert event.changes["rule_revision"] == [None, 2]
    assert event.changes["rule_words"] == [[], [1]]
    assert (case.officer, case.is_urgent) == (desk.officer, True)
    assert (
        rulewords.of_events([event])
        == {event.pk: "Theo quy tắc số 3: lĩnh vực Cầu, đường, điện, nước, có từ «cầu tràn»"}
        or "cầu tràn" in rulewords.of_events([event])[event.pk]
    )


def test_a_case_given_by_hand_afterwards_has_no_officer_of_a_rule(desk: Desk) -> None:
    kept = rule(desk, 3, field="ha_tang", responsible=desk.economy, officer=desk.officer)
    case = workflow.act(
        desk.opinion(S.CLASSIFIED), A.ROUTE, by=desk.clerk, responsible=desk.economy, rule=kept
    )

    case = workflow.act(case, A.ROUTE, by=desk.clerk, responsible=desk.culture)

    assert case.officer is None


def test_a_rule_that_cannot_be_used_leaves_the_case_with_the_desk(client: Client, desk: Desk) -> None:
    rule(desk, 1, field="ha_tang", responsible=desk.economy, officer=desk.officer)
    rule(desk, 2, is_catch_all=True)
    RoleGrant.objects.filter(user=desk.officer).update(valid_to=SINCE)
    case = desk.opinion(S.CLASSIFIED)
    client.force_login(desk.clerk)

    page = client.get(case.get_absolute_url(), follow=True).content.decode()

    assert matching.proposal(case).fault == matching.Fault.OFFICER
    assert "Quy tắc số 1 không dùng được: cán bộ" in page
    assert "Giao theo quy tắc" not in page


def test_a_unit_that_handed_a_case_back_is_not_proposed_again(client: Client, desk: Desk) -> None:
    rule(desk, responsible=desk.economy, field="ha_tang")
    case = desk.opinion(S.RETURNED)

    assert matching.proposal(case).fault == matching.Fault.RETURNED
    client.force_login(desk.clerk)
    shown = client.get(f"/quan-tri/feedback/submission/{case.reference}/").content.decode()
    assert "đơn vị đó đã trả lại ý kiến này" in shown
    assert matching.proposal(desk.opinion(S.CLASSIFIED)).rule is not None


def test_the_administrator_hears_of_such_rules_once_a_day(desk: Desk) -> None:
    desk.admin.email = "quantri@hamyen.example"
    desk.admin.save(update_fields=["email"])
    rule(desk, 4, field="ha_tang", responsible=desk.culture)
    Unit.objects.filter(pk=desk.culture.pk).update(valid_to=SINCE)

    reported = workflow.report_faulty_rules(), workflow.report_faulty_rules()

    assert reported == (1, 1)
    letter = Letter.objects.get(kind="faulty_rules")
    assert "số 4." in letter.payload["body"]
    facts = state.facts(timezone.now(), Letter.objects.all())
    assert [fact.value for fact in facts if fact.is_alarm and fact.value == "4"] == ["4"]


def test_history_of_rules_is_only_added_to(desk: Desk) -> None:
    kept = rule(desk, 1, field="y_te")
    workflow.save_rule(kept, by=desk.admin)
    kept.field = "giao_duc"
    workflow.save_rule(kept, by=desk.admin)

    assert list(kept.revisions.values_list("number", "by")) == [(2, desk.admin.pk), (1, desk.admin.pk)]
    changes = [told for _revision, told in rulewords.changed(kept)]
    assert changes[0] == [("lĩnh vực", "Y tế", "Giáo dục")]
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.revisions.update(number=7)


def test_a_trial_tells_what_would_have_gone_elsewhere_and_keeps_nothing(desk: Desk) -> None:
    routed, waiting = desk.opinion(S.ROUTED), desk.opinion(S.CLASSIFIED)
    desk.opinion(S.ROUTED, body="Trạm xá thiếu thuốc", title="", place="")
    desk.opinion(S.ROUTED, received=days_ago(91))
    closed_paths = [desk.restricted(), desk.opinion(suspected=True), desk.opinion(topic="can_bo")]
    tried = RoutingRule(position=2, words=["cầu tràn"], responsible=desk.culture)

    trial = workflow.try_rule(tried)

    assert (trial.matched, trial.not_assigned, trial.moved) == (2, 1, 1)
    assert trial.elsewhere == [(desk.economy, 1)]
    assert trial.references == [routed.reference]
    assert waiting.reference not in trial.references
    assert not {case.reference for case in closed_paths} & set(trial.references)
    assert (tried.pk, RoutingRule.objects.count()) == (None, 0)


def test_a_trial_is_blind_to_cases_that_name_somebody(desk: Desk) -> None:
    Submission.objects.filter(pk=desk.opinion(S.ROUTED).pk).update(concerned_ids=[7])

    assert workflow.try_rule(RoutingRule(position=1, words=["cầu"], responsible=desk.culture)).matched == 0


def test_a_trial_tells_of_shadows_loops_and_rules_before(desk: Desk) -> None:
    desk.opinion(S.CLASSIFIED)
    first = rule(desk, 1, field="ha_tang", responsible=desk.economy)
    back = rule(desk, 9, organ=desk.other, field="ha_tang", responsible=desk.economy)
    shadow = RoutingRule(position=5, organ=desk.organ, field="ha_tang", responsible=desk.other)

    trial = workflow.try_rule(shadow)

    assert (trial.matched, trial.taken_before) == (0, 1)
    assert [(one.position, other.position) for one, other in trial.unreachable] == [(5, 1)]
    assert trial.loops == [back]
    assert first.position == 1


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ({"words": ["a", "b"]}, {"words": ["a"]}, True),
        ({"words": ["a"]}, {"words": ["a", "b"]}, False),
        ({"words": ["a"]}, {"words": ["a", "b"], "all_words": True}, True),
        ({"words": ["a", "b"], "all_words": True}, {"words": ["a", "b"]}, False),
        ({"words": ["a"]}, {"field": "y_te"}, False),
        ({"field": "y_te"}, {"field": "y_te", "channel": "hom_thu"}, True),
        ({"is_catch_all": True}, {"field": "y_te"}, True),
    ],
)
def test_one_rule_shadows_another(wide: dict[str, Any], narrow: dict[str, Any], covered: bool) -> None:
    assert matching.covers(RoutingRule(**wide), RoutingRule(**narrow)) == covered


def test_the_list_of_rules_asks_a_fixed_number_of_questions(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)
    client.get("/quan-tri/")  # reads the office, which is then remembered
    asked = []
    for number in (1, 30):
        for position in range(RoutingRule.objects.count(), number):
            rule(desk, position, channel="hom_thu", responsible=desk.economy, officer=desk.officer)
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/quan-tri/feedback/routingrule/").content.decode()
        asked.append(len(captured))

    assert asked == [6, 6]
    assert page.count("Phòng Kinh tế</a>") == 30


def filled(desk: Desk, **fields: Any) -> dict[str, Any]:
    return {"position": 1, "field": "ha_tang", "responsible": desk.culture.pk, "is_active": "on"} | fields


def tried(client: Client, **fields: Any) -> dict[str, Any]:
    """The form as it comes back from its trial."""
    page = client.post(ADD, fields | {"_try": "1"})
    return fields | {"tried": page.context["tried"]}


def test_a_rule_is_saved_only_as_it_was_tried(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)
    fields = filled(desk, words='"cầu tràn", sổ đỏ')

    untried = client.post(ADD, fields).content.decode()
    proven = tried(client, **fields)
    altered = client.post(ADD, proven | {"responsible": desk.economy.pk}).content.decode()
    saved = client.post(ADD, proven)

    assert "chạy thử" in untried.lower()
    assert "đúng các giá trị này" in untried
    assert "đúng các giá trị này" in altered
    assert saved.status_code == 302
    kept = RoutingRule.objects.get()
    assert (kept.words, kept.revision) == (["cầu tràn", "sổ đỏ"], 1)


def test_the_trial_shows_what_was_typed_and_what_it_found(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED)
    client.force_login(desk.admin)

    page = client.post(ADD, filled(desk, words="cầu tràn") | {"_try": "1"}).content.decode()

    assert case.reference in page
    assert "Phòng Kinh tế: 1" in page
    assert "cầu tràn</textarea>" in page
    assert "errornote" not in page
    assert "Cầu tràn thôn" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "!!!, cầu"}, "Không có từ nào để tìm trong: !!!"),
        ({"field": "", "words": ""}, "Đặt ít nhất một điều kiện"),
        ({"is_catch_all": "on"}, "Đặt ít nhất một điều kiện"),
        ({"field": "tham_nhung"}, "không giao theo quy tắc"),
        ({"valid_from": "05/03/2026", "valid_to": "04/03/2026"}, "Ngày cuối trước ngày đầu"),
        ({"officer": "stranger"}, "không xử lý ý kiến ở đơn vị"),
    ],
)
def test_bad_rule_is_refused_with_a_sentence(
    client: Client, desk: Desk, fields: dict[str, Any], sentence: str
) -> None:
    client.force_login(desk.admin)
    if "officer" in fields:
        fields = {"officer": desk.stranger.pk}

    page = client.post(ADD, filled(desk, **fields) | {"_try": "1"}).content.decode()

    assert sentence in page
    assert not RoutingRule.objects.exists()


def test_case_page_and_dry_run_hold_one_condition(desk: Desk) -> None:
    """The trial counts exactly the cases for which the rule is proposed."""
    bodies = ("Cầu tràn hỏng", "Sổ đỏ chưa cấp", "Trạm xá thiếu thuốc", "Cấp sổ đỏ, sửa cầu tràn")
    cases = [desk.opinion(S.CLASSIFIED, body=body, title="", place="") for body in bodies]
    asked: list[dict[str, Any]] = [asked for asked, _holds in CONDITIONS if asked.get("is_active", True)]

    for fields in asked:
        if "valid_to" in fields or "valid_from" in fields:
            continue
        counted = workflow.try_rule(RoutingRule(position=1, responsible=desk.culture, **fields)).matched
        kept = RoutingRule.objects.create(position=1, responsible=desk.culture, **fields)
        proposed = [case for case in cases if matching.proposal(case).rule == kept]
        assert counted == len(proposed), fields
        kept.delete()


def test_who_only_reads_a_rule_gets_names_and_no_link_to_a_closed_page(client: Client, desk: Desk) -> None:
    made = rule(desk, channel="hom_thu", responsible=desk.economy)
    client.force_login(desk.clerk)

    page = client.get(f"/quan-tri/feedback/routingrule/{made.pk}/change/").content.decode()

    assert desk.economy.name in page
    assert "/quan-tri/officials/" not in page
