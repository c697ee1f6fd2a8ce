"""The whole way of one opinion, page by page and letter by letter, each hand with its own browser."""

import re
from typing import Any

import pytest
from django.test import Client

from feedback.models import Submission
from portal.outbox import queue
from tests.feedback.desk import Desk
from tests.feedback.sender import typed
from tests.mailbox import Mailbox

TITLE = "Ngầm tràn Tân Tiến"
WORDS = "Ngầm tràn thôn Tân Tiến ngập sâu mỗi khi mưa, học sinh không qua được."
SENDER = {"full_name": "Lý Thị Mẩy", "phone": "0912 345 678", "email": "may@example.vn", "title": TITLE}


def letter_to(smtp: Mailbox, address: str) -> Any:
    """Send what waits and return the newest letter to an address."""
    queue.sweep()
    return next(message for message in reversed(smtp.messages) if message["To"] == address)


def staff(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def step(client: Client, case: Submission, tail: str, **fields: Any) -> str:
    """Open a step's page, send its form under the version the page shows, return the page after it."""
    address = f"/quan-tri/feedback/submission/{case.reference}/{tail}"
    html = client.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(version|seen)" value="(\d+)"', html))
    response = client.post(address, {**hidden, **fields}, follow=True)
    assert response.status_code == 200, response.content
    return str(response.content.decode())


@pytest.mark.django_db
def test_one_opinion_travels_the_whole_way(client: Client, desk: Desk, smtp: Mailbox) -> None:
    clerk, officer = staff(desk.clerk), staff(desk.officer)

    receipt = client.post(
        "/gop-y/", typed(kind="phan_anh", body=WORDS, **SENDER), follow=True
    ).content.decode()
    case = Submission.objects.get()
    code = "".join(re.findall(r"[3-9B-Z]{4,5}", re.search(r'id="code"[^>]*>(.*?)</', receipt, re.S).group(1)))
    acknowledgement = letter_to(smtp, "may@example.vn")
    step(clerk, case, "classify/", legal_kind="phan_anh", field="ha_tang", topic="khong_ro", reason="")
    step(clerk, case, "route/", responsible=desk.economy.pk)
    work = letter_to(smtp, desk.economy.email)
    step(officer, case, "accept/")
    step(officer, case, "ask/", words="Đoạn nào của ngầm?")
    question = letter_to(smtp, "may@example.vn")
    phone = Client()
    phone.post("/tra-cuu/", {"code": code.lower()})
    phone.post("/tra-cuu/them/", {"text": "Đoạn giữa ngầm."})
    answer = {"outcome": "tiep_thu", "summary": "Ngầm ngập", "text": "Xã sửa ngầm trong tháng 12."}
    step(officer, case, "answer/", **answer)
    step(officer, case, "answer/preview/")
    answered = letter_to(smtp, "may@example.vn")
    tracking = phone.get("/tra-cuu/").content.decode()
    board = staff(desk.leader).get("/lanh-dao/").content.decode()

    assert len(code) == 17
    assert acknowledgement["Subject"] == f"Đã nhận ý kiến số {case.reference}"
    assert WORDS not in acknowledgement.get_content()
    assert case.reference in work["Subject"]
    assert [
        word for word in ("Mẩy", "0912", WORDS, TITLE) if word in work.get_content() + work["Subject"]
    ] == []
    assert "Đoạn nào của ngầm?" in question.get_content()
    assert "Kính gửi Ông/Bà Lý Thị Mẩy," in answered.get_content()
    assert "Xã sửa ngầm trong tháng 12." in answered.get_content()
    assert "Xã sửa ngầm trong tháng 12." in tracking
    assert "Đã trả lời" in board
    case.refresh_from_db()
    assert [case.status, case.helpful] == ["answered", ""]
    assert [event.action for event in case.events.all()] == [
        "submit", "classify", "route", "accept", "ask", "supply", "answer",
    ]  # fmt: skip
