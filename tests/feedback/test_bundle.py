"""The case file as one download: all that belongs to it, no word of who sent it, and one event."""

import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from feedback import states, workflow
from feedback.bundle import _safe
from feedback.models import SubmissionEvent
from officials.roles import Role
from tests.feedback.desk import A, Desk, user
from tests.feedback.hierarchy import Hierarchy, fresh
from tests.uploads.test_download import give

S = states.Status
PAO = {
    "full_name": "Giàng A Páo Đá",
    "phone": "+84912345678",
    "email": "pao-da@example.vn",
    "address": "Xóm Kín",
}


def url(case: Any) -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/bundle/"


def taken(client: Client, who: Any, case: Any) -> zipfile.ZipFile:
    client.force_login(fresh(who))
    response = client.post(url(case))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert f"ho-so-{case.reference}.zip" in response["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]


def test_a_bundle_holds_words_papers_and_files_with_their_sums(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED, contact=PAO)
    upload = give(case)
    workflow.add_note(case, by=desk.clerk, text="Đã xem tại chỗ")
    workflow.make_paper(case, states.Paper.VAN_BAN_TRA_LOI, by=desk.clerk, typed={}, names_sender=False)
    workflow.make_paper(case, states.Paper.PHIEU_HUONG_DAN, by=desk.clerk, typed={})

    bundle = taken(client, desk.clerk, case)

    index, words = bundle.read("00-muc-luc.html").decode(), bundle.read("01-ho-so.html").decode()
    names = [name for name in bundle.namelist() if "/" in name]
    assert len(names) == 2
    assert all(hashlib.sha256(bundle.read(name)).hexdigest() in index for name in names)
    assert any(name.endswith(".docx") for name in names)
    assert upload.name in index
    assert "có tên người gửi" in index
    for told in ("Đã xem tại chỗ", "Xã sửa cầu trong tháng này.", case.body, case.reference):
        assert told in words
    assert bundle.testzip() is None


def test_no_word_of_the_sender_is_in_it_and_taking_it_is_written_down(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=PAO)
    give(case)

    bundle = taken(client, desk.officer, case)

    everything = b"".join(bundle.read(name) for name in bundle.namelist())
    for value in (*PAO.values(), "0912345678", "0912 345 678"):
        assert value.encode() not in everything
    event = SubmissionEvent.objects.get(action=A.BUNDLE)
    assert (event.submission_id, event.by, event.unit) == (case.pk, desk.officer, desk.economy)
    assert "Đã lấy hồ sơ" in client.get(url(case).replace("bundle/", "")).content.decode()


def test_looking_at_the_page_takes_nothing(client: Client, desk: Desk) -> None:
    case = desk.opinion()
    client.force_login(desk.clerk)

    assert "Lấy hồ sơ (.zip)" in client.get(url(case)).content.decode()
    assert not SubmissionEvent.objects.filter(action=A.BUNDLE).exists()


def test_who_may_take_it(client: Client, desk: Desk) -> None:
    people, case = Hierarchy(desk), desk.opinion(S.ROUTED)
    restricted = desk.restricted()
    named = desk.opinion(S.ROUTED)
    workflow.act(named, A.CONCERN, by=fresh(desk.clerk), official=people.officer)
    told = {}
    for name, who in {
        "clerk": desk.clerk, "officer": desk.officer, "leader": desk.leader, "stranger": desk.stranger,
        "admin": desk.admin, "reception": user("tiep", Role.RECEPTION, desk.organ), "reader": desk.reader,
    }.items():  # fmt: skip
        client.force_login(fresh(who))
        answers = [client.post(url(each)) for each in (case, restricted, named)]
        told[name] = [answer.status_code for answer in answers]
        for answer in answers:
            b"".join(answer)  # type: ignore[arg-type]

    assert told == {
        "clerk": [200, 404, 200], "officer": [200, 404, 404], "leader": [403, 404, 403],
        "stranger": [404, 404, 404], "admin": [404, 404, 404], "reception": [404, 404, 404],
        "reader": [404, 403, 404],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["../../etc/passwd", "Đơn của bà Mẩy (1).PDF", "a" * 300, "…", "x.tar.gz"])
def test_names_inside_are_plain(name: str) -> None:
    safe = _safe(name)

    assert safe.isascii()
    assert "/" not in safe
    assert ".." not in safe
    assert 0 < len(safe) <= 70
