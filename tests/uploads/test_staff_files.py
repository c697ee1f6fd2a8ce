"""Files staff send along: with a question at once, with an answer only once it leaves."""

from typing import Any

import pytest
from django.test import Client

from feedback import files as register
from feedback import states
from feedback.models import Answer, Note, Submission
from portal.outbox.models import Letter
from portal.uploads import workflow as uploads
from portal.uploads.models import Upload
from tests.feedback.desk import Desk
from tests.feedback.sender import visit, with_code
from tests.uploads import files
from tests.uploads.test_form import KIND, kept_in, on_disk

ANSWER = {"outcome": "tiep_thu", "summary": "Cầu tràn hỏng", "text": "Xã sửa cầu trong tháng này."}


def address(case: Submission, tail: str) -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/{tail}"


def filled(client: Client, url: str, **typed: Any) -> dict[str, Any]:
    """The step's form as its page shows it, with what is typed into it."""
    html = client.get(url).content.decode()
    hidden = {
        name: html.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "form_token")
    }
    return hidden | typed


def in_work(desk: Desk, client: Client) -> tuple[Submission, str]:
    """An opinion the unit has accepted, with a mail address and its code, the officer at work."""
    case, code = with_code(client, contact={"email": "dan@example.vn"})
    for step in ("_classify", "_route", "_accept"):
        case = getattr(desk, step)(case)
    client.force_login(desk.officer)
    return case, code


def own_page(code: str) -> tuple[Client, str]:
    sender = Client()
    visit(sender, code)
    return sender, sender.get("/tra-cuu/").content.decode()


def letter(kind: str) -> str:
    return str(Letter.objects.get(kind=kind).payload["body"])


def test_a_question_brings_its_files_to_the_sender_at_once(desk: Desk, client: Client) -> None:
    case, code = in_work(desk, client)
    url = address(case, "ask/")

    bad = filled(
        client, url, words="Đoạn nào?", attachments=[files.sent(files.ZIP, "x.zip"), files.sent(files.jpeg())]
    )
    html = client.post(url, bad).content.decode()
    again = {name: bad[name] for name in ("version", "form_token", "words")} | {"kept": kept_in(html)}
    response = client.post(url, again)

    assert KIND in html
    assert "Đoạn nào?" in html
    assert response.status_code == 302
    (upload,) = register.sort(register.readable_by_staff(case)).to_sender
    sender, page = own_page(code)
    assert "Tệp cơ quan gửi Ông/Bà" in page
    assert sender.get(f"/tra-cuu/tep/{upload.pk}/").status_code == 200
    assert Client().get(f"/tra-cuu/tep/{upload.pk}/").status_code == 404
    assert "Kèm theo 1 tệp" in letter("needs_more")
    assert "Tệp cơ quan đã gửi" in client.get(address(case, "")).content.decode()


def test_files_of_an_answer_wait_with_its_draft(desk: Desk, client: Client) -> None:
    case, code = in_work(desk, client)
    two = [files.sent(files.pdf(), "Biên bản.pdf"), files.sent(files.jpeg(), "Ảnh.jpg")]
    client.post(address(case, "answer/"), filled(client, address(case, "answer/"), attachments=two, **ANSWER))
    draft = {file.name: file for file in register.of_draft(case)}

    preview = client.get(address(case, "answer/preview/")).content.decode()
    sender, page = own_page(code)
    waiting = sender.get(f"/tra-cuu/tep/{draft['Ảnh.jpg'].pk}/").status_code
    kept = filled(client, address(case, "answer/"), kept_files=str(draft["Biên bản.pdf"].pk), **ANSWER)
    client.post(address(case, "answer/"), kept)
    version = Submission.objects.get(pk=case.pk).version
    client.post(address(case, "answer/preview/"), {"version": version})

    assert "Kèm theo 2 tệp" in preview
    assert "Biên bản.pdf" in preview
    assert ("Biên bản" in page, waiting) == (False, 404)
    assert "Kèm theo 1 tệp" in letter("answered")
    assert [file.name for file in register.sort(register.readable_by_sender(case)).to_sender] == [
        "Biên bản.pdf"
    ]
    assert "Biên bản.pdf" in own_page(code)[1]
    assert uploads.sweep() == 1


def test_the_leader_sees_what_would_leave(desk: Desk, client: Client) -> None:
    case, code = in_work(desk, client)
    desk.ask_for_approval(True)
    url = address(case, "answer/")
    client.post(url, filled(client, url, attachments=[files.sent(files.jpeg(), "Ảnh.jpg")], **ANSWER))
    client.post(address(case, "answer/preview/"), {"version": Submission.objects.get(pk=case.pk).version})
    client.force_login(desk.leader)

    page = client.get(f"/lanh-dao/duyet/{case.reference}/").content.decode()
    (upload,) = register.of_draft(case)
    got = client.get(address(case, f"file/{upload.pk}/")).status_code

    assert ("Ảnh.jpg" in page, got) == (True, 200)
    assert own_page(code)[0].get(f"/tra-cuu/tep/{upload.pk}/").status_code == 404


def test_a_unit_that_hands_back_takes_its_files_along(desk: Desk, client: Client, settings: Any) -> None:
    case, _code = in_work(desk, client)
    url = address(case, "answer/")
    client.post(url, filled(client, url, attachments=[files.sent(files.jpeg(), "Ảnh.jpg")], **ANSWER))

    desk._hand_back(case)
    uploads.sweep()

    assert "Ảnh.jpg" in Note.objects.get(text__startswith="Bản nháp").text
    assert (Answer.objects.count(), Upload.objects.count(), on_disk(settings)) == (0, 0, [])


def test_a_restricted_case_gives_the_sender_no_file(desk: Desk, client: Client) -> None:
    case, code = in_work(desk, client)
    url = address(case, "ask/")
    client.post(url, filled(client, url, words="Đoạn nào?", attachments=[files.sent(files.jpeg())]))
    upload = Upload.objects.get()
    case = Submission.objects.get(pk=case.pk)
    desk.organ.restricted_readers.add(desk.leader)

    from feedback import workflow  # noqa: PLC0415

    workflow.act(case, states.Action.RESTRICT, by=desk.clerk, words="Nêu tên", legal_kind="to_cao")
    client.force_login(desk.leader)

    assert own_page(code)[0].get(f"/tra-cuu/tep/{upload.pk}/").status_code == 404
    assert "anh.jpg" in client.get(address(case, "")).content.decode()


def test_files_without_the_right_to_the_step_are_not_even_read(desk: Desk, client: Client) -> None:
    case, _code = in_work(desk, client)
    client.force_login(desk.leader)

    response = client.post(
        address(case, "ask/"),
        {"version": case.version, "words": "x", "attachments": files.sent(files.jpeg())},
    )

    assert (response.status_code, Upload.objects.count()) == (403, 0)


@pytest.mark.parametrize("pk", ["khong-phai-so", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_a_kept_file_nobody_has_is_refused(desk: Desk, client: Client, pk: str) -> None:
    case, _code = in_work(desk, client)
    url = address(case, "answer/")

    response = client.post(url, filled(client, url, kept_files=pk, **ANSWER))

    assert response.status_code == 200
    assert not Answer.objects.exists()
