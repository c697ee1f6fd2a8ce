"""The demo of dialogues and voter meetings: held ones with what was raised, a dialogue ahead."""

from datetime import date, datetime, time

from django.utils import timezone

from officials.models import Official, Post, Unit, User
from portal.clocks import calendar
from sessions_app import queries, workflow
from sessions_app.models import CouncilSession, Meeting, Point
from sessions_app.states import Audience, Competence, Kind, Result, VoterForm, Way

DAYS_BACK, DAYS_AHEAD = 40, 12
QUESTIONS = (
    (
        "HTX Cam sành Hàm Yên",
        "dat_dai",
        "Hồ sơ thuê đất xây kho lạnh nộp từ tháng 6 chưa có kết quả.",
        Way.IN_WRITING,
        "",
    ),
    (
        "Công ty TNHH Gỗ Tân Yên",
        "ha_tang",
        "Đường vào cụm công nghiệp hỏng, xe container không vào được.",
        Way.AT_ONCE,
        "UBND xã đã bố trí vốn, sửa xong trước ngày 31/12.",
    ),
    (
        "Hộ kinh doanh Nông Thị Sen",
        "thu_tuc",
        "Đề nghị hướng dẫn đăng ký hộ kinh doanh qua mạng.",
        Way.AT_ONCE,
        "Trung tâm Phục vụ hành chính công hướng dẫn trực tiếp, cả sáng thứ Bảy.",
    ),
)
PROMISES = (
    (
        "Trả lời bằng văn bản về hồ sơ thuê đất xây kho lạnh",
        "Văn bản trả lời",
        20,
        100,
        "Văn bản số 41/UBND-KT",
    ),
    ("Sửa đường vào cụm công nghiệp", "Đoạn đường 1,2 km đã sửa", 55, 40, ""),
)


VOTERS = (
    (
        "Nhà văn hóa thôn Tân Tiến",
        ("Đề nghị sửa cầu tràn thôn Tân Tiến.", "ha_tang", Competence.COMMUNE, True),
        ("Đề nghị nâng mức hỗ trợ bảo hiểm y tế cho hộ cận nghèo.", "y_te", Competence.PROVINCE, False),
    ),
    (
        "Nhà văn hóa Tổ dân phố Tân Bắc",
        ("Rác chợ không được thu gom ngày cuối tuần.", "moi_truong", Competence.COMMUNE, False),
        ("Đề nghị kéo điện ba pha cho xưởng chè.", "ha_tang", Competence.PROVINCE, False),
    ),
)


def load(now: datetime) -> None:
    _held(now)
    _voters(now)
    _ahead(now)


def _written(day: date, content: str) -> dict[str, object]:
    organ = Unit.objects.get(code="ubnd")
    return {
        "organ": organ,
        "post": Post.objects.get(unit=organ, is_head=True),
        "kind": Kind.DIALOGUE,
        "audience": Audience.ENTERPRISES,
        "title": "Đối thoại với doanh nghiệp, hợp tác xã",
        "day": day,
        "starts_at": time(13, 30),
        "ends_at": time(16, 30),
        "place": "Hội trường UBND xã Hàm Yên",
        "participants": "Lãnh đạo UBND xã; doanh nghiệp, hợp tác xã, hộ kinh doanh trên địa bàn",
        "content": content,
    }


def _ahead(now: datetime) -> None:
    keeper = User.objects.get(username="vanthu")
    day = calendar.current().add_working_days(timezone.localdate(now), DAYS_AHEAD)
    written = _written(day, "Vướng mắc về đất đai, thủ tục hành chính, vay vốn; kiến nghị lần trước.")
    meeting = workflow.enter(written=written, by=keeper, now=now, is_sample=True)
    workflow.post(meeting, by=keeper, now=now)


def _held(now: datetime) -> None:
    keeper = User.objects.get(username="vanthu")
    today = timezone.localdate(now)
    day = calendar.current().add_working_days(date.fromordinal(today.toordinal() - DAYS_BACK), 0)
    before = _at(date.fromordinal(day.toordinal() - 20), 9)
    written = _written(day, "Vướng mắc của doanh nghiệp, hợp tác xã năm nay.")
    meeting = workflow.enter(written=written, by=keeper, now=before, is_sample=True)
    meeting = workflow.post(meeting, by=keeper, now=before)
    chair = queries.holder_on(meeting.post_id or 0, day)
    if chair is None:
        return
    then = _at(day, 17)
    meeting = workflow.hold(meeting, found=workflow.Held(chair, attendance=38), by=keeper, now=then)
    _minutes(meeting, str(chair), keeper, then)
    _promises(meeting, keeper, now, then)


