"""A look at published matters before sending: what was typed stays on the page and nowhere else."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from feedback import published
from feedback.models import Publication, Submission
from portal.uploads.models import Upload
from tests.feedback.desk import Desk, submit
from tests.feedback.sender import token, typed
from tests.uploads.files import png

MATTERS = {
    "Cầu tràn thôn Tân Tiến hỏng": "Cầu tràn vào thôn bị nước cuốn, trẻ em đi học phải lội. Đề nghị sửa.",
    "Đèn đường tổ dân phố Tân Bắc không sáng": "Dãy đèn đường tắt hơn hai tuần, tối các cháu đi học rất sợ.",
    "Chậm chi trả trợ cấp người cao tuổi": "Mẹ tôi 82 tuổi, ba tháng nay chưa nhận được tiền trợ cấp.",
}


@pytest.fixture
def matters(desk: Desk) -> None:
    for title, question in MATTERS.items():
        Publication.objects.create(
            submission=submit(),
            state=Publication.State.PUBLISHED,
            title=title,
            question=question,
            answer="Đã làm xong.",
            organ=desk.organ,
            answered_on=timezone.localdate(),
            drafted_by=desk.clerk,
            drafted_at=timezone.now(),
            published_by=desk.clerk,
            published_at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("cau tran thon tan tien bi hong, tre em di hoc phai loi", "Cầu tràn thôn Tân Tiến hỏng"),
        ("Đèn đường ở Tân Bắc tắt hai tuần nay, tối rất sợ", "Đèn đường tổ dân phố Tân Bắc không sáng"),
        ("Bố tôi 85 tuổi chưa nhận được trợ cấp người cao tuổi", "Chậm chi trả trợ cấp người cao tuổi"),
        ("Chó thả rông cắn người ở chợ", None),
        ("xin của và là", None),
        ("", None),
    ],
)
def test_the_likest_matter_comes_first(matters: None, words: str, title: str | None) -> None:
    assert [row.title for row in published.like(words)][:1] == ([title] if title else [])


def test_the_form_comes_back_as_typed_with_similar_matters(
    matters: None, client: Client, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    before = Submission.objects.count()
    body = "Cầu tràn thôn Tân Tiến hỏng, đề nghị xã sửa. Kimlờigõ"
    given = typed(
        look="1",
        body=body,
        kind="kien_nghi",
        phone="sai số",
        anonymous="on",
        attachments=SimpleUploadedFile("a.png", png()),
    )

    html = client.post("/gop-y/", given).content.decode()

    assert "Có 1 việc tương tự đã được trả lời." in html
    assert body in html
    assert 'value="sai số"' in html
    assert 'value="kien_nghi" class' not in html or "checked" in html
    assert "Chưa gửi được" not in html
    assert given["form_token"] in html
    assert Submission.objects.count() == before
    assert Upload.objects.count() == 1  # staged, listed as kept
    assert "Kimlờigõ" not in caplog.text


def test_sent_all_the_same_it_is_taken_in(matters: None, client: Client) -> None:
    given = typed(look="1")
    client.post("/gop-y/", given)
    del given["look"]

    response = client.post("/gop-y/", given)

    assert response["Location"] == "/gop-y/da-nhan/"


def test_an_old_page_may_still_look(matters: None, client: Client) -> None:
    old = token(timedelta(hours=30))

    html = client.post("/gop-y/", typed(look="1", form_token=old)).content.decode()

    assert old not in html
    assert 'name="form_token"' in html


def test_nothing_typed_asks_for_words_first(desk: Desk, client: Client) -> None:
    html = client.post("/gop-y/", typed(look="1", body="")).content.decode()

    assert "Xin viết nội dung trước" in html
    assert "Vẫn gửi ý kiến của tôi" not in html
