"""First holidays and rules with their sources; workflow.seed leaves alone what an office edited."""

from collections.abc import Iterator
from datetime import date

import holidays as library
from django.utils import timezone

from portal.clocks import workflow
from portal.clocks.models import Holiday, Rule

YEARS = range(2024, 2031)
LAST_DECIDED_YEAR = 2026

TET = ("Nghỉ Tết Nguyên đán", "Lunar New Year")
CULTURE_DAY = "Vietnam Cultural Day"
NAMES = {
    "New Year's Day": ("Tết Dương lịch", "New Year's Day"),
    "Lunar New Year's Eve": TET,
    "Lunar New Year": TET,
    "29 of Lunar New Year": TET,
    "Second Day of Lunar New Year": TET,
    "Third Day of Lunar New Year": TET,
    "Fourth Day of Lunar New Year": TET,
    "Fifth Day of Lunar New Year": TET,
    "Hung Kings' Commemoration Day": ("Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration Day"),
    "Liberation Day/Reunification Day": ("Ngày Chiến thắng", "Victory Day"),
    "International Labor Day": ("Ngày Quốc tế Lao động", "International Labour Day"),
    "National Day": ("Quốc khánh", "National Day"),
    CULTURE_DAY: ("Ngày Văn hóa Việt Nam", "Vietnam Culture Day"),
}
IN_LIEU = " (observed)"

LABOUR_CODE = "Bộ luật Lao động 45/2019/QH14, Điều 112"
LABOUR_CODE_IN_LIEU = "Bộ luật Lao động 45/2019/QH14, khoản 3 Điều 111"
CULTURE_DAY_SOURCE = "Nghị quyết 80-NQ/TW ngày 07/01/2026; chưa thấy luật quy định ngày nghỉ"
SWAPS = [
    (date(2024, 4, 29), date(2024, 5, 4), "Công văn 2450/VPCP-KGVX năm 2024"),
    (date(2025, 5, 2), date(2025, 4, 26), "Thông báo 6150/TB-BLĐTBXH năm 2024"),
    (date(2026, 1, 2), date(2026, 1, 10), "Công văn 12729/VPCP-KGVX ngày 25/12/2025"),
    (date(2026, 8, 31), date(2026, 8, 22), "Lịch nghỉ Quốc khánh năm 2026"),
]

RECEPTION_LAW = "Luật Tiếp công dân 42/2013/QH13"
RECEPTION_LAW_SINCE = date(2014, 7, 1)
DECREES_OF_2026_SINCE = date(2026, 7, 1)


def load() -> None:
    workflow.seed(holidays=holidays(), rules=rules(), now=timezone.now())


def holidays() -> list[Holiday]:
    return [*_public_holidays(), *_swapped_days()]


def rules() -> list[Rule]:
    return [
        *_office_targets(),
        *_office_limits(),
        *_after_meetings(),
        *_terms_of_law(),
        *_complaint_acceptance(),
        _denunciation_acceptance(),
    ]


def _public_holidays() -> Iterator[Holiday]:
    """What the library knows, but for its swaps (one is missing) and 24/11 (no law makes it a day off)."""
    swapped = {day for pair in SWAPS for day in pair[:2]}
    for day, title in sorted(library.country_holidays("VN", years=YEARS, language="en_US").items()):
        if day not in swapped:
            yield _public_holiday(day, title)


def _public_holiday(day: date, title: str) -> Holiday:
    in_lieu = title.endswith(IN_LIEU)
    title = title.removesuffix(IN_LIEU)
    name, name_en = NAMES[title]
    is_law = title != CULTURE_DAY
    return Holiday(
        day=day,
        name=f"Nghỉ bù: {name}" if in_lieu else name,
        name_en=f"In lieu: {name_en}" if in_lieu else name_en,
        source=(LABOUR_CODE_IN_LIEU if in_lieu else LABOUR_CODE) if is_law else CULTURE_DAY_SOURCE,
        is_counted=is_law,
        is_confirmed=is_law and day.year <= LAST_DECIDED_YEAR,
    )


def _swapped_days() -> Iterator[Holiday]:
    for off, worked, source in SWAPS:
        yield Holiday(
            day=off,
            name=f"Nghỉ, làm bù ngày {worked:%d/%m/%Y}",
            name_en=f"Day off, worked on {worked:%d/%m/%Y} instead",
            source=source,
            is_confirmed=True,
        )
        yield Holiday(
            day=worked,
            kind=Holiday.Kind.WORKED,
            name=f"Làm bù cho ngày {off:%d/%m/%Y}",
            name_en=f"Worked instead of {off:%d/%m/%Y}",
            source=source,
            is_confirmed=True,
        )


