"""The demo of the letter box: an opening that is finished, one whose letters still wait; none is real."""

from datetime import datetime, timedelta

from django.utils import timezone

from feedback import workflow
from feedback.demo_walk import Staff
from feedback.models import BoxOpening, LetterBox
from feedback.workflow import DeskEntry, Found, Intake
from officials.models import User
from officials.roles import Role

KEY = "demo-box"
WITNESS = {"name": "Hoàng Thị Lả", "post": "Phó Chủ tịch Ủy ban Mặt trận Tổ quốc xã"}
TO_ONE = {"to": "Đồng chí Chủ tịch Ủy ban nhân dân xã", "taken_by": "Nguyễn Thị Thơm, Văn phòng"}
LETTERS = (
    "Đèn đường đoạn từ chợ đến cầu hỏng ba bóng, buổi tối các cháu đi học về rất tối. Đề nghị xã cho thay.",
    "Tôi đề nghị bộ phận một cửa dán giờ làm việc ở ngoài cổng, để người ở thôn xa khỏi đi về hai lần.",
    "Loa thôn phát lúc 5 giờ sáng quá to, nhà có người ốm không ngủ được. Xin cho phát muộn hơn một giờ.",
)


def load(staff: Staff, now: datetime) -> None:
    """Load it unless it is there."""
    if BoxOpening.objects.filter(form_key__startswith=KEY).exists():
        return
    organ = staff.units["ubnd"]
    clerk = staff.holder(Role.CLERK, organ)
    box, _made = LetterBox.objects.get_or_create(
        organ=organ,
        name="Hòm thư góp ý cổng trụ sở",
        defaults={
            "place": "Cổng trụ sở Ủy ban nhân dân xã",
            "opening_days": [1, 4],
            "schedule_from": timezone.localdate(now) - timedelta(days=30),
        },
    )
    first = _opened(box, clerk, now - timedelta(days=9), 1, envelopes=5, empty=1, named_envelopes=[TO_ONE])
    for number, text in enumerate(LETTERS, start=1):
        _entered(first, clerk, number, text)
    workflow.finish_opening(first, by=clerk, now=first.started_at + timedelta(hours=1))
    second = _opened(box, clerk, now - timedelta(days=2), 2, envelopes=3)
    _entered(second, clerk, 4, "")


def _opened(box: LetterBox, clerk: User, day: datetime, number: int, **counts: object) -> BoxOpening:
    at = timezone.localtime(day).replace(hour=8, minute=30, second=0, microsecond=0)
    found = Found(
        opened_at=at,
        opened_by=[{"name": clerk.full_name, "post": "Văn thư"}],
        witnesses=[WITNESS],
        **counts,  # type: ignore[arg-type]
    )
    key = f"{KEY}-{number}"
    return workflow.open_box(box=box, found=found, form_key=key, by=clerk, now=at + timedelta(minutes=20))


def _entered(opening: BoxOpening, clerk: User, number: int, text: str) -> None:
    entry = DeskEntry(
        intake=Intake(words={"title": "", "body": text, "place": ""}, anonymous=True),
        form_key=f"{KEY}-letter-{number}",
        organ=opening.box.organ,
        received_on=timezone.localdate(opening.opened_at),
        is_transcribed=bool(text),
    )
    now = opening.started_at + timedelta(minutes=5 * number)
    workflow.enter_from_box(opening, entry=entry, by=clerk, now=now)
