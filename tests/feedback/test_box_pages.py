"""The pages of a letter-box opening: from the counts over each letter to the minutes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback import workflow
from feedback.models import BoxOpening, Submission
from portal.identity import tokens
from tests.feedback.boxes import box, entered, opened
from tests.feedback.desk import BODY, Desk
from tests.feedback.test_entry import logged_in

OPENINGS = "/quan-tri/feedback/boxopening/"
START = f"{OPENINGS}start/"
TODAY = f"{timezone.localdate():%d/%m/%Y}"


def counts(where: Any, **changes: Any) -> dict[str, Any]:
    """What a clerk fills in beside an open box."""
    kept = {"form_token": tokens.issue(), "box": where.pk, "opened_on": TODAY, "opened_time": "0h01"}
    kept |= {"opened_by": "Nguyễn Văn Thư, Văn thư", "envelopes": "3", "empty": "1", "letters": ""}
    kept |= {"witnesses": "Bàn Văn Sính, Chủ tịch Ủy ban Mặt trận xã\nMa Thị Lan, Trưởng thôn"}
    return kept | {"named_envelopes": "Đồng chí Bí thư; Trần Văn Hòa, Văn phòng", "remarks": ""} | changes


def letter(**changes: Any) -> dict[str, Any]:
    return {"form_token": tokens.issue(), "body": BODY, "next": "1"} | changes


def errors(response: Any) -> list[str]:
    return list(response.context["form"].errors)


def test_counts_are_entered_and_lead_to_the_first_letter(desk: Desk) -> None:
    where, clerk = box(desk), logged_in(desk.clerk)

    response = clerk.post(START, counts(where, envelopes="4"))

    opening = BoxOpening.objects.get()
    assert response.url == f"{OPENINGS}{opening.pk}/letter/"  # type: ignore[attr-defined]
    assert opening.opened_by == [{"name": "Nguyễn Văn Thư", "post": "Văn thư"}]
    assert [person["name"] for person in opening.witnesses] == ["Bàn Văn Sính", "Ma Thị Lan"]
    assert opening.named_envelopes == [{"to": "Đồng chí Bí thư", "taken_by": "Trần Văn Hòa, Văn phòng"}]
    assert (opening.envelopes, opening.empty, opening.letters) == (4, 1, 2)
    assert "Thư 1/2" in clerk.get(response.url).content.decode()  # type: ignore[attr-defined]


def test_empty_box_leads_to_its_page(desk: Desk) -> None:
    nothing = counts(box(desk), envelopes="0", empty="", named_envelopes="")

    response = logged_in(desk.clerk).post(START, nothing)

    assert response.url == BoxOpening.objects.get().get_absolute_url()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"envelopes": "x"}, ["envelopes"]),
        ({"envelopes": ""}, ["envelopes"]),
        ({"envelopes": "1"}, ["envelopes"]),
        ({"letters": "9999999"}, ["letters"]),
        ({"envelopes": "4", "letters": "1"}, ["letters"]),
        ({"empty": "-1"}, ["empty"]),
        ({"opened_time": "25:00"}, ["opened_time"]),
        ({"opened_on": "01/01/2099"}, ["opened_on"]),
        ({"opened_by": " \n"}, ["opened_by"]),
        ({"witnesses": "a\n" * 21}, ["witnesses"]),
        ({"box": "0"}, ["box"]),
        ({"form_token": "x"}, ["__all__"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: Desk, changes: dict[str, str], fields: list[str]) -> None:
    response = logged_in(desk.clerk).post(START, counts(box(desk), **changes))

    assert (response.status_code, errors(response)) == (200, fields)
    assert "Ma Thị Lan" in response.content.decode() or "witnesses" in fields
    assert not BoxOpening.objects.exists()


def test_letters_are_entered_one_after_another_and_the_last_leads_back(desk: Desk) -> None:
    opening, clerk = opened(desk, envelopes=4), logged_in(desk.clerk)
    address = f"{OPENINGS}{opening.pk}/letter/"

    first = clerk.post(address, letter(channel="buu_chinh", received_on="01/01/2020", organ=desk.other.pk))
    last = clerk.post(address, letter(body="", later="on"))

    assert [first.url, last.url] == [address, opening.get_absolute_url()]  # type: ignore[attr-defined]
    cases = Submission.objects.order_by("pk")
    assert [(case.channel, case.organ_id, case.is_transcribed) for case in cases] == [
        ("hom_thu", desk.organ.pk, True),
        ("hom_thu", desk.organ.pk, False),
    ]
    assert clerk.get(address).status_code == 302


def test_clerk_stops_and_goes_on_later(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    sent = letter(stop="1")
    del sent["next"]

    stopped = clerk.post(f"{OPENINGS}{opening.pk}/letter/", sent)

    assert stopped.url == opening.get_absolute_url()  # type: ignore[attr-defined]
    assert "Nhập thư 2/4" in clerk.get(opening.get_absolute_url()).content.decode()


def test_letter_with_an_error_keeps_what_was_typed(desk: Desk) -> None:
    opening = opened(desk)

    response = logged_in(desk.clerk).post(
        f"{OPENINGS}{opening.pk}/letter/", letter(body="", full_name="Lý Thị Mẩy", phone="12")
    )

    assert errors(response) == ["phone", "body"]
    assert "Lý Thị Mẩy" in response.content.decode()
    assert not Submission.objects.exists()


def test_code_waits_for_the_printer_only_where_somebody_can_be_given_it(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    address = f"{OPENINGS}{opening.pk}/letter/"

    clerk.post(address, letter())
    assert "desk" not in clerk.cookies
    clerk.post(address, letter(full_name="Lý Thị Mẩy"))

    assert len(clerk.get("/quan-tri/feedback/submission/entry/slips/").context["slips"]) == 1


def test_opening_is_corrected_finished_and_remarked_on(desk: Desk) -> None:
    opening, clerk = opened(desk), logged_in(desk.clerk)
    base = opening.get_absolute_url()
    typed = counts(opening.box, envelopes="5", empty="0", named_envelopes="", letters="")
    typed["opened_time"] = f"{timezone.localtime(opening.opened_at):%H:%M}"

    clerk.post(f"{base}correct/", typed)
    refused = clerk.post(f"{base}finish/", {"why": ""})
    clerk.post(f"{base}finish/", {"why": "Để nhập ngày mai"})
    clerk.post(f"{base}remark/", {"remark": "Một bì rỗng"})

    row = BoxOpening.objects.get()
    assert (row.letters, row.is_finished, row.remarks) == (5, True, "Để nhập ngày mai")
    assert errors(refused) == ["why"]
    assert [remark.text for remark in row.later_remarks.all()] == ["Một bì rỗng"]
    for page in ("correct", "letter", "finish"):
        assert clerk.get(f"{base}{page}/").status_code == 302


def test_minutes_tell_what_was_found_and_nothing_of_the_senders(desk: Desk) -> None:
    opening = opened(desk)
    case = entered(desk, opening, contact={"full_name": "Lý Thị Mẩy"})
    workflow.finish_opening(opening, by=desk.clerk, now=timezone.now(), why="Ba thư quảng cáo")

    page = logged_in(desk.clerk).get(f"{opening.get_absolute_url()}minutes/").content.decode()

    assert case.register_entry is not None
    for words in (case.reference, case.register_entry.label, "Bàn Văn Sính", "Đồng chí Bí thư Đảng ủy"):
        assert words in page
    assert "Cổng trụ sở UBND xã" in page
    assert "Lý Thị Mẩy" not in page
    assert BODY not in page


def test_case_page_says_out_of_which_opening_the_letter_came(desk: Desk) -> None:
    opening = opened(desk)
    case = entered(desk, opening)

    page = logged_in(desk.clerk).get(f"/quan-tri/feedback/submission/{case.reference}/").content.decode()

    assert f'<a href="{opening.get_absolute_url()}">' in page
    assert f"{opening.box.name}, lần mở số {opening.label}, thư 1" in page


def test_only_desks_of_the_organ_find_the_pages(desk: Desk) -> None:
    opening = opened(desk)
    pages = [START, *(f"{opening.get_absolute_url()}{end}" for end in ("", "letter/", "minutes/"))]

    answers = {}
    for name in ("clerk", "reader", "officer", "leader", "stranger", "admin"):
        who = logged_in(getattr(desk, name))
        answers[name] = [who.get(page).status_code for page in (*pages, OPENINGS)]

    assert answers == {
        "clerk": [200] * 5,
        "reader": [200] * 5,
        "officer": [403, 404, 404, 404, 403],
        "leader": [403, 404, 404, 404, 403],
        "stranger": [200, 404, 404, 404, 200],
        "admin": [403, 404, 404, 404, 403],
    }


def test_administrator_keeps_the_boxes_and_a_box_stays_with_its_organ(desk: Desk) -> None:
    where, admin = box(desk), logged_in(desk.admin)
    facts = {"name": "Hòm thư chợ", "place": "Chợ Tân Yên", "is_active": "on", "organ": desk.other.pk}

    admin.post(f"/quan-tri/feedback/letterbox/{where.pk}/change/", facts)

    where.refresh_from_db()
    assert (where.name, where.organ) == ("Hòm thư chợ", desk.organ)


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_openings_costs_the_same_for_one_and_for_thirty(
    client: Client, desk: Desk, rows: int, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        opened(desk)
    client.force_login(desk.clerk)

    with django_assert_num_queries(10):
        page = client.get(OPENINGS)

    assert len(page.context["cl"].result_list) == min(rows, 25)
