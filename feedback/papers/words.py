"""What stands in the fields of a paper: what the case and its organ know, and what the clerk typed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from feedback.models import Answer, Submission, style_of
from feedback.papers import fields
from feedback.states import LegalKind, Paper, PaperStyle
from officials.models import Area, Unit
from portal.identity import phones
from portal.identity.models import Person

NUMBER_GAP = "\u00a0" * 8
ONE_LINE = 22
SUMMARY_MOST = 5_000
LEVELS = ("tỉnh ", "thành phố ", "huyện ", "xã ", "phường ", "thị trấn ", "đặc khu ")
# Whom one signs for; the clerk may write another, such as TL. or KT.
SIGNERS = {
    Unit.Kind.PEOPLES_COMMITTEE: "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    Unit.Kind.PEOPLES_COUNCIL: "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH",
    Unit.Kind.PARTY_COMMITTEE: "T/M BAN THƯỜNG VỤ\nBÍ THƯ",
    Unit.Kind.FRONT: "TM. BAN THƯỜNG TRỰC\nCHỦ TỊCH",
    Unit.Kind.ORGANISATION: "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH",
}
SYMBOLS = {
    Unit.Kind.PEOPLES_COMMITTEE: "UBND",
    Unit.Kind.PEOPLES_COUNCIL: "HĐND",
    Unit.Kind.PARTY_COMMITTEE: "ĐU",
    Unit.Kind.FRONT: "MTTQ-BTT",
    Unit.Kind.ORGANISATION: "BTV",
}
ABBREVIATIONS = {Paper.PHIEU_HUONG_DAN: "HD", Paper.PHIEU_CHUYEN_DON: "PC"}
BASES = {
    Paper.PHIEU_HUONG_DAN: "Luật Tiếp công dân năm 2013",
    Paper.PHIEU_CHUYEN_DON: "khoản 2 Điều 26 Luật Tiếp công dân năm 2013",
}
KINDS = {LegalKind.PHAN_ANH: "phản ánh", LegalKind.KIEN_NGHI: "kiến nghị"}
OF_IDENTITY_PAPER = ("so_giay_to", "ngay_cap", "noi_cap")
# Where they are not known, the receipt has dots to write on.
WRITTEN_BY_HAND = ("ho_ten", "dia_chi", "so_dien_thoai", *OF_IDENTITY_PAPER, "chuc_vu_can_bo")


def long_date(day: date) -> str:
    """05 tháng 02 năm 2026: a zero before days under 10 and months 1 and 2 only (Decree 30/2020, Annex I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def dated(day: date | None, today: date) -> str:
    """The date of a paper; blanks for the day and month while it waits for its signature."""
    if day is None:
        return f"ngày {NUMBER_GAP} tháng {NUMBER_GAP} năm {today.year}"
    return f"ngày {long_date(day)}"


def place_name(area: Area) -> str:
    """Hàm Yên of xã Hàm Yên."""
    level = next((level for level in LEVELS if area.name.lower().startswith(level)), "")
    return area.name[len(level) :]


def proposed(case: Submission, kind: Paper, organ: Unit) -> dict[str, str]:
    """What the form offers to begin with; the clerk may write something else."""
    symbol = SYMBOLS.get(Unit.Kind(organ.kind), "")
    known = {
        "co_quan_cap_tren": _above(organ),
        "chuc_vu_nguoi_ky": SIGNERS.get(Unit.Kind(organ.kind), ""),
        "ky_hieu": _symbol(kind, symbol, style_of(organ)),
        "can_cu": BASES.get(kind, ""),
        "noi_dung_don": case.title or case.body[:SUMMARY_MOST],
        "dia_diem": organ.address,
        "so_ban": "02",
        "co_quan_nhan": case.transferred_to,
        "co_quan_tham_quyen": case.transferred_to,
    }
    answer = answer_of(case) if kind == Paper.VAN_BAN_TRA_LOI else None
    return known | ({"noi_dung_don": answer.summary} if answer else {})


def _above(organ: Unit) -> str:
    """People's committees and councils write no body above them (Decree 30/2020, Annex I); others do."""
    if style_of(organ) == PaperStyle.PARTY and organ.area.parent is not None:
        return f"Đảng bộ {organ.area.parent.name}".upper()
    return organ.parent.name.upper() if organ.parent is not None else ""


def _symbol(kind: Paper, organ: str, style: PaperStyle) -> str:
    short = ABBREVIATIONS.get(kind, "")
    if style == PaperStyle.PARTY:
        return f"{short or 'CV'}/{organ}"
    return f"{short}-{organ}" if short else f"{organ}-VP" if organ == "UBND" else organ


def answer_of(case: Submission) -> Answer | None:
    """The answer as it stands: the draft at work, else the one sent last."""
    return case.answers.order_by("-drafted_at", "-pk").first()


def values(
    case: Submission,
    kind: Paper,
    organ: Unit,
    *,
    person: Person | None,
    typed: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Every field of the paper, and under `rows` the list of papers handed over.

    `person` is whom the paper may name; without one it names the sender by the reception number only, and no
    identity paper typed for the receipt is kept.
    """
    today = timezone.localdate(now)
    said: dict[str, Any] = {name: str(typed.get(name) or "") for name in fields.of(kind)}
    said |= _of_organ(organ) | _of_sender(case, person)
    said["ngay_thang_nam"] = dated(typed.get("on"), today)
    said["ngay_nhan"] = long_date(timezone.localdate(case.received_at))
    said["so_tiep_nhan"] = case.reference
    said["loai_don"] = KINDS.get(LegalKind(case.legal_kind), "ý kiến") if case.legal_kind else "ý kiến"
    if "so" in said:
        said["so"] = NUMBER_GAP
    if kind == Paper.VAN_BAN_TRA_LOI:
        said["noi_dung_tra_loi"] = _answer(answer_of(case))
    if kind == Paper.GIAY_BIEN_NHAN:
        said |= {name: "" for name in OF_IDENTITY_PAPER if person is None}
        said |= {name: said[name] or fields.BLANK for name in WRITTEN_BY_HAND}
        said["rows"] = _numbered(typed.get("papers") or [])
    return said


def _of_organ(organ: Unit) -> dict[str, str]:
    return {
        "co_quan": _on_two_lines(organ),
        "ten_co_quan": organ.name,
        "dia_chi_co_quan": organ.address,
        "dien_thoai_co_quan": organ.phone,
        "dia_danh": place_name(organ.area),
    }


def _on_two_lines(organ: Unit) -> str:
    """Capitals; the place of a long name stands on a line of its own, as heads of papers are written."""
    name, place = organ.name.upper(), organ.area.name.upper()
    if len(name) <= ONE_LINE or not name.endswith(f" {place}"):
        return name
    return f"{name.removesuffix(place).strip()}\n{place}"


def _of_sender(case: Submission, person: Person | None) -> dict[str, str]:
    name = person.full_name if person is not None else ""
    with translation.override("vi"):
        tracking = settings.SITE_URL + reverse("feedback:track")
    return {
        "nguoi_gui": f"Ông/Bà {name}" if name else f"người gửi ý kiến số {case.reference}",
        "ho_ten": name,
        "dia_chi": person.address if person is not None else "",
        "so_dien_thoai": phones.shown(person.phone) if person is not None and person.phone else "",
        "dia_chi_tra_cuu": tracking,
    }


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if not answer.promise or answer.promise_unit is None or answer.promise_on is None:
        return answer.text
    day = f"{answer.promise_on:%d/%m/%Y}"
    return f"{answer.text}\nViệc sẽ làm: {answer.promise} ({answer.promise_unit.name}, trước ngày {day})."


def _numbered(papers: list[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"tt": str(n), **paper} for n, paper in enumerate(papers, 1)]
