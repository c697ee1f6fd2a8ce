"""A letter box is opened: counted, numbered, its letters entered one by one, finished and annotated."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from feedback import openings, states, workflow
from feedback.models import BoxLetter, BoxOpening, BoxRemark, Submission
from officials.models import Official, Unit
from portal.errors import NotAllowed
from tests.feedback.boxes import HEAD, NAMED, WITNESS, box, entered, found, opened
from tests.feedback.desk import BODY, Desk
from tests.feedback.letters_in import entry

A = states.Action
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def test_opening_keeps_who_what_and_where_as_it_was_then(desk: Desk) -> None:
    opening = opened(desk)
    opening.box.place = "Nhà văn hóa thôn Tân Tiến"
    opening.box.save()

    row = BoxOpening.objects.get()
    assert (row.label, row.place) == (f"1/{timezone.localdate().year}", "Cổng trụ sở UBND xã")
    assert (row.opened_by, row.witnesses, row.named_envelopes) == ([HEAD], [WITNESS], [NAMED])
    assert (row.envelopes, row.empty, row.named, row.letters) == (6, 1, 1, 4)
    assert (row.started_by, row.is_finished) == (desk.clerk, False)


def test_box_with_nothing_in_it_is_an_opening_and_can_be_finished(desk: Desk) -> None:
    opening = opened(desk, envelopes=0, empty=0, named_envelopes=[])

    workflow.finish_opening(opening, by=desk.clerk, now=timezone.now())

    assert BoxOpening.objects.get().is_finished


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"envelopes": 1}, "envelopes"),
        ({"letters": 3}, "letters"),
        ({"envelopes": 2, "letters": 1}, "letters"),
        ({"opened_by": []}, "opened_by"),
        ({"opened_at": timezone.now() + timedelta(hours=1)}, "opened_on"),
        ({"opened_at": datetime(2016, 3, 1, tzinfo=HANOI)}, "opened_on"),
    ],
)
def test_counts_and_moments_that_cannot_be_true_are_refused(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        workflow.open_box(
            box=box(desk), found=found(**changes), form_key="k", by=desk.clerk, now=timezone.now()
        )

    assert list(refused.value.message_dict) == [field]
    assert not BoxOpening.objects.exists()


def test_envelope_may_hold_two_letters(desk: Desk) -> None:
    assert opened(desk, letters=7).letters == 7


@pytest.mark.django_db(transaction=True)
def test_openings_at_once_get_numbers_without_gaps_and_one_form_counts_once() -> None:
    desk = Desk.opened()
    where = box(desk)
    keys = [*(f"form-{n}" for n in range(8)), "form-0", "form-1"]

    def start(key: str) -> int:
        try:
            return workflow.open_box(
                box=where, found=found(), form_key=key, by=desk.clerk, now=timezone.now()
            ).number
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as clerks:
        numbers = list(clerks.map(start, keys))

    assert sorted(set(numbers)) == list(range(1, 9))
    assert BoxOpening.objects.count() == 8


def test_each_box_and_each_year_counts_from_one(desk: Desk) -> None:
    first, second = box(desk), box(desk, "Hòm thư chợ")
    new_year = timezone.make_aware(datetime(timezone.localdate().year, 1, 1, 9))

    labels = [
        opened(desk, first, opened_at=new_year - timedelta(days=1)).label,
        opened(desk, first, opened_at=new_year).label,
        opened(desk, first).label,
        opened(desk, second).label,
    ]

    year = new_year.year
    assert labels == [f"1/{year - 1}", f"1/{year}", f"2/{year}", f"1/{year}"]


def test_letter_becomes_a_case_of_the_box_on_its_day_in_its_book(desk: Desk) -> None:
    opening = opened(desk, opened_at=timezone.now() - timedelta(days=3))

    case = entered(desk, opening, channel="buu_chinh", organ=desk.other)
    again = entered(desk, opening, words={"body": ""}, is_transcribed=False)

    assert (case.channel, case.organ) == ("hom_thu", desk.organ)
    assert timezone.localdate(case.received_at) == timezone.localdate(opening.opened_at)
    assert (case.box_letter.number, again.box_letter.number) == (1, 2)
    assert case.register_entry is not None
    assert openings.reached(opening, desk.clerk) == 2


def test_the_same_letter_twice_is_one_case_and_one_running_number(desk: Desk) -> None:
    opening, letter = opened(desk), entry(desk)

    for _twice in range(2):
        workflow.enter_from_box(opening, entry=letter, by=desk.clerk, now=timezone.now())

    assert [Submission.objects.count(), BoxLetter.objects.count()] == [1, 1]


def test_no_more_letters_than_were_counted_until_the_count_is_corrected(desk: Desk) -> None:
    opening = opened(desk, envelopes=1, empty=0, named_envelopes=[])
    entered(desk, opening)

    with pytest.raises(ValidationError) as refused:
        entered(desk, opening)
    assert refused.value.code == "more_than_counted"
    assert Submission.objects.count() == 1
    workflow.correct_opening(
        opening,
        found=found(opened_at=opening.opened_at, envelopes=2, empty=0, named_envelopes=[]),
        by=desk.clerk,
        now=timezone.now(),
    )

    assert entered(desk, opening).box_letter.number == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"envelopes": 1, "empty": 0, "named_envelopes": []}, "letters"),
        ({"opened_at": timezone.now() - timedelta(days=400)}, "opened_on"),
        ({"opened_at": timezone.now() - timedelta(days=1)}, "opened_on"),
    ],
)
def test_correction_never_contradicts_what_was_entered(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    opening = opened(desk)
    entered(desk, opening)
    entered(desk, opening)

    with pytest.raises(ValidationError) as refused:
        workflow.correct_opening(opening, found=found(**changes), by=desk.clerk, now=timezone.now())

    assert list(refused.value.message_dict) == [field]


def test_opening_with_letters_left_is_finished_only_with_the_reason(desk: Desk) -> None:
    opening = opened(desk, remarks="Khóa hòm còn nguyên.")
    entered(desk, opening)

    with pytest.raises(ValidationError) as refused:
        workflow.finish_opening(opening, by=desk.clerk, now=timezone.now())
    row = workflow.finish_opening(opening, by=desk.clerk, now=timezone.now(), why="Ba thư là quảng cáo.")

    assert list(refused.value.message_dict) == ["why"]
    assert (row.remarks, row.finished_by) == ("Khóa hòm còn nguyên.\nBa thư là quảng cáo.", desk.clerk)


def test_finished_opening_takes_remarks_and_nothing_else(desk: Desk) -> None:
    opening = opened(desk)
    with pytest.raises(NotAllowed):
        workflow.remark_on_opening(opening, text="Sớm", by=desk.clerk, now=timezone.now())
    workflow.finish_opening(opening, by=desk.clerk, now=timezone.now(), why="Để sau")

    with pytest.raises(NotAllowed):
        entered(desk, opening)
    with pytest.raises(NotAllowed):
        workflow.correct_opening(opening, found=found(), by=desk.clerk, now=timezone.now())
    workflow.remark_on_opening(opening, text="Bì rỗng là 2", by=desk.clerk, now=timezone.now())

    assert list(BoxRemark.objects.values_list("text", "by")) == [("Bì rỗng là 2", desk.clerk.pk)]


def test_only_desks_of_the_organ_open_enter_and_see(desk: Desk) -> None:
    opening = opened(desk)
    allowed, seen = [], []
    for name in ("clerk", "reader", "officer", "leader", "stranger", "admin"):
        who = getattr(desk, name)
        seen += [name] * openings.openings_of(who).count()
        try:
            workflow.enter_from_box(
                opening, entry=entry(desk, form_key=secrets.token_hex(8)), by=who, now=timezone.now()
            )
            allowed.append(name)
        except NotAllowed:
            pass

    assert (allowed, seen) == (["clerk", "reader"], ["clerk", "reader"])


def test_restricted_letter_keeps_its_number_and_shows_nowhere(desk: Desk) -> None:
    opening = opened(desk)
    case, other = entered(desk, opening), entered(desk, opening)

    workflow.act(other, A.RESTRICT, by=desk.clerk, words="Nêu đích danh", legal_kind="to_cao")

    assert [letter.submission for letter in openings.letters_of(opening, desk.clerk)] == [case]
    assert openings.reached(opening, desk.clerk) == 2


def test_letter_about_the_clerk_is_to_the_clerk_as_if_not_entered(desk: Desk) -> None:
    official = Official.objects.create(full_name="Nguyễn Văn Thu", user=desk.clerk)
    opening = opened(desk)
    entered(desk, opening, by=desk.reader)
    before = openings.reached(opening, desk.clerk)
    about = entered(desk, opening, by=desk.reader)
    Submission.objects.filter(pk=about.pk).update(concerned_ids=[official.pk])

    assert openings.reached(opening, desk.clerk) == before == 1
    assert [letter.number for letter in openings.letters_of(opening, desk.clerk)] == [1]
    assert openings.with_reached(openings.openings_of(desk.clerk), desk.clerk).get().reached == 1  # type: ignore[attr-defined]
    assert openings.reached(opening, desk.reader) == 2


def finished(desk: Desk) -> BoxOpening:
    opening = opened(desk)
    entered(desk, opening, words={"body": BODY})
    workflow.finish_opening(opening, by=desk.clerk, now=timezone.now(), why="Để sau")
    workflow.remark_on_opening(opening, text="Bì rỗng là 2", by=desk.clerk, now=timezone.now())
    return opening


WRITES: dict[str, Callable[[], object]] = {
    "count": lambda: BoxOpening.objects.update(empty=0),
    "opening": lambda: BoxOpening.objects.all()._raw_delete("default"),
    "letter": lambda: BoxLetter.objects.update(number=9),
    "letter taken": lambda: BoxLetter.objects.all()._raw_delete("default"),
    "remark": lambda: BoxRemark.objects.update(text="Không có gì"),
}


@pytest.mark.parametrize("write", WRITES)
def test_finished_opening_is_not_rewritten(desk: Desk, write: str) -> None:
    finished(desk)

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        WRITES[write]()


def test_box_of_another_organ_is_no_box_of_this_desk(desk: Desk) -> None:
    party = Unit.objects.get(pk=desk.other.pk)
    box(desk, organ=party)

    assert [openings.boxes_of(desk.clerk).count(), openings.boxes_of(desk.stranger).count()] == [0, 1]
