"""Recordings at a desk: known by their content, told of nobody, played as they were."""

import tempfile
from typing import BinaryIO

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from portal.uploads import cleaning, kinds, vault, workflow
from tests.uploads import sounds
from tests.uploads.files import PLANTED

MADE = {"WAV": sounds.wav, "MP3": sounds.mp3, "AAC": sounds.aac, "M4A": sounds.m4a, "OGG": sounds.opus}


def cleaned(data: bytes) -> bytes:
    kind = kinds.recognise(data[: kinds.HEAD])
    assert kind is not None
    with spooled(data) as source, cleaning.clean(source, kind.decoder) as clean:
        clean.seek(0)
        return clean.read()


def spooled(data: bytes) -> BinaryIO:
    source = tempfile.TemporaryFile()  # noqa: SIM115 – the caller closes it
    source.write(data)
    source.seek(0)
    return source


@pytest.mark.parametrize("name", MADE)
def test_recording_is_known_by_its_content_and_loses_its_tags(name: str) -> None:
    data = MADE[name]()

    clean = cleaned(data)

    kind = kinds.recognise(data[: kinds.HEAD])
    assert kind is not None
    assert (kind.name, kind.is_sound) == (name, True)
    assert PLANTED.encode() in data
    assert PLANTED.encode() not in clean
    assert cleaned(clean) == clean


def test_frames_are_kept_as_they_were() -> None:
    assert cleaned(sounds.mp3()) == sounds.MP3_FRAME * 4
    assert cleaned(sounds.aac()) == sounds.ADTS_FRAME * 5


def test_boxes_stay_in_their_places_and_tell_neither_hour_nor_place() -> None:
    data = sounds.m4a()

    clean = cleaned(data)

    assert len(clean) == len(data)
    assert clean.index(b"sound" * 40) == data.index(b"sound" * 40)
    assert b"+22.0" not in clean
    assert b"\xe5\xa0\xb1\xc2" not in clean


def test_pages_of_ogg_carry_their_right_sums() -> None:
    clean = cleaned(sounds.opus())

    starts = [at for at in range(len(clean)) if clean[at : at + 4] == b"OggS"] + [len(clean)]
    pages = [clean[a:b] for a, b in zip(starts, starts[1:], strict=False)]
    assert len(pages) == 3
    for page in pages:
        assert sounds.ogg_sum(page[:22] + bytes(4) + page[26:]) == int.from_bytes(page[22:26], "little")


@pytest.mark.parametrize(
    "data",
    [
        b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"x" * 400,
        sounds.wav()[:40],
        sounds.m4a()[:200],
        sounds.m4a(handler=b"vide"),
        sounds.opus()[:120],
    ],
)
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(cleaning.Unreadable):
        cleaned(data)


@pytest.mark.django_db
def test_public_form_takes_no_recording() -> None:
    with UploadedFile(spooled(sounds.wav()), "a.wav") as file:
        with pytest.raises(workflow.UnknownKind):
            workflow.stage(file, key="k" * 20, now=timezone.now())
        file.seek(0)
        upload = workflow.stage(file, key="k" * 20, now=timezone.now(), sound=True)

    assert b"".join(vault.read(upload.pk))[:4] == b"RIFF"
