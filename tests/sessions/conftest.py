"""A small office whose chair receives people on the 5th and 20th of each month."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from officials.models import Official, Post, Tenure, Unit, User
from officials.roles import Role
from sessions_app.models import Meeting, Schedule
from sessions_app.states import Audience, Duty, Kind, Mode, Status
from tests.feedback.desk import Desk, user

SINCE = date(2020, 1, 1)


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))


def official(name: str, post: Post, since: date = SINCE, until: date | None = None) -> Official:
    person = Official.objects.create(full_name=name, sort_key=name)
    Tenure.objects.create(official=person, post=post, valid_from=since, valid_to=until)
    return person


class Office:
    """The desk of the register with a reception officer, a chair's post with its holder, and a schedule."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.organ = desk, desk.organ
        self.keeper: User = user("tiep", Role.RECEPTION, desk.organ)
        self.post = Post.objects.create(unit=desk.organ, title="Chủ tịch UBND xã", is_head=True)
        self.chair = official("Ma Văn Thuyết", self.post)
        deputy = Post.objects.create(unit=desk.organ, title="Phó Chủ tịch UBND xã")
        self.deputy = official("Đỗ Văn Bình", deputy)
        self.schedule = self.scheduled(month_days=[5, 20])

    def scheduled(self, **fields: Any) -> Schedule:
        kept: dict[str, Any] = {"post": self.post, "kind": Kind.PERIODIC, "duty": Duty.CHAIR_COMMUNE}
        kept |= {"starts_at": time(8), "ends_at": time(11, 30), "place": "Trụ sở", "valid_from": SINCE}
        return Schedule.objects.create(**kept | fields)

    def written(self, organ: Unit | None = None, **fields: Any) -> dict[str, Any]:
        """What a clerk writes of an extraordinary reception on Thursday 03/12/2026."""
        kept = {"organ": organ or self.organ, "post": self.post, "kind": Kind.EXTRAORDINARY, "audience": ""}
        kept |= {"mode": Mode.IN_PERSON, "title": "", "day": date(2026, 12, 3), "place": "Hội trường"}
        kept |= {"starts_at": time(8), "ends_at": time(10)}
        return kept | {"capacity": 0, "participants": "", "content": "", "house_rules": ""} | fields

    def meeting(self, **fields: Any) -> Meeting:
        return Meeting.objects.create(**self.written() | fields)


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk.opened()


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


@pytest.fixture
def reception(office: Office) -> Meeting:
    return office.meeting(
        day=date(2026, 11, 20),
        kind=Kind.PERIODIC,
        status=Status.HELD,
        posted_at=at(2026, 11, 20, 14),
        chair=office.chair,
    )


@pytest.fixture
def dialogue(office: Office) -> Meeting:
    fields = {"kind": Kind.DIALOGUE, "audience": Audience.ENTERPRISES, "title": "Đối thoại"}
    return office.meeting(
        day=date(2026, 11, 20),
        status=Status.HELD,
        posted_at=at(2026, 11, 20, 14),
        chair=office.chair,
        **fields,
    )
