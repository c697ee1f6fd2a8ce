"""Files on the public form and on the tracking page: taken, kept across errors, refused with a sentence."""

import re
import resource
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback import workflow
from feedback.models import Message, Submission
from portal.identity import tokens
from portal.uploads import cleaning, vault
from portal.uploads import workflow as uploads
from portal.uploads.models import Upload
from tests.feedback.desk import Desk
from tests.feedback.sender import BODY, token, typed, with_code
from tests.uploads import files

KIND = "không thuộc loại tệp được nhận"
NO_ROOM = "Lúc này chưa nhận được tệp. Xin gửi chữ trước, gửi tệp sau bằng mã tra cứu."


def on_disk(settings: Any) -> list[Path]:
    folder = Path(settings.UPLOAD_DIR)
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def kept_in(html: str) -> list[str]:
    return re.findall(r'name="kept" value="([0-9a-f-]{36})"', html)


def form_with(*sent: SimpleUploadedFile, **changes: Any) -> dict[str, Any]:
    return typed(attachments=list(sent), **changes)


def test_a_photo_travels_with_the_opinion(desk: Desk, client: Client, settings: Any) -> None:
    response = client.post("/gop-y/", form_with(files.sent(files.jpeg()), files.sent(files.pdf(), "don.pdf")))

    assert response.status_code == 302
    case = Submission.objects.get()
    kept = list(Upload.objects.filter(about_id=str(case.pk), about_type="feedback.submission"))
    assert sorted((one.name, one.content_type) for one in kept) == [
        ("anh.jpg", "image/jpeg"),
        ("don.pdf", "application/pdf"),
    ]
    assert len(on_disk(settings)) == 2
    for path in on_disk(settings):
        raw = path.read_bytes()
        assert b"JFIF" not in raw
        assert b"%PDF" not in raw
        assert (path.stat().st_mode & 0o777, path.stat().st_mtime % 3600) == (0o600, 0)
    assert b"".join(vault.read(kept[0].pk))


def test_without_files_the_database_is_asked_nothing_more(desk: Desk, client: Client) -> None:
    client.post("/gop-y/", typed())

    with CaptureQueriesContext(connection) as captured:
        client.post("/gop-y/", typed())

    assert "uploads_upload" not in "".join(query["sql"] for query in captured.captured_queries)


def test_good_files_wait_while_the_form_is_mended(desk: Desk, client: Client) -> None:
    first = form_with(files.sent(files.jpeg()), files.sent(files.png(), "b.png"), body="")

    html = client.post("/gop-y/", first).content.decode()
    ids = kept_in(html)
    again = {"form_token": first["form_token"], "body": BODY, "kept": ids[:1]}
    response = client.post("/gop-y/", again)

    assert "Xin viết nội dung ý kiến." in html
    assert "Tệp đã giữ lại, không cần chọn lại" in html
    assert len(ids) == 2
    assert response.status_code == 302
    assert [str(one.pk) for one in Upload.objects.exclude(about_type="")] == ids[:1]


@pytest.mark.parametrize("data", files.REFUSED.values(), ids=files.REFUSED.keys())
def test_what_is_not_in_the_table_is_refused_and_the_rest_kept(
    desk: Desk, client: Client, settings: Any, data: bytes
) -> None:
    sent = form_with(files.sent(data, "Đơn.jpg"), files.sent(files.jpeg()))

    html = client.post("/gop-y/", sent).content.decode()

    assert f"Tệp &quot;Đơn.jpg&quot; {KIND} (JPEG, PNG, WebP, HEIC, PDF)" in html
    assert 'href="#id_attachments"' in html
    assert BODY.splitlines()[0] in html
    assert (len(kept_in(html)), len(on_disk(settings)), Submission.objects.count()) == (1, 1, 0)


def test_a_locked_document_and_endless_pixels_get_their_sentences(desk: Desk, client: Client) -> None:
    import pikepdf  # noqa: PLC0415

    locked = files.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))

    html = client.post(
        "/gop-y/", form_with(files.sent(locked, "khoa.pdf"), files.sent(files.huge_png()))
    ).content.decode()

    assert "có khóa mật khẩu" in html
    assert "kích thước quá lớn" in html
    assert Upload.objects.count() == 0


def test_a_file_over_the_cap_is_not_kept_in_memory(desk: Desk, client: Client, settings: Any) -> None:
    large = SimpleUploadedFile("to.jpg", bytes(50_000_000))
    content = form_with(files.sent(files.jpeg()), large)
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()

    response = client.post("/gop-y/", content)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    html = response.content.decode()
    assert "to.jpg" in html
    assert BODY.splitlines()[0] in html
    assert len(kept_in(html)) == 1
    assert Submission.objects.count() == 0
    # The test client itself holds the fifty megabytes, twice while it writes them down.
    assert peak - before < 170_000_000


