"""The demo of the calendar: schedules of three leaders, their days, a dialogue ahead."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from officials.models import Official, Post, Unit, User
from portal.clocks import calendar
from sessions_app import demo_2017, demo_dialogue, queries, workflow
from sessions_app.models import Meeting, Registration, Schedule
from sessions_app.states import Duty, Kind, Status
from sessions_app.waiting import Priority

# Since this day the chair of a commune receives on two days a month (Law 136/2025).
SINCE = date(2026, 7, 1)
PLANNED_BEFORE = timedelta(days=20)
PLACE = "Trụ sở tiếp công dân, Tổ dân phố Tân Bắc, xã Hàm Yên"
MORNING = (time(8), time(11, 30))
HOUSE_RULES = (
    "Xuất trình giấy tờ tùy thân khi được hỏi. Giữ trật tự, không mang vũ khí, chất cháy nổ.\n"
    "Người đến trước được tiếp trước; người già, người khuyết tật, phụ nữ mang thai được ưu tiên.\n"
    "Vụ việc đông người cử người đại diện trình bày."
)


@dataclass(frozen=True)
class Leader:
    """Whose schedule: the head of a unit, the account that keeps its calendar, the days of the month."""

    unit: str
    keeper: str
    kind: Kind
    duty: str
    days: list[int]
    participants: str


LEADERS = (
    Leader(
        "ubnd",
        "tiepdan",
        Kind.PERIODIC,
        Duty.CHAIR_COMMUNE,
        [5, 20],
        "Chủ tịch UBND xã; Văn phòng HĐND và UBND; các phòng có vụ việc liên quan",
    ),
    Leader(
        "dang-uy",
        "vanthu.danguy",
        Kind.SECRETARY,
        Duty.SECRETARY_COMMUNE,
        [10, 25],
        "Bí thư Đảng ủy; Văn phòng Đảng ủy; Ủy ban Kiểm tra Đảng ủy",
    ),
    Leader("hdnd", "vanthu.hdnd", Kind.COUNCIL, "", [15], "Thường trực HĐND xã; đại biểu HĐND xã"),
)
CONTENT = (
    "Tiếp nhận kiến nghị, phản ánh, khiếu nại, tố cáo thuộc trách nhiệm của cơ quan; trả lời vụ việc đã hẹn."
)
CAME_REGISTERED = (
    ("Bàn Thị Mụi", 1, "Đường vào thôn bị xe tải làm hỏng, đã kiến nghị chưa thấy sửa."),
    ("Hoàng Văn Páo", 12, "Mười hai hộ xin xem lại diện tích đền bù khi mở đường."),
    ("Triệu Thị Lan", 2, "Xin cấp lại giấy chứng nhận hộ nghèo."),
)


def load(now: datetime) -> None:
    """Load it once; what is in the calendar already is kept."""
    with transaction.atomic():
        if Schedule.objects.exists() or not Post.objects.filter(unit__code="ubnd").exists():
            return
        for leader in LEADERS:
            _load(leader, now)
        _put_one_off(now)
        demo_dialogue.load(now)
        _load_today(now)
        demo_2017.load()


def _load(leader: Leader, now: datetime) -> None:
    keeper = User.objects.get(username=leader.keeper)
    schedule = Schedule.objects.create(
        post=Post.objects.get(unit__code=leader.unit, is_head=True),
        kind=leader.kind,
        duty=leader.duty,
        month_days=leader.days,
        starts_at=MORNING[0],
        ends_at=MORNING[1],
        place=PLACE,
        participants=leader.participants,
        content=CONTENT,
        house_rules=HOUSE_RULES,
        capacity=12,
        valid_from=SINCE,
    )
    today = timezone.localdate(now)
    for year in range(SINCE.year, today.year + 1):
        then = _at(max(SINCE, date(year, 1, 1)) - PLANNED_BEFORE, 9)
        made = workflow.plan_year(schedule=schedule, year=year, by=keeper, now=then, is_sample=True).made
        for number, meeting in enumerate(made):
            meeting = workflow.post(meeting, by=keeper, now=then)
            if meeting.day < today:
                _hold(meeting, number, keeper)


def _hold(meeting: Meeting, number: int, keeper: User) -> None:
    """One day in six nobody came; the fourth of the chair was taken by a deputy."""
    chair, document = queries.holder_on(meeting.post_id or 0, meeting.day), ""
    if meeting.kind == Kind.PERIODIC and number == 3:
        chair, document = _deputy(meeting.organ), "Văn bản ủy quyền số 12/UBND-VP"
    if chair is not None:
        found = workflow.Held(chair, document, somebody_came=number % 6 != 4)
        workflow.hold(meeting, found=found, by=keeper, now=_at(meeting.day, 16))


def _deputy(organ: Unit) -> Official | None:
    return Official.objects.filter(tenures__post__unit=organ, tenures__post__is_head=False).first()


def _put_one_off(now: datetime) -> None:
    """The second day of the chair still to come gives way to a session elsewhere."""
    today = timezone.localdate(now)
    ahead = Meeting.objects.filter(kind=Kind.PERIODIC, status=Status.POSTED, day__gt=today).order_by("day")[
        1:2
    ]
    for meeting in ahead:
        workflow.postpone(
            meeting,
            day=calendar.current().add_working_days(meeting.day, 2),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place,
            words="Chủ tịch UBND xã dự kỳ họp theo triệu tập của tỉnh",
            by=User.objects.get(username="tiepdan"),
            now=now,
        )


def _load_today(now: datetime) -> None:
    """A reception of today with three who registered and two who came without, to try the waiting line on."""
    keeper, organ = User.objects.get(username="tiepdan"), Unit.objects.get(code="ubnd")
    today = timezone.localdate(now)
    before = _at(today - timedelta(days=1), 9)
    written = {
        "organ": organ,
        "post": Post.objects.get(unit=organ, is_head=True),
        "kind": Kind.EXTRAORDINARY,
        "day": today,
        "starts_at": time(7, 30),
        "ends_at": time(17),
        "place": PLACE,
        "participants": "Chủ tịch UBND xã; Văn phòng HĐND và UBND",
        "content": "Tiếp các hộ có ý kiến về tuyến đường liên thôn.",
        "house_rules": HOUSE_RULES,
        "capacity": 5,
    }
    meeting = workflow.enter(written=written, by=keeper, now=before, is_sample=True)
    meeting = workflow.post(meeting, by=keeper, now=before)
    made = [_registered(meeting, *who, now=before) for who in CAME_REGISTERED]
    for number, (registration, priority) in enumerate([(made[0], ""), (None, ""), (None, Priority.ELDERLY)]):
        workflow.check_in(
            meeting=meeting,
            registration=registration,
            people=1,
            priority=priority,
            form_key=f"demo-{meeting.pk}-{number}",
            by=keeper,
            now=now,
        )


def _registered(meeting: Meeting, name: str, people: int, matter: str, *, now: datetime) -> Registration:
    contact = {"full_name": name, "phone": "+84912000000", "email": ""}
    wish = workflow.Wish(people=people, matter=matter, needs="", contact=contact)
    key = f"demo-{meeting.pk}-{name}"
    return workflow.register(meeting=meeting, wish=wish, form_key=key, now=now)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
