"""Two letters of the demo: one with three matters, and one in which an official may be named."""

from datetime import datetime, timedelta
from typing import Any

from feedback import emails, naming, states, workflow
from feedback.demo_walk import Staff
from feedback.models import Submission
from feedback.workflow import Intake
from feedback.workflow.splitting import Part
from officials.models import Official
from officials.roles import Role
from portal.outbox import queue

A = states.Action
ROAD = "Đường từ cổng chào vào nhà văn hóa thôn sụt một đoạn dài, xe tải không vào được."
WATER = "Nước máy thôn tôi ba tuần nay chảy yếu, buổi trưa mất hẳn. Đề nghị xem lại trạm bơm."
CARD = "Thẻ bảo hiểm y tế của mẹ tôi làm lại từ tháng trước chưa thấy về."
PARTS = (
    Part("Nước máy chảy yếu", WATER, states.LegalKind.KIEN_NGHI, states.Field.HA_TANG),
    Part("Thẻ bảo hiểm y tế chậm", CARD, states.LegalKind.HOI_DAP, states.Field.Y_TE),
)
THANKS = "Tôi đi làm giấy khai sinh cho cháu, được {name} hướng dẫn tận tình, một buổi là xong."


def load(staff: Staff, now: datetime) -> None:
    """The second matter cut out is merged with its letter again; the name waits for the clerk's word."""
    clerk, at = staff.holder(Role.CLERK, staff.units["ubnd"]), now - timedelta(days=2)
    words = {"title": "Ba việc của thôn", "body": f"{ROAD} {WATER} {CARD}", "declared_kind": "kien_nghi"}
    letter = _sent(words, "demo-letter", at, staff)
    letter = workflow.act(letter, A.SPLIT, by=clerk, now=at + timedelta(hours=3), parts=PARTS)
    for part in letter.parts.filter(title=PARTS[1].title):
        workflow.act(part, A.MERGE, by=clerk, now=at + timedelta(hours=4))
    official = next((each for each in Official.objects.order_by("pk") if _is_found(each)), None)
    if official is not None:
        thanks = {"body": THANKS.format(name=official.full_name), "declared_kind": "khen_ngoi"}
        _sent(thanks, "demo-named", at, staff)


def _is_found(official: Official) -> bool:
    return naming.officials_in(words=(official.full_name,), topic="", field="") == [official.pk]


def _sent(words: dict[str, Any], key: str, at: datetime, staff: Staff) -> Submission:
    intake = Intake(words=words, unit=staff.units["ubnd"])
    case = workflow.submit(intake=intake, form_key=key, now=at).submission
    queue.cancel_unsent(**emails.about(case))
    return case