def test_a_file_somewhat_too_large_is_weighed(desk: Desk, client: Client, settings: Any) -> None:
    settings.UPLOAD_MB = 1

    html = client.post("/gop-y/", form_with(files.sent(bytes(1_500_000)), files.sent(files.jpeg()))).content

    assert "Tệp &quot;anh.jpg&quot; nặng 1,4 MB, tối đa 1 MB." in html.decode()
    assert len(kept_in(html.decode())) == 1


def test_twenty_files_are_too_many(desk: Desk, client: Client) -> None:
    html = client.post("/gop-y/", form_with(*[files.sent(files.jpeg()) for _ in range(20)])).content.decode()

    assert "Mỗi lần gửi tối đa 5 tệp." in html
    assert len(kept_in(html)) == 5
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\Mai\\don.jpg", "don.jpg"),
        ("don\u202egpj.exe", "dongpj.jpg"),
        ("a\x07\u200bb<i>.png", "ab_i_.jpg"),
        ("x" * 300 + ".jpg", "x" * 100 + ".jpg"),
        ("=HYPERLINK(1).jpg", "=HYPERLINK(1).jpg"),
    ],
)
def test_a_name_is_made_safe(desk: Desk, client: Client, name: str, shown: str) -> None:
    sent = files.sent(files.jpeg())
    sent._name = name  # type: ignore[attr-defined]

    client.post("/gop-y/", form_with(sent))

    assert Upload.objects.get().name == shown


def test_somebody_elses_staged_file_and_one_of_yesterday_are_not_taken(desk: Desk, client: Client) -> None:
    first = form_with(files.sent(files.jpeg()), body="")
    (pk,) = kept_in(client.post("/gop-y/", first).content.decode())

    foreign = client.post("/gop-y/", typed(kept=pk)).content.decode()
    Upload.objects.update(staged_at=timezone.now() - timedelta(hours=25))
    late = client.post("/gop-y/", first | {"attachments": [], "body": BODY, "kept": pk}).content.decode()

    assert "Có tệp chỉ được giữ trong một ngày. Xin chọn lại tệp đó." in foreign
    assert "Có tệp chỉ được giữ trong một ngày. Xin chọn lại tệp đó." in late
    assert (Submission.objects.count(), Upload.objects.exclude(about_type="").count()) == (0, 0)


def test_under_an_expired_token_the_files_wait_for_the_fresh_one(desk: Desk, client: Client) -> None:
    stale = form_with(files.sent(files.jpeg()), form_token=token(timedelta(hours=25)))

    html = client.post("/gop-y/", stale).content.decode()
    fresh = html.split('name="form_token" value="')[1].split('"')[0]
    response = client.post("/gop-y/", typed(form_token=fresh, kept=kept_in(html)))

    assert response.status_code == 302
    assert Upload.objects.get().about_id == str(Submission.objects.get().pk)


def test_files_of_a_used_token_go_with_the_fresh_one(desk: Desk, client: Client) -> None:
    data = typed()
    client.post("/gop-y/", data)

    html = client.post(
        "/gop-y/", data | {"body": "Việc khác", "attachments": [files.sent(files.jpeg())]}
    ).content.decode()
    fresh = html.split('name="form_token" value="')[1].split('"')[0]
    response = client.post("/gop-y/", typed(form_token=fresh, kept=kept_in(html), body="Việc khác"))

    assert response.status_code == 302
    assert Upload.objects.get().about_id == str(Submission.objects.get(body="Việc khác").pk)


def test_without_a_csrf_token_files_wait_too(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)

    html = client.post("/gop-y/", form_with(files.sent(files.jpeg()))).content.decode()

    assert len(kept_in(html)) == 1
    assert Submission.objects.count() == 0


