"""The reception register of a year as a workbook: Mẫu số 03/TCD, Decree 154/2026, its twelve columns."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.identity import phones
from sessions_app.models import Turn, TurnBook
from sessions_app.states import TurnOutcome
from sessions_app.workbooks import blank, formats, landscape

WIDTHS = (6, 11, 30, 17, 44, 11, 8, 20, 9, 22, 22, 22, 28)
HEAD = (
    "STT", "Ngày tiếp", "Họ tên, địa chỉ", "Số CCCD/Hộ chiếu", "Tóm tắt nội dung vụ việc", "Phân loại",
    "Số người", "Cơ quan đã giải quyết", "Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn", "Chuyển đơn",
    "Theo dõi kết quả giải quyết", "Ghi chú",
)  # fmt: skip
OF_ACTION = (8, 10)  # the columns under "Hướng xử lý"
GUIDED = (TurnOutcome.RETURNED, TurnOutcome.GUIDED)
ON_PAPER = (TurnOutcome.ACCEPTED, *GUIDED, TurnOutcome.FORWARDED)


def write(book: TurnBook, turns: Iterable[Turn]) -> bytes:
    """The workbook, in Vietnamese whatever the page; `turns` with person, ground and remarks."""
    out = BytesIO()
    with blank(out) as workbook, translation.override("vi"):
        looks = formats(workbook)
        sheet = workbook.add_worksheet(f"Sổ tiếp công dân {book.year}"[:31])
        landscape(sheet, WIDTHS, "Mẫu số 03/TCD, Nghị định 154/2026/NĐ-CP")
        first = _head(sheet, book, looks)
        for row, turn in enumerate(turns, first):
            for column, value in enumerate(_cells(turn)):
                _put(sheet, row, column, value, looks)
    return out.getvalue()


def _head(sheet: Any, book: TurnBook, looks: dict[str, Any]) -> int:
    """Organ, title, two rows of headings and their numbers; returns the first row of the body."""
    last, (begin, end) = len(HEAD) - 1, OF_ACTION
    sheet.merge_range(0, 0, 0, 4, book.organ.name.upper(), looks["plain"])
    sheet.merge_range(0, last - 3, 0, last, "Mẫu số 03/TCD", looks["right"])
    sheet.merge_range(1, 0, 1, last, f"SỔ TIẾP CÔNG DÂN NĂM {book.year}", looks["title"])
    for column, words in enumerate(HEAD):
        if begin <= column <= end:
            sheet.write_string(4, column, words, looks["head"])
        else:
            sheet.merge_range(3, column, 4, column, words, looks["head"])
    sheet.merge_range(3, begin, 3, end, "Hướng xử lý", looks["head"])
    for column in range(last):
        sheet.write_number(5, column, column + 1, looks["number"])
    sheet.write_blank(5, last, None, looks["number"])
    sheet.freeze_panes(6, 1)
    sheet.repeat_rows(3, 5)
    return 6


def _put(sheet: Any, row: int, column: int, value: str | int, looks: dict[str, Any]) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value, looks["middle"])
    else:
        sheet.write_string(row, column, value, looks["cell"])


def _cells(turn: Turn) -> list[str | int]:
    person = turn.person
    phone = phones.shown(person.phone) if person.phone else ""
    sent = " ".join(filter(None, (turn.outcome_body, turn.outcome_doc)))
    return [
        turn.number,
        f"{turn.received_on:%d/%m/%Y}",
        "\n".join(filter(None, (person.full_name, person.address, phone))),
        person.id_number,
        "\n".join(filter(None, (turn.matter, turn.requests))),
        str(turn.get_kind_display()),
        turn.people,
        turn.settled_by,
        "x" if turn.outcome == TurnOutcome.ACCEPTED else "",
        (sent or "x") if turn.outcome in GUIDED else "",
        sent if turn.outcome == TurnOutcome.FORWARDED else "",
        "" if turn.outcome in ON_PAPER else _followed(turn),
        _remarks(turn),
    ]


def _followed(turn: Turn) -> str:
    basis = turn.ground.legal_basis if turn.ground is not None else ""
    return ". ".join(filter(None, (str(turn.get_outcome_display()), basis, turn.outcome_doc)))


def _remarks(turn: Turn) -> str:
    late = {"day": f"{turn.recorded_at:%d/%m/%Y}"}
    known = [
        _("again in this matter") if turn.is_again else "",
        _("Entered later, on %(day)s.") % late if turn.is_late else "",
        *(remark.text for remark in turn.remarks.all()),
    ]
    return ". ".join(words.rstrip(".") for words in known if words)