def _office_targets() -> list[Rule]:
    """Days the office sets for itself; they reach back so that older cases can be told by the same target."""
    return [
        Rule(
            code="notice_target",
            name="Báo hướng xử lý cho người gửi",
            name_en="Tell the sender how the matter is taken up",
            days=10,
            is_confirmed=True,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            code="answer_target",
            name="Trả lời người gửi",
            name_en="Answer the sender",
            days=15,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            code="supplement",
            name="Người gửi bổ sung thông tin",
            name_en="The sender supplies what is missing",
            days=10,
            valid_from=RECEPTION_LAW_SINCE,
        ),
    ]


def _after_meetings() -> list[Rule]:
    """What follows a meeting; for minutes and conclusion the office sets the days, the decree none."""
    return [
        Rule(
            code="meeting_minutes",
            name="Lập và ký biên bản cuộc họp, buổi tiếp",
            name_en="Write and sign the minutes of a meeting",
            days=3,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            code="meeting_conclusion",
            name="Ra thông báo kết luận",
            name_en="Issue the conclusion notice",
            days=7,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            code="refusal_notice",
            name="Thông báo từ chối tiếp công dân",
            name_en="Notify a refusal to receive in writing",
            days=3,
            legal_basis="Điều 4 Nghị định 154/2026/NĐ-CP",
            is_statutory=True,
            is_confirmed=True,
            valid_from=DECREES_OF_2026_SINCE,
        ),
    ]


def _office_limits() -> list[Rule]:
    """What no law sets and the office may: another look, a later day, a late entry."""
    return [
        Rule(
            code="reopen",
            name="Người gửi đề nghị xem lại câu trả lời",
            name_en="The sender asks for another look at the answer",
            days=30,
            unit=Rule.Unit.CALENDAR,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            # As long as the target it moves, and once for each: no law sets it, the office may.
            code="extension_most",
            name="Lùi ngày trả lời, nhiều nhất",
            name_en="A later day for the answer, at most",
            days=15,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            # Entered later than this the received day is a claim: the register lists it.
            code="backdating",
            name="Vào sổ sau ngày đến, nhiều nhất",
            name_en="Entered in the register after the received day, at most",
            days=3,
            valid_from=RECEPTION_LAW_SINCE,
        ),
    ]


def _terms_of_law() -> list[Rule]:
    return [
        Rule(
            code="notice",
            name="Thông báo kết quả xử lý ban đầu",
            name_en="Notify the sender whether the matter is accepted, refused or passed on",
            days=10,
            legal_basis=f"khoản 1 Điều 28 {RECEPTION_LAW}",
            is_statutory=True,
            is_confirmed=True,
            valid_from=RECEPTION_LAW_SINCE,
        ),
        Rule(
            code="alarm_45",
            name="Xử lý xong trong 45 ngày",
            name_en="A petition not processed after 45 days",
            days=45,
            unit=Rule.Unit.CALENDAR,
            legal_basis="điểm b khoản 3 Điều 41 Nghị định 154/2026/NĐ-CP",
            is_statutory=True,
            is_confirmed=True,
            valid_from=DECREES_OF_2026_SINCE,
        ),
        Rule(
            code="calendar_posting",
            name="Niêm yết, công khai lịch tiếp công dân",
            name_en="Post the reception calendar",
            days=5,
            direction=Rule.Direction.BEFORE,
            legal_basis=f"Điều 24 {RECEPTION_LAW}",
            is_statutory=True,
            is_confirmed=True,
            valid_from=RECEPTION_LAW_SINCE,
        ),
    ]


def _complaint_acceptance() -> list[Rule]:
    """The first rule with a history: ten calendar days until 30/06/2026, seven working days since."""
    name, name_en = "Thụ lý khiếu nại", "Accept or refuse a complaint"
    return [
        Rule(
            code="complaint_acceptance",
            name=name,
            name_en=name_en,
            days=10,
            unit=Rule.Unit.CALENDAR,
            legal_basis="Luật Khiếu nại 02/2011/QH13",
            is_statutory=True,
            is_confirmed=True,
            valid_from=date(2012, 7, 1),
            valid_to=date(2026, 6, 30),
        ),
        Rule(
            code="complaint_acceptance",
            name=name,
            name_en=name_en,
            days=7,
            legal_basis="Điều 10 Nghị định 155/2026/NĐ-CP",
            is_statutory=True,
            is_confirmed=True,
            valid_from=DECREES_OF_2026_SINCE,
        ),
    ]


def _denunciation_acceptance() -> Rule:
    """The check of a denunciation; the ten days where several places are asked are not counted."""
    return Rule(
        code="denunciation_acceptance",
        name="Kiểm tra điều kiện thụ lý tố cáo",
        name_en="Accept or refuse a denunciation",
        days=7,
        legal_basis="khoản 1 Điều 24 Luật Tố cáo 25/2018/QH14",
        is_statutory=True,
        is_confirmed=True,
        valid_from=date(2019, 1, 1),
    )