def test_one_form_may_not_fill_the_disk(desk: Desk, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(uploads, "STAGED_MOST_OF_ONE", 100)
    first = form_with(files.sent(files.jpeg()), files.sent(files.jpeg()), body="")

    html = client.post("/gop-y/", first).content.decode()

    assert NO_ROOM in html
    assert len(kept_in(html)) == 1


def test_a_network_that_sends_files_all_day_is_slowed(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_UPLOAD = "1/hour"
    here = {"REMOTE_ADDR": "10.77.1.7"}

    client.post("/gop-y/", form_with(files.sent(files.jpeg())), **here)
    html = client.post("/gop-y/", form_with(files.sent(files.jpeg())), **here).content.decode()

    assert NO_ROOM in html
    assert client.post("/gop-y/", typed(), **here).status_code == 302


@pytest.fixture
def small_disk() -> Iterator[Any]:
    """This process and its children write no file beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("full", ["on arrival", "once clean", "once encrypted"])
def test_a_full_disk_gives_the_form_back(
    desk: Desk, client: Client, settings: Any, small_disk: Any, full: str, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(files.saved(files.Image.effect_noise((90, 90), 90), "JPEG", quality=5))
    sent = photo.stat().st_size
    with photo.open("rb") as source, cleaning.clean(source, "JPEG") as kept:
        clean = kept.seek(0, 2)
    room = {"on arrival": sent - 9, "once clean": clean - 9, "once encrypted": clean + 9}[full]
    data = form_with(files.sent(photo.read_bytes()))

    small_disk(room)
    html = client.post("/gop-y/", data).content.decode()
    alone = client.post("/gop-y/", {"form_token": data["form_token"], "body": BODY})

    assert sent < clean
    assert NO_ROOM in html
    assert BODY.splitlines()[0] in html
    assert alone.status_code == 302
    assert (Submission.objects.count(), Upload.objects.count(), on_disk(settings)) == (1, 0, [])


def test_a_case_that_cannot_be_stored_leaves_its_files_staged(
    desk: Desk, client: Client, monkeypatch: Any
) -> None:
    data = form_with(files.sent(files.jpeg()))

    def lost(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("feedback.workflow.intake.identity.access_code", lost)
    with pytest.raises(RuntimeError):
        client.post("/gop-y/", data)

    assert (Submission.objects.count(), Upload.objects.get().about_type) == (0, "")


def test_what_nobody_claims_is_swept_after_a_day(desk: Desk, client: Client, settings: Any) -> None:
    client.post("/gop-y/", form_with(files.sent(files.jpeg())))
    client.post("/gop-y/", form_with(files.sent(files.jpeg()), body=""))
    client.post("/gop-y/", form_with(files.sent(files.jpeg()), body=""))
    left = Upload.objects.filter(about_type="").first()
    assert left is not None
    Upload.objects.exclude(about_type="", pk__gt=left.pk).update(
        staged_at=timezone.now() - timedelta(hours=25)
    )

    assert uploads.sweep() in {1, 2}
    assert Upload.objects.exclude(about_type="").count() == 1
    assert len(on_disk(settings)) == Upload.objects.count()
    assert not Upload.objects.filter(pk=left.pk).exists()


def test_pages_that_take_no_files_stop_at_the_first(desk: Desk, client: Client) -> None:
    data = {"code": "abc", "attachments": files.sent(bytes(3_000_000))}

    response = client.post("/tra-cuu/", data)

    assert response.status_code == 200
    assert "Không tìm thấy ý kiến với mã này." in response.content.decode()


def test_the_sender_adds_files_with_and_without_words(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    own = {"form_token": tokens.issue()}

    nothing = client.post("/tra-cuu/them/", own | {"text": " "}).content.decode()
    bad = client.post("/tra-cuu/them/", own | {"text": "Ảnh", "attachments": files.sent(files.ZIP)})
    html = bad.content.decode()
    client.post("/tra-cuu/them/", own | {"attachments": [files.sent(files.jpeg(), "cong.jpg")]})
    page = client.get("/tra-cuu/").content.decode()

    assert "Xin viết điều Ông/Bà muốn" in nothing or "Xin viết" in nothing
    assert KIND in html
    assert "Ảnh" in html
    assert Message.objects.count() == 0
    assert Upload.objects.get().about_id == str(case.pk)
    assert "Đã nhận tệp Ông/Bà gửi thêm." in page
    assert "cong.jpg" in page
    changes = case.events.latest("pk").changes
    assert (changes["files"], set(changes)) == ([0, 1], {"form", "files"})


def test_words_and_files_wait_for_the_code(desk: Desk, client: Client) -> None:
    case, code = with_code(client)
    client.cookies.clear()
    own = {"form_token": tokens.issue(), "text": "Ảnh chụp sáng nay"}

    asked = client.post("/tra-cuu/them/", own | {"attachments": files.sent(files.jpeg())}).content.decode()
    client.post("/tra-cuu/them/", own | {"kept": kept_in(asked), "code": code})

    assert Upload.objects.get().about_id == str(case.pk)
    assert Message.objects.get().text == "Ảnh chụp sáng nay"


def test_one_opinion_does_not_gather_files_without_end(desk: Desk, client: Client, monkeypatch: Any) -> None:
    with_code(client)
    monkeypatch.setattr(workflow.citizen, "FILES_MOST", 1)
    two = [files.sent(files.jpeg()), files.sent(files.jpeg())]

    html = client.post("/tra-cuu/them/", {"form_token": tokens.issue(), "attachments": two}).content.decode()

    assert "Mỗi ý kiến giữ được tối đa 1 tệp." in html
    assert Upload.objects.exclude(about_type="").count() == 0
