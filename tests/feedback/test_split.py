"""A letter with several matters: cut into cases, opened by one code, merged again, nobody forgotten."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from feedback import queries, states, tracking, workflow
from feedback.models import Submission
from feedback.workflow import Intake, tally
from feedback.workflow.splitting import Part
from officials import workflow as office
from officials.models import Official
from portal.errors import NotAllowed
from tests.feedback.desk import Desk, days_ago

A, S = states.Action, states.Status
LIGHT = Part("Đèn đường hỏng", "Đèn đường thôn Tân Tiến hỏng.", "kien_nghi", "ha_tang")
DRUGS = Part("Trạm xá thiếu thuốc", "Trạm xá thiếu thuốc.", "gop_y", "y_te")
SENDER = {"full_name": "Lý Thị Mẩy", "phone": "+84912345678", "email": "may@example.vn"}


def sent(**fields: Any) -> tuple[Submission, str]:
    """A letter of three matters as it came ten days ago, and its code."""
    words = {"title": "Ba việc", "body": "Cầu hỏng. Đèn đường hỏng. Trạm xá thiếu thuốc.", **fields}
    intake = Intake(words=words, contact=SENDER)
    receipt = workflow.submit(intake=intake, form_key="7" * 32, now=days_ago(10))
    return receipt.submission, receipt.code


def split(desk: Desk, case: Submission, *parts: Part) -> list[Submission]:
    workflow.act(case, A.SPLIT, by=desk.clerk, parts=parts or (LIGHT, DRUGS))
    return list(case.parts.order_by("pk"))


def test_each_part_is_a_case_with_the_letters_day_clocks_and_sender(desk: Desk) -> None:
    letter, _code = sent(reply_by="phone")

    light, drugs = split(desk, letter)

    letter.refresh_from_db()
    assert (letter.status, letter.body) == (S.RECEIVED, "Cầu hỏng. Đèn đường hỏng. Trạm xá thiếu thuốc.")
    for part in (light, drugs):
        assert (part.status, part.organ, part.received_at) == (S.CLASSIFIED, desk.organ, letter.received_at)
        assert (part.reply_by, part.channel, part.legal_kind_by) == ("phone", letter.channel, desk.clerk)
        assert part.person is not None
        assert (part.person.data, part.person_id != letter.person_id) == (SENDER, True)
    clocks = {d.rule.code: d.started_on for d in light.deadlines.select_related("rule")}
    day = timezone.localdate(letter.received_at)
    assert clocks == dict.fromkeys(("notice_target", "answer_target", "notice", "alarm_45"), day)
    assert {d.rule.code for d in drugs.deadlines.select_related("rule")} == {"notice_target", "answer_target"}
    assert light.due_on == min(d.due_on for d in light.deadlines.all() if d.due_on)
    assert letter.events.latest("pk").changes == {"parts": [[], [light.pk, drugs.pk]]}


def test_one_code_opens_every_matter_and_nothing_else(client: Client, desk: Desk) -> None:
    letter, code = sent()
    light, drugs = split(desk, letter)
    stranger = desk.opinion(S.CLASSIFIED)
    workflow.act(drugs, A.ROUTE, by=desk.clerk, responsible=desk.culture)

    client.post("/tra-cuu/", {"code": code})
    whole = client.get("/tra-cuu/").content.decode()
    part = client.get(f"/tra-cuu/?part={drugs.reference}").content.decode()
    other = client.get(f"/tra-cuu/?part={stranger.reference}").content.decode()

    for page in (whole, part):
        assert "Thư của Ông/Bà có nhiều việc" in page
        assert "Đèn đường hỏng" in page
    assert f"Ý kiến số {letter.reference}" in whole
    assert f"Ý kiến số {drugs.reference}" in part
    assert "Phòng Văn hóa - Xã hội" in part
    assert f"Ý kiến số {letter.reference}" in other
    assert tracking.find(code, stranger.reference) is None
    assert tracking.find(code, light.reference) == light


def test_the_sender_acts_on_the_matter_in_view(client: Client, desk: Desk) -> None:
    letter, code = sent()
    light, _drugs = split(desk, letter)
    client.post("/tra-cuu/", {"code": code})
    token = client.get(f"/tra-cuu/?part={light.reference}").context["form_token"]

    empty = client.post("/tra-cuu/them/", {"form_token": token, "part": light.reference, "text": ""})
    added = client.post("/tra-cuu/them/", {"form_token": token, "part": light.reference, "text": "Ba đèn"})
    client.post("/tra-cuu/rut/", {"part": light.reference})

    assert f'value="{light.reference}"' in empty.content.decode()
    assert added.headers["Location"] == f"/tra-cuu/?part={light.reference}"
    assert [message.text for message in light.messages.all()] == ["Ba đèn"]
    assert set(Submission.objects.filter(status=S.WITHDRAWN)) == {light}


def test_a_part_is_merged_again_until_somebody_has_it(client: Client, desk: Desk) -> None:
    letter, code = sent()
    light, drugs = split(desk, letter)
    workflow.act(drugs, A.ROUTE, by=desk.clerk, responsible=desk.culture)

    merged = workflow.act(light, A.MERGE, by=desk.clerk)
    with pytest.raises(NotAllowed):
        workflow.act(drugs, A.MERGE, by=desk.clerk)

    assert tally.differences() == []
    assert (merged.status, merged.due_on, merged.is_open) == (S.MERGED, None, False)
    client.post("/tra-cuu/", {"code": code})
    assert "Đèn đường hỏng</a>" not in client.get("/tra-cuu/").content.decode()
    apart = workflow.act(light, A.UNMERGE, by=desk.clerk)
    assert (apart.status, apart.due_on) == (S.CLASSIFIED, light.due_on)


def test_whoever_is_named_in_the_letter_is_named_in_its_parts(desk: Desk) -> None:
    letter, _code = sent()
    officer = office.save_official(official=Official(full_name="Đỗ Văn Bình", user=desk.officer))
    workflow.act(letter, A.CONCERN, by=desk.clerk, official=officer)

    light, _drugs = split(desk, letter)

    assert light.concerned_ids == [officer.pk]
    assert [concern.official for concern in light.live_concerns] == [officer]
    assert not queries.visible_to(desk.officer).filter(pk=light.pk).exists()


def test_a_restricted_letter_shows_nobody_but_its_readers_that_a_part_came_from_it(
    client: Client, desk: Desk
) -> None:
    letter, code = sent()
    light, _drugs = split(desk, letter)
    workflow.act(letter, A.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind="to_cao")
    client.force_login(desk.clerk)

    page = client.get(light.get_absolute_url(), follow=True).content.decode()

    assert letter.reference not in page
    client.logout()
    client.post("/tra-cuu/", {"code": code})
    tracked = client.get("/tra-cuu/").content.decode()
    assert "Đang được xem xét" in tracked
    assert light.reference in tracked
    assert letter.reference not in tracked


def test_a_part_is_not_split_again_and_a_letter_into_six_at_most(desk: Desk) -> None:
    letter, _code = sent()
    light, *_rest = split(desk, letter, LIGHT, DRUGS, LIGHT, DRUGS)

    with pytest.raises(NotAllowed):
        workflow.act(light, A.SPLIT, by=desk.clerk, parts=(DRUGS,))
    with pytest.raises(ValidationError, match="6"):
        workflow.act(letter, A.SPLIT, by=desk.clerk, parts=(LIGHT, DRUGS))
    with pytest.raises(ValidationError, match="tóm tắt"):
        workflow.act(letter, A.SPLIT, by=desk.clerk, parts=(Part("Đèn", "", "gop_y", "y_te"),))

    assert letter.parts.count() == 4


def test_the_desk_splits_by_a_form_that_keeps_what_was_typed(client: Client, desk: Desk) -> None:
    letter, _code = sent()
    client.force_login(desk.clerk)
    address = f"/quan-tri/feedback/submission/{letter.reference}/split/"
    shown = client.get(address)
    body = {f"body_{number}": letter.body for number in range(1, 6)}
    typed = {**body, "version": letter.version, "title_1": LIGHT.title, "body_1": LIGHT.body}

    refused = client.post(address, typed | {"body_2": "Chỉ có lời"}).content.decode()
    chosen = {"legal_kind_1": "kien_nghi", "field_1": "ha_tang"}
    done = client.post(address, typed | chosen, follow=True).content.decode()

    assert shown.content.decode().count(letter.body) == 6  # five boxes, and the letter beside them
    assert "Chỉ có lời" in refused
    assert "Xin ghi việc này là việc gì" in refused
    assert refused.count('aria-invalid="true"') == 3
    assert [(part.title, part.body) for part in letter.parts.all()] == [(LIGHT.title, LIGHT.body)]
    assert "Các việc tách từ thư này" in done
    assert letter.parts.get().reference in done


def test_only_the_desk_of_the_book_splits(desk: Desk) -> None:
    letter, _code = sent()

    for name in ("officer", "leader", "stranger", "admin"):
        with pytest.raises(NotAllowed):
            workflow.act(letter, A.SPLIT, by=getattr(desk, name), parts=(LIGHT,))


def test_a_matter_that_was_cut_out_is_not_cut_out_again(desk: Desk) -> None:
    letter, _code = sent()
    light, _drugs = split(desk, letter)

    with pytest.raises(ValidationError, match=f"đã được tách rồi, thành số {light.reference}"):
        split(desk, letter)

    assert letter.parts.count() == 2
