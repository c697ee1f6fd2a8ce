"""One scan of an opening split into its letters: each gets its own pages and nothing of another."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from feedback import openings, page_ranges, queries, workflow
from feedback.models import BoxOpening
from portal.identity import tokens
from portal.uploads import vault
from portal.uploads.models import Upload
from tests.feedback.boxes import entered, opened
from tests.feedback.desk import Desk
from tests.feedback.test_entry import logged_in
from tests.uploads import files


def scan(pages: int) -> SimpleUploadedFile:
    """As scanners write it: each page draws its own picture, and all share the list of all pictures."""
    document = pikepdf.new()
    pictures = pikepdf.Dictionary()
    for number in range(1, pages + 1):
        image = document.make_stream(b"picture of page %d" % number)
        image.stream_dict.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image})
        image.stream_dict.update({"/Width": 6, "/Height": 1, "/BitsPerComponent": 8})
        image.stream_dict["/ColorSpace"] = pikepdf.Name.DeviceRGB
        pictures[f"/Im{number}"] = image
    shared = document.make_indirect(pikepdf.Dictionary(XObject=pictures))
    for number in range(1, pages + 1):
        page = document.add_blank_page()
        page.obj.Resources = shared
        page.obj.Contents = document.make_stream(b"q /Im%d Do Q" % number)
    out = BytesIO()
    document.save(out)
    return SimpleUploadedFile("thu.pdf", out.getvalue(), "application/pdf")


def asked(pages: str, file: Any, **changes: Any) -> dict[str, Any]:
    return {"form_token": tokens.issue(), "pages": pages, "first": "1", "attachments": file} | changes


def pictures_in(upload: Upload) -> list[bytes]:
    """What each page shows, and whatever else lies in the document."""
    with pikepdf.open(BytesIO(b"".join(vault.read(upload.pk)))) as document:
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        return sorted(item.read_bytes() for item in streams if item.get("/Subtype") == "/Image")


@pytest.mark.parametrize(
    ("text", "skip_rest", "found"),
    [
        ("1-2, 3, 4-6", False, [(1, 2), (3, 3), (4, 6)]),
        ("4–6;1-3", False, [(4, 6), (1, 3)]),
        ("1, 3", True, [(1, 1), (3, 3)]),
        ("1-2\n3 - 6", False, [(1, 2), (3, 6)]),
    ],
)
def test_ranges_are_read_as_typed(text: str, skip_rest: bool, found: list[tuple[int, int]]) -> None:
    assert page_ranges.parse(text, 6, skip_rest=skip_rest) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        (" , ", "required"),
        ("1-2, ba", "unreadable"),
        ("1-2-3", "unreadable"),
        ("-1", "unreadable"),
        ("٣", "unreadable"),
        ("3-1", "backward"),
        ("0", "backward"),
        ("1-7", "beyond"),
        ("1-3, 3-6", "twice"),
        ("1-2, 4-6", "left"),
    ],
)
def test_ranges_that_cannot_be_meant_are_refused(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        page_ranges.parse(text, 6)

    assert refused.value.code == code


def test_each_letter_gets_its_own_pages_and_no_picture_of_another(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    first = entered(desk, opening)

    clerk.post(f"{opening.get_absolute_url()}split/", asked("1-2, 3, 4-6", scan(6)))

    assert [pictures_in(file) for file in queries.scans_of(first)] == [
        [b"picture of page 1", b"picture of page 2"]
    ]
    waiting = openings.waiting_scans(opening, 2).get()
    assert pictures_in(waiting) == [b"picture of page 3"]
    second = entered(desk, opening, words={"body": ""}, is_transcribed=False)
    assert queries.scans_of(second).get() == waiting
    assert not queries.files_of(second).exists()
    assert not openings.waiting_scans(opening, 2).exists()


@pytest.mark.parametrize(
    ("pages", "changes", "field"),
    [
        ("1-2, 2-6", {}, "pages"),
        ("1-9", {}, "pages"),
        ("1-5", {}, "pages"),
        ("", {}, "pages"),
        ("1,2,3,4,5-6", {}, "pages"),
        ("1-6", {"first": "5"}, "pages"),
        ("1-6", {"first": "x"}, "first"),
        ("1", {"attachments": ""}, "attachments"),
        ("1", {"attachments": SimpleUploadedFile("t.pdf", b"%PDF-1.7 no", "application/pdf")}, "attachments"),
        ("1", {"attachments": files.sent(files.jpeg())}, "attachments"),
        ("1-6", {"form_token": "x"}, "__all__"),
    ],
)
def test_what_cannot_be_split_is_said_and_no_letter_gets_anything(
    desk: Desk, pages: str, changes: dict[str, Any], field: str
) -> None:
    opening = opened(desk)

    response = logged_in(desk.clerk).post(
        f"{opening.get_absolute_url()}split/", asked(pages, scan(6), **changes)
    )

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Upload.objects.exclude(about_type="").exists()


def test_letter_with_pages_gets_no_second_ones(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    clerk.post(f"{opening.get_absolute_url()}split/", asked("1, 2", scan(2)))

    response = clerk.post(f"{opening.get_absolute_url()}split/", asked("1", scan(1), first="2"))

    assert response.context["form"].errors["pages"] == ["Thư 2 đã có bản quét."]


def test_pages_are_shown_to_the_desk_of_the_box_until_they_belong_to_a_case(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    clerk.post(f"{opening.get_absolute_url()}split/", asked("1", scan(1)))
    file = openings.waiting_scans(opening, 1).get()
    address = f"{opening.get_absolute_url()}letter/1/{file.pk}/"

    linked = address in clerk.get(f"{opening.get_absolute_url()}letter/").content.decode()
    answers = [logged_in(who).get(address).status_code for who in (desk.clerk, desk.stranger, desk.officer)]
    entered(desk, opening)

    assert (linked, answers, clerk.get(address).status_code) == (True, [200, 404, 404], 404)


def test_signed_minutes_are_kept_with_the_finished_opening(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    workflow.finish_opening(opening, by=desk.clerk, now=timezone.now(), why="Để sau")
    address = f"{opening.get_absolute_url()}signed/"

    nothing = clerk.post(address, {"form_token": tokens.issue()})
    clerk.post(address, {"form_token": tokens.issue(), "attachments": files.sent(files.jpeg())})

    file = openings.signed_minutes(BoxOpening.objects.get()).get()
    assert list(nothing.context["form"].errors) == ["attachments"]
    assert f"{address}{file.pk}/" in clerk.get(opening.get_absolute_url()).content.decode()
    answers = [logged_in(who).get(f"{address}{file.pk}/").status_code for who in (desk.clerk, desk.stranger)]
    assert answers == [200, 404]
