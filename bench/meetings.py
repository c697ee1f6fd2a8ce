"""The reception register with a hundred thousand turns, and the public calendar of a year."""

import os
from collections.abc import Iterator
from datetime import date, time

import psycopg
from django.test import Client
from django.utils import timezone

from bench.figures import Figure
from bench.volume import Page, asked_by, p95, p95_ms
from officials.models import Post, User
from portal.identity import workflow as identity
from portal.identity.models import Person
from sessions_app import counting
from sessions_app.models import Meeting, Turn, TurnBook
from sessions_app.states import Kind, Status

TURNS, BATCH, YEAR = 100_000, 5_000, 2016
BOOK = "/quan-tri/sessions_app/meeting/book/{pk}/"
CALENDAR = f"/lich-tiep-dan/?year={timezone.localdate().year}"


def figures() -> Iterator[Figure]:
    book = _filled()
    for name, tail in (("first", ""), ("last", f"?from={TURNS - 60}")):
        page = Page(f"reception register, {name} page", "vanthu", BOOK.format(pk=book.pk) + tail)
        yield Figure(f"{page.name}, p95", p95(page), "ms", 150)
        yield Figure(f"{page.name}, statements", len(asked_by(page)), "", 12)
    year = date(YEAR, 1, 1), date(YEAR, 12, 31)
    yield Figure("turns of a year counted, p95", p95_ms(lambda: counting.figures(*year)), "ms", 150)
    visitor = Client(headers={"host": "127.0.0.1"})
    calendar = Page("calendar of a year", "vanthu", CALENDAR)
    yield Figure("calendar of a year, statements", len(asked_by(calendar)), "", 6 + 2)  # session and account
    yield Figure("calendar of a year", len(visitor.get(CALENDAR).content) / 1024, "KB", 15)


def _filled() -> TurnBook:
    """A hundred thousand turns of one year in one book, past the workflow as `fill` writes opinions."""
    post = Post.objects.filter(unit__code="ubnd", is_head=True).select_related("unit").get()
    book, is_new = TurnBook.objects.get_or_create(organ=post.unit, year=YEAR)
    if not is_new:
        return book
    clerk, sender = User.objects.get(username="vanthu"), identity.person(full_name="Hoàng Thị Sính")
    sender.save()
    same = {
        "organ": post.unit,
        "place": "Trụ sở",
        "starts_at": time(8),
        "ends_at": time(11),
        "is_sample": True,
    }
    meeting = Meeting.objects.create(
        post=post,
        kind=Kind.PERIODIC,
        day=date(YEAR, 1, 5),
        status=Status.POSTED,
        posted_at=timezone.now(),
        **same,
    )
    for first in range(1, TURNS + 1, BATCH):
        Turn.objects.bulk_create(
            _turn(meeting, number, sender, clerk) for number in range(first, first + BATCH)
        )
    TurnBook.objects.filter(pk=book.pk).update(last_number=TURNS)
    # What PostgreSQL does by itself within minutes of so many rows; only the owner of a table may ask for it.
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE sessions_app_turn")
    return book


def _turn(meeting: Meeting, number: int, sender: Person, clerk: User) -> Turn:
    return Turn(
        meeting=meeting,
        organ=meeting.organ,
        year=YEAR,
        number=number,
        received_on=date(YEAR, 1 + number % 12, 5),
        person=sender,
        people=1 + number % 4,
        matter="Đất bị lấn, xin đo lại",
        kind="kien_nghi",
        outcome="tra_loi_ngay",
        form_key=f"bench-{number}",
        recorded_at=timezone.now(),
        recorded_by=clerk,
    )
