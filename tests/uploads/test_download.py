"""Who gets a file: whoever may read the case, and the sender; always as a download, never a virus."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import UploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Submission
from portal.identity import crypto, tokens
from portal.uploads import vault
from portal.uploads import workflow as uploads
from portal.uploads.models import Upload
from tests.feedback.desk import Desk
from tests.feedback.sender import with_code
from tests.uploads import files


def give(case: Submission, data: bytes = b"", name: str = "Cống vỡ.jpg") -> Upload:
    """A file that came with this case."""
    key = tokens.read(tokens.issue()).key
    with tempfile.TemporaryFile() as arrived:
        arrived.write(data or files.jpeg())
        arrived.seek(0)
        upload = uploads.stage(UploadedFile(arrived, name), key=key, now=timezone.now())
    about: Any = {"about_type": "feedback.submission", "about_id": case.pk}
    uploads.claim([upload.pk], key=key, now=timezone.now(), **about)
    return Upload.objects.get(pk=upload.pk)


def address(case: Submission, upload: Upload) -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/file/{upload.pk}/"


def status(client: Client, user: Any, url: str) -> int:
    client.force_login(user)
    return client.get(url).status_code


def test_a_file_leaves_as_a_download_that_can_do_nothing(desk: Desk, client: Client) -> None:
    case = desk.opinion()
    upload = give(case)
    client.force_login(desk.clerk)

    response = client.get(address(case, upload))

    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert body.startswith(b"\xff\xd8\xff")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''C%E1%BB%91ng%20v%E1%BB%A1.jpg"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Type"] == "image/jpeg"
    assert "Cống vỡ.jpg" in client.get(f"/quan-tri/feedback/submission/{case.reference}/").content.decode()


def test_who_may_read_the_case_may_read_its_files(desk: Desk, client: Client) -> None:
    case = desk.opinion(states.Status.ACCEPTED)
    url = address(case, give(case))
    users = ("clerk", "leader", "officer", "colleague", "stranger", "admin")

    got = {name: status(client, getattr(desk, name), url) for name in users}

    assert got == {
        "clerk": 200, "leader": 200, "officer": 200, "colleague": 404, "stranger": 404, "admin": 404,
    }  # fmt: skip
    assert Client().get(url).status_code == 302


def test_a_withdrawn_opinion_takes_its_files_from_the_unit(desk: Desk, client: Client) -> None:
    case = desk.opinion(states.Status.ACCEPTED)
    url = address(case, give(case))

    workflow.withdraw(case, now=timezone.now())

    assert (status(client, desk.officer, url), status(client, desk.clerk, url)) == (404, 200)


def test_files_of_a_restricted_case_are_for_its_named_readers(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    upload = give(case)
    own = f"/tra-cuu/tep/{upload.pk}/"
    before = client.get(own).status_code
    desk.organ.restricted_readers.add(desk.leader)

    workflow.act(case, states.Action.RESTRICT, by=desk.clerk, words="Nêu tên", legal_kind="to_cao")

    assert (before, client.get(own).status_code) == (200, 404)
    assert "Cống vỡ" not in client.get("/tra-cuu/").content.decode()
    url = address(case, upload)
    assert (status(client, desk.clerk, url), status(client, desk.leader, url)) == (404, 200)
    assert "Cống vỡ.jpg" in client.get(f"/quan-tri/feedback/submission/{case.reference}/").content.decode()


def test_the_sender_reads_own_files_and_no_others(desk: Desk, client: Client) -> None:
    case, _code = with_code(client)
    own, other, staged = give(case), give(desk.opinion()), give(case)
    Upload.objects.filter(pk=staged.pk).update(about_type="", about_id="", claimed_at=None)

    answers = [client.get(f"/tra-cuu/tep/{one.pk}/").status_code for one in (own, other, staged)]

    assert answers == [200, 404, 404]
    assert Client().get(f"/tra-cuu/tep/{own.pk}/").status_code == 404


def test_a_file_of_one_case_is_not_found_under_another(desk: Desk, client: Client) -> None:
    upload = give(desk.opinion())

    assert status(client, desk.clerk, address(desk.opinion(), upload)) == 404


def test_a_file_gone_from_the_disk_is_a_404(desk: Desk, client: Client) -> None:
    case = desk.opinion()
    upload = give(case)
    vault.remove(upload.pk)

    assert status(client, desk.clerk, address(case, upload)) == 404


def test_pieces_that_were_moved_cut_or_swapped_are_not_handed_out(desk: Desk) -> None:
    noise = files.saved(files.Image.effect_noise((1200, 900), 90), "JPEG", quality=95)
    one, two = give(desk.opinion(), noise), give(desk.opinion(), noise)
    lines = vault.path_of(one.pk).read_bytes().splitlines(keepends=True)
    assert len(lines) >= 2

    wrong = [lines[::-1], lines[:-1], vault.path_of(two.pk).read_bytes().splitlines(keepends=True)]

    for changed in wrong:
        vault.path_of(one.pk).write_bytes(b"".join(changed))
        with pytest.raises(crypto.Undecipherable):
            b"".join(vault.read(one.pk))


def test_files_change_keys_with_everything_else(desk: Desk, settings: Any) -> None:
    upload = give(desk.opinion())
    before = b"".join(vault.read(upload.pk))
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()

    settings.FIELD_KEYS = [new, old]
    call_command("rotate_field_keys", verbosity=0, stdout=StringIO())
    settings.FIELD_KEYS = [new]

    assert b"".join(vault.read(upload.pk)) == before
    assert Upload.objects.get().name == "Cống vỡ.jpg"


@contextmanager
def clamd(reply: bytes) -> Iterator[list[bytes]]:
    """A scanner that answers every file alike and remembers what it was shown."""
    shown: list[bytes] = []
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _peer = door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as told:
                assert told.read(10) == b"zINSTREAM\0"
                parts = []
                while size := int.from_bytes(told.read(4), "big"):
                    parts.append(told.read(size))
                shown.append(b"".join(parts))
                line.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        shown.append(f"tcp://127.0.0.1:{door.getsockname()[1]}".encode())
        yield shown
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join()


@pytest.mark.parametrize(
    ("reply", "state", "code"),
    [
        (b"stream: OK\0", "clean", 200),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "infected", 404),
        (b"INSTREAM size limit exceeded. ERROR\0", "", 404),
    ],
)
def test_with_a_scanner_only_what_it_found_clean_is_served(
    desk: Desk, client: Client, settings: Any, reply: bytes, state: str, code: int
) -> None:
    case, _code = with_code(client)
    upload = give(case)
    with clamd(reply) as shown:
        settings.CLAMD_URL = shown[0].decode()
        waiting = status(client, desk.clerk, address(case, upload))
        page = client.get(f"/quan-tri/feedback/submission/{case.reference}/").content.decode()

        uploads.scan_waiting()

        assert shown[1].startswith(b"\xff\xd8\xff")
    assert (waiting, "Chưa quét vi-rút" in page, address(case, upload) in page) == (404, True, False)
    assert Upload.objects.get().scan == state
    assert status(client, desk.clerk, address(case, upload)) == code
    assert client.get(f"/tra-cuu/tep/{upload.pk}/").status_code == code


def test_a_dead_scanner_leaves_files_not_yet_scanned(desk: Desk, settings: Any) -> None:
    give(desk.opinion())
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{door.getsockname()[1]}"

    assert uploads.scan_waiting() == 0
    assert Upload.objects.get().scan == ""
