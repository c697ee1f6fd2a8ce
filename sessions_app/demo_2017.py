"""The demo year 2017 of the former huyện Hàm Yên: its totals are those of the year, its rows are made up.

24 periodic receptions, 126 turns of more than 300 people, one dialogue with enterprises and cooperatives;
none between 15 and 31 December, so that the calendar year and the year of reports agree.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from officials.models import Post, Unit, User
from sessions_app import queries, workflow
from sessions_app.models import Meeting, Schedule
from sessions_app.states import A_CROWD, MANY, Audience, Duty, Kind, Matter, Mode, TurnOutcome
from sessions_app.workflow import Received

YEAR, ORGAN, KEEPER = 2017, "huyen-ubnd", "luutru"
TURNS, GROUPS = 126, {11: 6, 27: 12, 44: 7, 58: 5, 73: 16, 90: 8, 104: 9, 120: 6}
PLACE = "Trụ sở tiếp công dân huyện Hàm Yên, thị trấn Tân Yên"
DIALOGUE_ON, DIALOGUE_PEOPLE = date(2017, 10, 12), 64
FAMILY = ("Hoàng", "Ma", "Nguyễn", "Bàn", "Triệu", "Lý", "Đặng", "Nông", "Trần", "Phùng")
GIVEN = ("Văn Sính", "Thị Lụa", "Tiến Sơn", "Thị Xuân", "Văn Khánh", "Thị Hoà", "Văn Tài", "Thị Mụi")
COMMUNES = (
    "thị trấn Tân Yên",
    "xã Thái Sơn",
    "xã Bình Xa",
    "xã Phù Lưu",
    "xã Yên Phú",
    "xã Thái Hòa",
    "xã Hùng Đức",
)
MATTERS = (
    (Matter.PETITION, "Đề nghị cấp lại giấy chứng nhận quyền sử dụng đất bị ghi sai diện tích"),
    (Matter.PETITION, "Đề nghị hỗ trợ sửa đường liên thôn bị sạt sau mưa lũ"),
    (Matter.REPORT, "Phản ánh bãi rác gần nhà văn hóa thôn gây mùi"),
    (Matter.COMPLAINT, "Khiếu nại mức bồi thường khi thu hồi đất làm đường"),
    (Matter.PETITION, "Đề nghị xét hộ nghèo, chế độ người có công"),
    (Matter.REPORT, "Phản ánh việc bình xét hỗ trợ giống cây ở thôn"),
)
OUTCOMES = (TurnOutcome.ANSWERED, TurnOutcome.GUIDED, TurnOutcome.ACCEPTED, TurnOutcome.FORWARDED)


def load() -> None:
    """Load it once, through the workflow, each step at its time."""
    organ = Unit.objects.filter(code=ORGAN).first()
    keeper = User.objects.filter(username=KEEPER).first()
    if organ is None or keeper is None or Meeting.objects.filter(organ=organ).exists():
        return
    post = Post.objects.get(unit=organ, is_head=True)
    days = _days(post, keeper)
    numbers = iter(range(1, TURNS + 1))
    chance = Random(YEAR)  # noqa: S311 – invented rows
    for place, meeting in enumerate(days):
        for _turn in range(TURNS // len(days) + (place < TURNS % len(days))):
            _receive(meeting, next(numbers), chance, keeper)
        chair = queries.holder_on(post.pk, meeting.day)
        if chair is not None:
            workflow.hold(meeting, found=workflow.Held(chair), by=keeper, now=_at(meeting.day, 16))
    _dialogue(post, keeper)


def _days(post: Post, keeper: User) -> list[Meeting]:
    """Two days a month, as the law asked of the chair of a district then (Art. 13(5), Law 42/2013)."""
    schedule = Schedule.objects.create(
        post=post,
        kind=Kind.PERIODIC,
        duty=Duty.CHAIR_DISTRICT,
        month_days=[8, 14],
        starts_at=time(8),
        ends_at=time(11, 30),
        place=PLACE,
        participants="Lãnh đạo UBND huyện; Ban Tiếp công dân; phòng, ban có vụ việc liên quan",
        valid_from=date(YEAR, 1, 1),
        valid_to=date(YEAR, 12, 31),
    )
    then = _at(date(YEAR - 1, 12, 14), 9)
    made = workflow.plan_year(schedule=schedule, year=YEAR, by=keeper, now=then, is_sample=True).made
    return [workflow.post(meeting, by=keeper, now=then) for meeting in made]


def _receive(meeting: Meeting, number: int, chance: Random, keeper: User) -> None:
    people = GROUPS.get(number) or chance.choice((1, 2, 2, 3, 3))
    kind, matter = MATTERS[number % len(MATTERS)]
    outcome = OUTCOMES[number % len(OUTCOMES)]
    name = f"{FAMILY[number % len(FAMILY)]} {GIVEN[number % len(GIVEN)]}"
    found = Received(
        contact={"full_name": name, "address": COMMUNES[number % len(COMMUNES)]},
        people=people,
        representatives=0 if people < A_CROWD else 2 if people <= MANY else 4,
        matter=matter,
        kind=kind,
        outcome=outcome,
        is_again=number % 9 == 0,
        outcome_body="Phòng Tài nguyên và Môi trường" if outcome == TurnOutcome.FORWARDED else "",
    )
    at = _at(meeting.day, 9) + timedelta(minutes=number % 90)
    key = f"demo-2017-{number}"
    workflow.receive(meeting=meeting, found=found, form_key=key, by=keeper, now=at, is_sample=True)


def _dialogue(post: Post, keeper: User) -> None:
    written = {
        "organ": post.unit,
        "post": post,
        "kind": Kind.DIALOGUE,
        "audience": Audience.ENTERPRISES,
        "mode": Mode.IN_PERSON,
        "title": "Đối thoại giữa lãnh đạo huyện với doanh nghiệp, hợp tác xã",
        "day": DIALOGUE_ON,
        "starts_at": time(8),
        "ends_at": time(11, 30),
        "place": "Hội trường UBND huyện Hàm Yên",
    }
    then = _at(DIALOGUE_ON - timedelta(days=20), 9)
    meeting = workflow.enter(written=written, by=keeper, now=then, is_sample=True)
    meeting = workflow.post(meeting, by=keeper, now=then)
    chair = queries.holder_on(post.pk, DIALOGUE_ON)
    if chair is not None:
        held = workflow.Held(chair, attendance=DIALOGUE_PEOPLE)
        workflow.hold(meeting, found=held, by=keeper, now=_at(DIALOGUE_ON, 16))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
