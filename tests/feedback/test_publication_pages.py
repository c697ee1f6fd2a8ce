"""The clerk's pages for publishing: redacted words beside the originals, what was found, the last look."""

from typing import Any

import pytest
from django.test import Client

from feedback import workflow
from feedback.models import Publication
from tests.feedback.desk import A, Desk, S
from tests.feedback.test_publishing import WORDS, answered, prepared, public


def url(case: Any, tail: str = "") -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/{tail}"


@pytest.fixture
def clerk(desk: Desk, client: Client) -> Client:
    client.force_login(desk.clerk)
    return client


def test_the_clerk_redacts_checks_looks_and_publishes(desk: Desk, clerk: Client) -> None:
    case = answered(desk)
    first = clerk.get(url(case, "publication/")).content.decode()
    assert "Xã sửa cầu trong tháng này." in first
    assert "Bản gốc" in first

    posted = {"version": case.version, **WORDS}
    looked = clerk.post(url(case, "publication/"), posted, follow=True).content.decode()
    assert "Trang như mọi người sẽ đọc" in looked
    version = {"version": case.version + 1}
    assert "Xin đọc hết rồi đánh dấu" in clerk.post(url(case, "publication/look/"), version).content.decode()
    clerk.post(url(case, "publication/look/"), version | {"looked": "on"})

    assert Publication.objects.get().state == Publication.State.PUBLISHED
    assert "Đang công khai" in clerk.get(url(case)).content.decode()


def test_hits_are_listed_with_their_place_and_what_was_typed_stays(desk: Desk, clerk: Client) -> None:
    case = answered(desk)
    words = WORDS | {"question": "Bà Lò Thị Kim hỏi", "answer": "Xin gọi 0207 384 2222."}

    html = clerk.post(url(case, "publication/"), {"version": case.version, **words}).content.decode()

    assert "có thể cho biết ai là người gửi" in html
    assert "<mark>0207 384 2222</mark>" in html
    assert "Phải bỏ chỗ này." in html
    assert html.count('name="confirmed"') == 1
    assert "Bà Lò Thị Kim hỏi</textarea>" in html
    assert Publication.objects.get().state == Publication.State.DRAFT


def test_empty_words_are_refused_in_their_place(desk: Desk, clerk: Client) -> None:
    case = answered(desk)

    posted = {"version": case.version, **WORDS, "question": ""}
    html = clerk.post(url(case, "publication/"), posted).content.decode()

    assert "Xin viết câu hỏi công khai." in html
    assert WORDS["answer"] in html
    assert not Publication.objects.exists()


def test_a_second_saver_sees_both(desk: Desk, clerk: Client) -> None:
    case = answered(desk)
    prepared(desk, case)

    response = clerk.post(url(case, "publication/"), {"version": case.version, **WORDS})

    assert response.status_code == 409


@pytest.mark.parametrize("tail", ["publication/", "publication/look/"])
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("officer", 403), ("leader", 403)])
def test_others_are_kept_out(desk: Desk, client: Client, tail: str, who: str, status: int) -> None:
    case = answered(desk)
    prepared(desk, case)
    client.force_login(getattr(desk, who))

    assert client.get(url(case, tail)).status_code == status


def test_without_consent_the_case_page_says_who_may_give_it(desk: Desk, clerk: Client) -> None:
    case = answered(desk, consent_publish=False)

    html = clerk.get(url(case)).content.decode()

    assert "Chỉ người gửi có thể đồng ý sau" in html
    assert clerk.get(url(case, "publication/")).status_code == 403


def test_the_leader_finds_what_waits_and_takes_it_out(desk: Desk, client: Client) -> None:
    case = answered(desk)
    desk.ask_for_approval(True)
    prepared(desk, case)
    case = workflow.act(case, A.PROPOSE, by=desk.clerk)
    client.force_login(desk.leader)

    assert url(case, "publication/look/") in client.get("/lanh-dao/duyet/").content.decode()
    client.post(url(case, "publication/look/"), {"version": case.version, "looked": "on"})

    assert Publication.objects.get().published_by == desk.leader
    assert case.status == S.ANSWERED


def test_a_taking_down_asks_why(desk: Desk, clerk: Client) -> None:
    case = public(desk)

    refused = clerk.post(url(case, "take_down/"), {"version": case.version})
    clerk.post(url(case, "take_down/"), {"version": case.version, "words": "Còn nhận ra người"})

    assert refused.status_code == 200
    assert Publication.objects.get().state == Publication.State.TAKEN_DOWN
