"""The public pages of answers: list, search, one answer, feed; nobody's secret stands in any of them."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from feedback import published, workflow
from feedback.models import Publication
from tests.feedback.desk import A, Desk, S
from tests.feedback.sender import with_code
from tests.feedback.test_publishing import WORDS, answered, page, prepared, public

PAGES = ("/tra-loi/", "/tra-loi/feed/", "/en/tra-loi/", "/en/tra-loi/feed/", "/tra-loi/?q=cau")
MARKED = {
    "full_name": "Kimnhânvật Lò Thị",
    "phone": "+84987612345",
    "email": "kimthuriêng@hopthu.example",
    "address": "Kimđịachỉ số 7",
}


def test_no_mark_of_the_sender_or_of_a_note_stands_in_public(desk: Desk, client: Client) -> None:
    """Pasted into the public words one by one, each is found by the check; none reaches a page."""
    case = answered(desk, contact=MARKED, consent_publish=True)
    notes = ["Kimghichúmột: người này hay hỏi.", "Chưa chắc đúng, Kimghichúhai."]
    for note in notes:
        workflow.add_note(case, by=desk.clerk, text=note)
    workflow.reveal(case, by=desk.clerk, reason="Kimlýdo gọi hỏi thêm")
    needles = [*MARKED.values(), "0987 612 345", "Kimnhânvật", "kimthuriêng", "Kimghichúmột", "Kimghichúhai"]

    for needle in [*needles, *notes, case.reference]:
        tried = prepared(desk, case, answer=f"Xã sửa cầu. {needle}")
        assert tried.open_hits, needle
    prepared(desk, case)
    workflow.act(case, A.PUBLISH, by=desk.clerk)

    read = "".join(client.get(path).content.decode() for path in (*PAGES, page(case), f"/en{page(case)}"))
    assert [needle for needle in [*needles, *notes, "Kimlýdo", case.reference] if needle in read] == []


def test_list_finds_by_words_field_and_organ(desk: Desk, client: Client) -> None:
    case = public(desk)
    address = page(case)

    hits = {
        query: address in client.get(f"/tra-loi/?{query}").content.decode()
        for query in ("q=cau+tran", 'q="lội"', "q=benh+vien", "field=ha_tang", "field=y_te", "field=%00")
    }
    hits |= {"organ": address in client.get("/tra-loi/?organ=ubnd").content.decode()}

    assert hits == {
        "q=cau+tran": True,
        'q="lội"': True,
        "q=benh+vien": False,
        "field=ha_tang": True,
        "field=y_te": False,
        "field=%00": True,
        "organ": True,
    }
    assert client.get("/tra-loi/?q=%00&organ=%00&after=x").status_code == 200


def test_empty_list_says_so(desk: Desk, client: Client) -> None:
    assert "Chưa có câu trả lời nào được công khai." in client.get("/tra-loi/").content.decode()
    assert "Không có câu trả lời nào khớp." in client.get("/tra-loi/?q=cau").content.decode()


def test_pages_may_be_kept_but_are_asked_for_each_time(desk: Desk, client: Client) -> None:
    case = public(desk)

    for path in ("/tra-loi/", page(case), "/tra-loi/feed/"):
        first = client.get(path)
        assert first["Cache-Control"] == "no-cache, public"
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert len(first.content) < 15_000

    client.force_login(desk.clerk)
    assert client.get("/tra-loi/")["Cache-Control"] == "no-cache, private"


def test_who_kept_the_list_is_told_of_words_that_went(desk: Desk, client: Client) -> None:
    """A restricted case takes its rows along: by any date of the list nothing would have changed."""
    public(desk)
    case = answered(desk)
    prepared(desk, case, title="Chợ phiên thôn Tân Tiến")
    case = workflow.act(case, A.PUBLISH, by=desk.clerk)
    kept = {path: client.get(path) for path in (*PAGES, page(case))}
    words = {"words": "Nêu đích danh", "legal_kind": "to_cao"}

    workflow.act(case, A.RESTRICT, by=desk.clerk, **words)

    for path, first in kept.items():
        for asked in (
            {"If-Modified-Since": http_date(timezone.now().timestamp())},
            {"If-None-Match": first["ETag"]},
        ):
            again = client.get(path, headers=asked)
            assert again.status_code == (200 if path in PAGES else 404), (path, asked)
            assert "Chợ phiên" not in again.content.decode()


def test_drafts_are_nowhere(desk: Desk, client: Client) -> None:
    case = answered(desk)
    prepared(desk, case)

    assert client.get(page(case)).status_code == 404
    assert WORDS["question"] not in client.get("/tra-loi/").content.decode()
    assert published.like(WORDS["question"]) == []


def test_feed_lists_the_newest_with_full_addresses(desk: Desk, client: Client, settings: Any) -> None:
    case = public(desk)

    feed = client.get("/tra-loi/feed/")

    assert feed["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert f"{settings.SITE_URL}{page(case)}" in feed.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_public_pages(
    desk: Desk, client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    case = public(desk)
    row = Publication.objects.get()
    for number in range(rows - 1):
        other = desk.opinion(S.RECEIVED)
        row.pk, row.public_id, row.submission = None, f"{number:012x}", other
        row._state.adding = True
        row.save()
    client.get("/tra-loi/")  # the office is read once a minute
    address = page(case)

    with django_assert_num_queries(2):  # organs, rows
        listing = client.get("/tra-loi/?field=ha_tang&q=cau")
    with django_assert_num_queries(1):
        client.get(address)

    assert len(listing.content) < 25_000
    assert ('rel="next"' in listing.content.decode()) == (rows == 30)


def test_the_senders_page_tells_the_address_and_takes_the_consent_back(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    for step in ("_classify", "_route", "_accept", "_answer"):
        case = getattr(desk, step)(case)
    assert "Tôi đồng ý công khai" in client.get("/tra-cuu/").content.decode()

    client.post("/tra-cuu/cong-khai/", {"agree": "yes"})
    case.refresh_from_db()
    case = type(case).objects.get(pk=case.pk)
    workflow.prepare_publication(case, by=desk.clerk, words=WORDS)
    workflow.act(case, A.PUBLISH, by=desk.clerk)
    shown = client.get("/tra-cuu/").content.decode()
    client.post("/tra-cuu/cong-khai/", {"agree": "no"})

    assert f'Đăng tại <a href="{page(case)}">' in shown
    assert client.get(page(case)).status_code == 404
    assert "Bản công khai đã được gỡ" not in client.get("/tra-cuu/").content.decode()
    assert "Ông/Bà rút đồng ý công khai." in client.get("/tra-cuu/").content.decode()
    assert timezone.localdate() == Publication.objects.get().answered_on
