"""The pages of each step: what they ask, what they do and say, and the second saver who loses nothing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback import states, workflow
from feedback.models import RoutingRule, Submission
from officials.models import User
from portal.clocks import workflow as clocks
from portal.clocks.models import Rule
from portal.outbox.models import Letter
from tests.feedback.desk import BODY, Desk, submit, user
from tests.feedback.test_admin_case import SENDER, url

S = states.Status


def press(client: Client, who: User, case: Submission, tail: str, **fields: Any) -> str:
    """Send a step as its page would, under the version its reader sees now; return the page after it."""
    client.force_login(who)
    case.refresh_from_db(fields=["version"])
    data = {"version": case.version, "seen": case.events.last().pk, **fields}
    return client.post(url(case, tail), data, follow=True).content.decode()


def status_of(case: Submission) -> str:
    return Submission.objects.get(pk=case.pk).status


@pytest.mark.parametrize(
    ("start", "who", "action", "fields", "end", "said"),
    [
        (
            S.RECEIVED,
            "clerk",
            "classify",
            {"legal_kind": "phan_anh", "field": "ha_tang"},
            S.CLASSIFIED,
            "Đã phân loại.",
        ),
        (S.ROUTED, "officer", "accept", {}, S.ACCEPTED, "Phòng Kinh tế đã nhận xử lý."),
        (
            S.ROUTED,
            "officer",
            "hand_back",
            {"words": "Không thuộc phòng"},
            S.RETURNED,
            "Đã trả lại nơi giao.",
        ),
        (S.RECEIVED, "clerk", "ask", {"words": "Ở đâu?"}, S.NEEDS_MORE, "chỉ hiện trên trang tra cứu"),
        (S.NEEDS_MORE, "officer", "resume", {"words": "Đã rõ"}, S.ACCEPTED, "mốc phục vụ chạy lại"),
        (S.CLASSIFIED, "clerk", "transfer", {"transferred_to": "Sở Xây dựng"}, S.TRANSFERRED, "Sở Xây dựng"),
        (
            S.RECEIVED,
            "clerk",
            "decline",
            {"ground": "other", "words": "Đã xong"},
            S.DECLINED,
            "Đã báo người gửi",
        ),
        (S.ANSWERED, "clerk", "close", {}, S.CLOSED, "Đã kết thúc."),
        (S.CLOSED, "clerk", "reopen", {"words": "Chưa đồng ý"}, S.REOPENED, "Đã mở lại"),
    ],
)
def test_step_is_taken_and_told(
    client: Client, desk: Desk, start: str, who: str, action: str, fields: dict[str, str], end: str, said: str
) -> None:
    case, by = desk.opinion(start), getattr(desk, who)
    client.force_login(by)
    assert client.get(url(case, f"{action}/")).status_code == 200

    page = press(client, by, case, f"{action}/", **fields)

    assert status_of(case) == end
    assert said in page


@pytest.mark.parametrize(
    ("start", "who", "action", "sentence"),
    [
        (S.RECEIVED, "clerk", "classify", "Xin chọn lĩnh vực"),
        (S.CLASSIFIED, "clerk", "route", "Xin chọn đơn vị xử lý"),
        (S.ROUTED, "officer", "hand_back", "Xin viết"),
        (S.RECEIVED, "clerk", "ask", "Xin viết"),
        (S.CLASSIFIED, "clerk", "transfer", "Xin ghi"),
        (S.RECEIVED, "clerk", "decline", "Xin chọn"),
        (S.RECEIVED, "clerk", "restrict", "Xin chọn"),
    ],
)
def test_step_left_empty_says_what_is_missing(
    client: Client, desk: Desk, start: str, who: str, action: str, sentence: str
) -> None:
    case = desk.opinion(start)

    page = press(client, getattr(desk, who), case, f"{action}/")

    assert "Chưa lưu được" in page
    assert sentence in page
    assert status_of(case) == start


def test_bad_words_are_refused_and_kept(client: Client, desk: Desk) -> None:
    case = desk.opinion()

    page = press(
        client, desk.clerk, case, "decline/", ground="not_ours", words="Gửi đến Sở", transferred_to=""
    )

    assert "Gửi đến Sở" in page
    assert 'aria-invalid="true"' in page
    assert status_of(case) == S.RECEIVED


def test_route_proposes_the_unit_of_the_first_rule(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=7, field="ha_tang", responsible=desk.culture)
    case = desk.opinion(S.CLASSIFIED)
    client.force_login(desk.clerk)

    page = client.get(url(case, "route/")).content.decode()

    assert f'<option value="{desk.culture.pk}" selected>' in page
    assert "Theo quy tắc số 7" in page
    assert '<optgroup label="Đảng ủy xã Hàm Yên">' in page


def test_route_goes_where_the_clerk_says_and_writes_to_the_unit(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=7, field="ha_tang", responsible=desk.culture)
    case = desk.opinion(S.CLASSIFIED)

    page = press(client, desk.clerk, case, "route/", responsible=desk.economy.pk)

    assert "Đã giao cho Phòng Kinh tế. Thư báo đang được gửi đến đơn vị" in page
    assert Letter.objects.filter(kind="routed").count() == 1
    assert "rule" not in case.events.last().changes


def test_route_to_a_unit_without_mail_says_so(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED)

    assert "xin báo bằng cách khác" in press(client, desk.clerk, case, "route/", responsible=desk.culture.pk)


@pytest.mark.parametrize("unit", ["0", "abc", "99999999999999999999"])
def test_route_to_no_unit_is_refused(client: Client, desk: Desk, unit: str) -> None:
    case = desk.opinion(S.CLASSIFIED)

    assert "Chưa lưu được" in press(client, desk.clerk, case, "route/", responsible=unit)
    assert status_of(case) == S.CLASSIFIED


def test_conduct_of_officials_is_never_routed_by_rule(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=1, is_catch_all=True, responsible=desk.culture)
    case = desk.opinion()
    press(client, desk.clerk, case, "classify/", legal_kind="gop_y", field="thu_tuc", topic="can_bo")

    page = client.get(url(case, "route/")).content.decode()

    assert "không giao theo quy tắc" in page
    assert "Giao theo quy tắc số" not in client.get(url(case)).content.decode()
    assert client.post(url(case, "rule/"), {"version": 2}).status_code == 403


def test_one_press_assigns_by_the_rule(client: Client, desk: Desk) -> None:
    rule = RoutingRule.objects.create(position=1, field="ha_tang", responsible=desk.economy)
    case = desk.opinion(S.CLASSIFIED)

    page = press(client, desk.clerk, case, "rule/")

    assert "Đã giao cho Phòng Kinh tế." in page
    assert case.events.last().changes["rule"] == [None, rule.pk]


def test_second_saver_sees_both_versions(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED)
    seen = {"version": case.version, "seen": case.events.last().pk}
    workflow.act(case, "accept", by=user("ban", "officer", desk.economy))
    client.force_login(desk.officer)

    response = client.post(url(case, "hand_back/"), {**seen, "words": "Không thuộc phòng tôi"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Nguyễn Văn Ban vừa lưu trước Ông/Bà. Xem hai bản rồi chọn." in page
    assert "Nhận xử lý" in page.partition("Bản vừa được lưu")[2]
    assert "Không thuộc phòng tôi" in page
    assert status_of(case) == S.ACCEPTED
    again = press(client, desk.officer, case, "hand_back/", words="Không thuộc phòng tôi")
    assert "Đã trả lại nơi giao." in again


def test_who_presses_twice_is_told_of_the_own_first_press(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ROUTED)
    seen = {"version": case.version, "seen": case.events.last().pk}
    client.force_login(desk.officer)
    client.post(url(case, "accept/"), seen)

    again = client.post(url(case, "accept/"), seen).content.decode()

    assert "Chính Ông/Bà vừa lưu ý kiến này" in again
    assert "Lần bấm này không thay đổi gì thêm." in again
    assert case.events.filter(action="accept").count() == 1


def test_second_saver_keeps_words_of_a_step_no_longer_open(client: Client, desk: Desk) -> None:
    case = desk.opinion()
    seen = {"version": case.version, "seen": case.events.last().pk}
    workflow.withdraw(case, now=timezone.now())
    client.force_login(desk.clerk)

    page = client.post(url(case, "ask/"), {**seen, "words": "Cầu ở đoạn nào?"}).content.decode()

    assert "Người gửi vừa lưu trước Ông/Bà" in page
    assert "không còn làm được" in page
    assert "Cầu ở đoạn nào?" in page


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999", "\x00"])
def test_version_written_by_hand_is_an_old_one(client: Client, desk: Desk, version: str) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    response = client.post(url(case, "ask/"), {"version": version, "seen": version, "words": "Ở đâu?"})

    assert response.status_code == 409
    assert status_of(case) == S.RECEIVED


@pytest.mark.parametrize(
    ("start", "who", "action"),
    [
        (S.RECEIVED, "clerk", "route"),
        (S.RECEIVED, "clerk", "accept"),
        (S.ROUTED, "clerk", "accept"),
        (S.ACCEPTED, "officer", "close"),
        (S.ACCEPTED, "leader", "hand_back"),
    ],
)
def test_step_that_is_not_open_is_refused(
    client: Client, desk: Desk, start: str, who: str, action: str
) -> None:
    case = desk.opinion(start)
    client.force_login(getattr(desk, who))

    page = client.get(url(case, f"{action}/"))

    assert page.status_code == 403
    assert f'href="{url(case)}"' in page.content.decode()
    assert client.post(url(case, f"{action}/"), {"version": case.version}).status_code == 403


@pytest.mark.parametrize("action", ["submit", "withdraw", "supply", "rate", "nonsense", "reveal", "approve"])
def test_step_that_no_page_offers_is_not_there(client: Client, desk: Desk, action: str) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    assert client.get(url(case, f"{action}/")).status_code == 404


def test_restrict_warns_seals_and_leads_away(client: Client, desk: Desk) -> None:
    desk.organ.restricted_readers.add(desk.leader)
    case = desk.opinion(contact=SENDER)
    client.force_login(desk.clerk)

    before = client.get(url(case, "restrict/")).content.decode()
    after = press(client, desk.clerk, case, "restrict/", legal_kind="to_cao", words="Nêu đích danh")

    assert "Việc này không làm ngược lại được" in before
    assert "Nguyễn Văn Dao" in before
    assert "Đã đưa vào nơi xem hạn chế" in after
    assert "Không có việc nào chờ ở đây." in after
    case.refresh_from_db()
    assert (case.path, case.body, case.title) == ("denunciation", "", "")


def test_unit_that_has_not_taken_it_up_can_be_changed(client: Client, desk: Desk) -> None:
    RoutingRule.objects.create(position=1, field="ha_tang", responsible=desk.economy)
    case = desk.opinion(S.ROUTED)
    client.force_login(desk.clerk)

    before = client.get(url(case)).content.decode()
    same = press(client, desk.clerk, case, "route/", responsible=desk.economy.pk)
    after = press(client, desk.clerk, case, "route/", responsible=desk.culture.pk)

    assert "Giao đơn vị khác" in before
    assert "Giao theo quy tắc" not in before
    assert "Ý kiến đang ở chính đơn vị này." in same
    assert "Đã giao cho Phòng Văn hóa - Xã hội." in after
    case.refresh_from_db()
    assert (case.status, case.responsible) == (S.ROUTED, desk.culture)


def test_restrict_without_named_readers_is_refused(client: Client, desk: Desk) -> None:
    User.objects.filter(pk=desk.reader.pk).update(is_active=False)
    case = desk.opinion()
    client.force_login(desk.clerk)

    before = client.get(url(case, "restrict/")).content.decode()
    page = press(client, desk.clerk, case, "restrict/", legal_kind="to_cao", words="Nêu đích danh")

    assert "chưa ghi ai được đọc việc hạn chế: chưa chuyển được" in before
    assert "Cơ quan chưa ghi ai được đọc việc hạn chế nên chưa chuyển được." in page
    case.refresh_from_db()
    assert (case.path, case.body) == ("ordinary", BODY)


def test_cleared_suspicion_lets_the_letter_go(client: Client, desk: Desk) -> None:
    case = submit(suspected=True, contact=SENDER)

    page = press(client, desk.clerk, case, "clear_suspicion/")

    assert "Không còn nghi là thư rác" in page
    assert Letter.objects.get().state == "pending"


def test_question_reaches_the_sender_by_letter(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)

    page = press(client, desk.clerk, case, "ask/", words="Cầu ở đoạn nào?")

    assert "Thư báo người gửi đang được gửi đi." in page
    assert "Cầu ở đoạn nào?" in Letter.objects.get(kind="needs_more").payload["body"]


def test_question_without_a_time_for_the_reply_says_what_is_missing(client: Client, desk: Desk) -> None:
    case = desk.opinion()
    for rule in Rule.objects.filter(code="supplement"):
        rule.valid_to = max(rule.valid_from, date(2026, 1, 31))
        clocks.save_rule(rule=rule, by=None, now=timezone.now())

    page = press(client, desk.clerk, case, "ask/", words="Đoạn nào?")

    assert "Quy tắc thời hạn chưa đặt số ngày chờ bổ sung." in page
    assert "Đoạn nào?" in page
    assert status_of(case) == S.RECEIVED
