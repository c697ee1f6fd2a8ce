"""The desk's page: entered by post, refused in sentences, its slips shown once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from feedback import queries, workflow
from feedback.models import RegisterYear, Submission
from portal.identity import tokens
from tests.feedback.desk import BODY, Desk
from tests.feedback.letters_in import entered
from tests.uploads import files, sounds

ENTRY, SLIPS = "/quan-tri/feedback/submission/entry/", "/quan-tri/feedback/submission/entry/slips/"
TODAY = f"{timezone.localdate():%d/%m/%Y}"


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(desk: Desk, **changes: Any) -> dict[str, Any]:
    """What a clerk fills in for a letter."""
    kept = {"form_token": tokens.issue(), "organ": desk.organ.pk, "channel": "buu_chinh"}
    return kept | {"received_on": TODAY, "full_name": "Lý Thị Mẩy", "body": BODY, "next": "1"} | changes


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_letter_is_entered_and_the_next_begins_with_its_channel_and_day(desk: Desk) -> None:
    clerk = logged_in(desk.clerk)

    response = clerk.post(ENTRY, typed(desk, received_on="050126", letter_on="01/01/2026", pages="2"))

    case = Submission.objects.get()
    assert timezone.localdate(case.received_at).isoformat() == "2026-01-05"
    assert (case.channel, case.body, case.recorded_by) == ("buu_chinh", BODY, desk.clerk)
    assert (case.person.full_name, case.arrival.pages) == ("Lý Thị Mẩy", 2)  # type: ignore[union-attr]
    assert response.url == f"{ENTRY}?organ={desk.organ.pk}&channel=buu_chinh&received_on=05%2F01%2F2026"  # type: ignore[attr-defined]
    following = clerk.get(response.url)  # type: ignore[attr-defined]
    assert following.context["form"]["channel"].value() == "buu_chinh"
    assert "autofocus" in str(following.context["form"]["full_name"])


def test_slip_shows_the_code_once_and_it_opens_the_case(desk: Desk) -> None:
    clerk = logged_in(desk.clerk)
    clerk.post(ENTRY, typed(desk))

    slip, again = clerk.get(SLIPS), clerk.get(SLIPS)

    case = Submission.objects.get()
    code = slip.context["slips"][0]["code"]
    page = slip.content.decode()
    assert page.count(code) == 1
    assert case.register_entry is not None
    assert case.register_entry.label in page.split("half office")[1]
    assert code not in page.split("half office")[1]
    assert again.context["slips"] == []
    tracking = Client().post("/tra-cuu/", {"code": code}, follow=True)
    assert tracking.context["case"] == case


def test_another_account_in_the_same_browser_gets_no_code(desk: Desk) -> None:
    browser = logged_in(desk.clerk)
    browser.post(ENTRY, typed(desk))
    kept = browser.cookies["desk"].value
    other = logged_in(desk.reader)
    other.cookies["desk"] = kept

    assert other.get(SLIPS).context["slips"] == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"channel": ""}, ["channel"]),
        ({"channel": "cong_truc_tuyen"}, ["channel"]),
        ({"received_on": "31/02/2026"}, ["received_on"]),
        ({"received_on": f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"}, ["received_on"]),
        ({"body": ""}, ["body"]),
        ({"letter_on": f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"}, ["letter_on"]),
        ({"channel": "chuyen_den"}, ["passed_by"]),
        ({"passed_by": "HĐND", "passed_number": "12"}, ["passed_number"]),
        ({"passed_number": "12", "passed_on": TODAY}, ["passed_by"]),
        ({"pages": "0"}, ["pages"]),
        ({"organ": "0"}, ["organ"]),
        ({"form_token": "x"}, ["__all__"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    desk: Desk, changes: dict[str, str], fields: list[str]
) -> None:
    response = logged_in(desk.clerk).post(ENTRY, typed(desk, **changes))

    assert (response.status_code, list(errors(response))) == (200, fields)
    assert response.context["form"]["full_name"].value() == "Lý Thị Mẩy"
    assert not Submission.objects.exists()
    assert not RegisterYear.objects.exists()


def test_only_who_enters_opens_the_page(desk: Desk) -> None:
    names = ("clerk", "reader", "officer", "leader", "admin")

    answers = {name: logged_in(getattr(desk, name)).get(ENTRY).status_code for name in names}

    assert answers == {"clerk": 200, "reader": 200, "officer": 403, "leader": 403, "admin": 403}


def scanned(**changes: Any) -> dict[str, Any]:
    picture = SimpleUploadedFile("don.jpg", files.jpeg(), "image/jpeg")
    return {"body": "", "later": "on", "attachments": picture} | changes


def test_scan_stays_at_the_desk_and_is_shown_beside_the_box_for_its_words(desk: Desk) -> None:
    clerk = logged_in(desk.clerk)
    clerk.post(ENTRY, typed(desk, **scanned()))
    case = Submission.objects.get()
    scan = queries.scans_of(case).get()
    address = f"/quan-tri/feedback/submission/{case.reference}/scan/{scan.pk}/"

    page = clerk.get(f"/quan-tri/feedback/submission/{case.reference}/transcribe/")
    shown = clerk.get(address)

    assert not case.is_transcribed
    assert not queries.files_of(case).exists()
    assert f'<img src="{address}"' in page.content.decode()
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_unit_that_handles_never_meets_the_scan(desk: Desk) -> None:
    logged_in(desk.clerk).post(ENTRY, typed(desk, **scanned(body=BODY, later="")))
    case = desk._accept(desk._route(desk._classify(Submission.objects.get())))
    scan = queries.scans_of(case).get()
    base = f"/quan-tri/feedback/submission/{case.reference}/"

    answers = {}
    for name in ("officer", "leader", "clerk"):
        reader = logged_in(getattr(desk, name))
        answers[name] = [
            str(scan.pk) in reader.get(base).content.decode(),
            reader.get(f"{base}scan/{scan.pk}/").status_code,
            reader.get(f"{base}file/{scan.pk}/").status_code,
        ]

    assert answers == {
        "officer": [False, 404, 404],
        "leader": [False, 404, 404],
        "clerk": [True, 200, 404],
    }


def test_scan_of_a_restricted_letter_is_for_its_named_readers(desk: Desk) -> None:
    logged_in(desk.clerk).post(ENTRY, typed(desk, **scanned()))
    case = Submission.objects.get()
    workflow.act(case, "restrict", by=desk.clerk, words="Nêu đích danh", legal_kind="to_cao")
    base = f"/quan-tri/feedback/submission/{case.reference}/"
    scan = f"{base}scan/{queries.scans_of(case).get().pk}/"

    page = logged_in(desk.reader).get(base).content.decode()

    assert scan in page
    assert f"1/{timezone.localdate().year}" in page
    assert logged_in(desk.reader).get(scan).status_code == 200
    assert logged_in(desk.clerk).get(scan).status_code == 404


def test_ticked_files_travel_with_the_case(desk: Desk) -> None:
    logged_in(desk.clerk).post(ENTRY, typed(desk, **scanned(body=BODY, later="", files_travel="on")))

    case = Submission.objects.get()
    assert (queries.files_of(case).count(), queries.scans_of(case).count()) == (1, 0)


def test_recording_is_taken_at_the_desk_and_is_identity_whatever_is_ticked(desk: Desk) -> None:
    sound = SimpleUploadedFile("ghi-am.wav", sounds.wav(), "audio/wav")

    logged_in(desk.clerk).post(ENTRY, typed(desk, attachments=sound, files_travel="on"))

    case = Submission.objects.get()
    assert [file.content_type for file in queries.scans_of(case)] == ["audio/wav"]
    assert not queries.files_of(case).exists()


def test_case_page_shows_number_arrival_and_what_may_be_put_right(desk: Desk) -> None:
    arrival = {"passed_by": "HĐND tỉnh", "passed_number": "12/HĐND", "passed_on": timezone.localdate()}
    case = entered(desk, channel="chuyen_den", arrival=arrival)
    base = f"/quan-tri/feedback/submission/{case.reference}/"

    response = logged_in(desk.clerk).get(base)

    assert response.context["entry"].label == f"1/{timezone.localdate().year}"
    assert "HĐND tỉnh" in response.content.decode()
    assert [step.url for step in response.context["book_steps"]] == [
        f"{base}remark/",
        f"{base}correct_received/",
        f"{base}transcribe/",
        f"{base}code/",
    ]


def test_letters_waiting_for_their_text_are_a_list_of_their_own(desk: Desk) -> None:
    waiting = entered(desk, words={"body": ""}, is_transcribed=False)
    entered(desk)

    response = logged_in(desk.clerk).get("/quan-tri/feedback/submission/?queue=unwritten")

    assert [case.reference for case in response.context["cl"].result_list] == [waiting.reference]


def test_the_same_words_again_are_asked_about_once(desk: Desk) -> None:
    """The browser's Back shows the form still full, under a new token."""
    clerk = logged_in(desk.clerk)
    clerk.post(ENTRY, typed(desk))
    first = Submission.objects.get()

    again = clerk.post(ENTRY, typed(desk))

    assert f"vừa được nhập, số {first.reference}" in errors(again)["body"][0]
    assert f'name="twin" value="{first.reference}"' in again.content.decode()
    assert Submission.objects.count() == 1
    clerk.post(ENTRY, typed(desk, full_name="Lý Văn Páo"))  # a neighbour signed the same text
    clerk.post(ENTRY, typed(desk, twin=first.reference))
    assert Submission.objects.count() == 3
