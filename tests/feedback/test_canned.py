"""Canned replies: kept by each organ's clerks, put into a box of words with the values of the case."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from feedback import states
from feedback.models import CannedReply, Message, Submission
from officials.models import User
from tests.feedback.desk import Desk, submit
from tests.feedback.test_admin_case import url

S = states.Status
KEPT = "/quan-tri/feedback/cannedreply/"
TEXT = "Ý kiến số {so_tiep_nhan} nhận ngày {ngay_nhan}, {don_vi} ({co_quan}), {linh_vuc}, hạn {han}."


def reply(**fields: Any) -> CannedReply:
    return CannedReply.objects.create(**{"action": "ask", "title": "Hỏi vị trí", "text": TEXT} | fields)


def inserted(client: Client, who: User, case: Submission, tail: str, **typed: Any) -> Any:
    client.force_login(who)
    return client.post(url(case, tail), {"version": case.version, "insert": "1", **typed})


def test_reply_is_put_below_what_was_typed_and_nothing_is_sent(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    kept = reply()

    page = inserted(client, desk.officer, case, "ask/", reply=kept.pk, words="Kính gửi ông bà,\r\n")

    day = f"{timezone.localtime(case.received_at):%d/%m/%Y}"
    assert page.context["form"]["words"].value() == (
        f"Kính gửi ông bà,\n\nÝ kiến số {case.reference} nhận ngày {day}, Phòng Kinh tế (UBND xã Hàm Yên), "
        f"Đường sá, điện, nước, hạn {case.due_on:%d/%m/%Y}."
    )
    assert not page.context["form"].errors
    assert Submission.objects.get(pk=case.pk).version == case.version
    assert not Message.objects.exists()


def test_answer_keeps_every_field_while_a_reply_is_put_in(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    kept = reply(action="answer", text="Đã tiếp thu.")

    page = inserted(
        client, desk.officer, case, "answer/", reply=kept.pk, outcome="tiep_thu", promise="Sửa cầu"
    )

    form = page.context["form"]
    assert [form[name].value() for name in ("text", "outcome", "promise")] == [
        "Đã tiếp thu.",
        "tiep_thu",
        "Sửa cầu",
    ]
    assert "Xin viết" not in page.content.decode()


def test_what_a_case_does_not_know_becomes_dots(client: Client, desk: Desk) -> None:
    kept = reply(action="decline", text="Lĩnh vực: {linh_vuc}.")

    page = inserted(client, desk.clerk, submit(), "decline/", reply=kept.pk)

    assert page.context["form"]["words"].value() == "Lĩnh vực: …………."


def test_no_reply_chosen_is_said_beside_the_list_and_the_words_stay(client: Client, desk: Desk) -> None:
    reply()

    page = inserted(client, desk.clerk, submit(), "ask/", reply="", words="Ở đâu?").content.decode()

    assert "Xin chọn một câu trả lời mẫu trong danh sách." in page
    assert "Ở đâu?" in page
    assert not Message.objects.exists()


def test_form_offers_replies_of_its_action_field_and_organs(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED)
    wanted = [
        reply(title="Chung"),
        reply(title="Của xã", organ=desk.organ),
        reply(title="Đường", field="ha_tang"),
    ]
    other = reply(title="Của nơi khác", organ=desk.other)
    reply(field="y_te"), reply(action="answer"), reply(is_active=False)
    client.force_login(desk.officer)

    page = client.get(url(case, "ask/"))

    assert sorted(each.pk for each in page.context["replies"].offered) == sorted(each.pk for each in wanted)
    refused = inserted(client, desk.officer, case, "ask/", reply=other.pk)
    assert not refused.context["form"]["words"].value()


def kept_by(client: Client, who: User, **fields: Any) -> Any:
    client.force_login(who)
    data = {"action": "ask", "title": "Hỏi vị trí", "text": "Ở đâu?", "is_active": "on", **fields}
    return client.post(f"{KEPT}add/", data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Kính gửi {ho_ten}", "Không có giá trị cho {ho_ten}."),
        ("Số {so_tiep_nhan", "Có một dấu ngoặc nhọn lẻ."),
    ],
)
def test_place_nobody_can_fill_is_refused_by_name(
    client: Client, desk: Desk, text: str, sentence: str
) -> None:
    page = kept_by(client, desk.clerk, organ=desk.organ.pk, text=text).content.decode()

    assert sentence in page
    assert text in page
    assert not CannedReply.objects.exists()


def test_clerk_keeps_replies_of_the_own_organ_only(client: Client, desk: Desk) -> None:
    common, theirs = reply(title="Chung"), reply(title="Của nơi khác", organ=desk.other)

    assert kept_by(client, desk.clerk, organ=desk.organ.pk).status_code == 302
    assert kept_by(client, desk.clerk, organ=desk.other.pk).status_code == 200
    assert kept_by(client, desk.clerk, organ="").status_code == 200

    own = CannedReply.objects.get(organ=desk.organ)
    listed = client.get(KEPT).content.decode()
    assert "Chung" in listed
    assert "Của nơi khác" not in listed
    changes = [client.post(f"{KEPT}{each.pk}/delete/", {"post": "yes"}) for each in (common, theirs, own)]
    assert [answer.status_code for answer in changes] == [
        403,
        302,
        302,
    ]  # unknown rows lead to the first page
    assert set(CannedReply.objects.all()) == {common, theirs}


def test_administrator_keeps_replies_for_every_organ(client: Client, desk: Desk) -> None:
    assert kept_by(client, desk.admin, organ="").status_code == 302
    assert CannedReply.objects.get().organ is None


@pytest.mark.parametrize("who", ["officer", "leader", "reader"])
def test_others_keep_none(client: Client, desk: Desk, who: str) -> None:
    assert kept_by(client, getattr(desk, who)).status_code == 403


@pytest.mark.parametrize("fields", [{"action": "close"}, {"text": ""}])
def test_database_refuses_a_reply_for_nothing(db: None, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        reply(**fields)