def _voters(now: datetime) -> None:
    """One round of voter meetings before a council session, at two places."""
    keeper, organ = User.objects.get(username="vanthu.hdnd"), Unit.objects.get(code="hdnd")
    today = timezone.localdate(now)
    day = calendar.current().add_working_days(date.fromordinal(today.toordinal() - DAYS_BACK // 2), 0)
    before, then = _at(date.fromordinal(day.toordinal() - 15), 9), _at(day, 17)
    opens_on = calendar.current().add_working_days(today, DAYS_AHEAD)
    session = CouncilSession.objects.create(organ=organ, title="Kỳ họp cuối năm", opens_on=opens_on)
    deputies = Official.objects.filter(tenures__post__unit__in=[organ, *organ.departments.all()]).distinct()
    unit = Unit.objects.get(code="phong-kinh-te")
    for place, *opinions in VOTERS:
        written = _written(day, "Tiếp thu ý kiến cử tri trước kỳ họp cuối năm.")
        written |= {"organ": organ, "kind": Kind.VOTERS, "audience": "", "place": place}
        written |= {
            "post": Post.objects.get(unit=organ, is_head=True),
            "participants": "Đại biểu HĐND xã, cử tri",
        }
        written |= {"title": "Tiếp xúc cử tri trước kỳ họp", "voter_form": VoterForm.BEFORE_SESSION}
        written |= {"council_session": session, "deputies": deputies}
        meeting = workflow.enter(written=written, by=keeper, now=before, is_sample=True)
        meeting = workflow.post(meeting, by=keeper, now=before)
        chair = queries.holder_on(meeting.post_id or 0, day)
        if chair is not None:
            meeting = workflow.hold(meeting, found=workflow.Held(chair, attendance=45), by=keeper, now=then)
        for number, (text, field, competence, is_repeated) in enumerate(opinions):
            said = {"text": text, "field": field, "competence": competence, "is_repeated": is_repeated}
            said |= {"way": Way.IN_WRITING, "unit": unit if competence == "xa" else None}
            said |= {"due_on": opens_on}
            key = f"demo-{meeting.pk}-v{number}"
            point = workflow.add_point(meeting=meeting, written=said, form_key=key, by=keeper, now=then)
            if is_repeated:
                _answer(point, keeper, then)


def _answer(point: Point, keeper: User, then: datetime) -> None:
    words = "Đã đưa vào kế hoạch năm tới; thôn được thông báo ngày khởi công."
    workflow.reply(
        point,
        reply=words,
        reply_doc="21/UBND-KT",
        result=Result.TO_COME,
        version=point.version,
        by=keeper,
        now=then,
    )


def _minutes(meeting: Meeting, chair: str, keeper: User, then: datetime) -> None:
    unit = Unit.objects.get(code="phong-kinh-te")
    for number, (speaker, field, text, way, answer) in enumerate(QUESTIONS):
        written: dict[str, object] = {
            "speaker": speaker,
            "field": field,
            "text": text,
            "way": way,
            "answer": answer,
        }
        written |= {"unit": unit if way == Way.IN_WRITING else None}
        key = f"demo-{meeting.pk}-q{number}"
        workflow.add_point(meeting=meeting, written=written, form_key=key, by=keeper, now=then)
    words = {
        "began_at": time(13, 30),
        "ended_at": time(16, 20),
        "present": f"{chair}, Chủ tịch UBND xã\nĐại diện 38 doanh nghiệp, hợp tác xã, hộ kinh doanh",
        "absent": "",
        "course": "Chủ tịch UBND xã nghe từng ý kiến và trả lời tại chỗ những việc đã rõ.",
        "conclusion": "Giao các đơn vị thực hiện các việc dưới đây, báo cáo kết quả đúng hạn.",
        "differences": "",
        "secretary": keeper.full_name,
    }
    workflow.write_minutes(meeting, written=words, version=None, by=keeper, now=then)
    workflow.sign_minutes(meeting, signed_on=meeting.day, by=keeper, now=then)
    workflow.record_notice(about=meeting, number="15/TB-UBND", signed_on=meeting.day, by=keeper, now=then)


def _promises(meeting: Meeting, keeper: User, now: datetime, then: datetime) -> None:
    leader, unit = User.objects.get(username="lanhdao"), Unit.objects.get(code="phong-kinh-te")
    for number, (words, product, days, percent, evidence) in enumerate(PROMISES):
        what = workflow.Promised(
            words, unit, date.fromordinal(meeting.day.toordinal() + days), product, is_public=True
        )
        key = f"demo-{meeting.pk}-p{number}"
        made = workflow.promise(meeting=meeting, what=what, form_key=key, by=keeper, now=then)
        workflow.report(made, text="Đang thực hiện", percent=percent, by=keeper, now=now)
        if evidence:
            workflow.end(made, is_done=True, evidence=evidence, by=leader, now=now)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
