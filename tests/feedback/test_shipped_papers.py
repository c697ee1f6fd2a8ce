"""The templates that come with the portal: each paper in each style, and the dates they write."""

from datetime import date

import pytest

from feedback.models import CaseDocument, DocumentTemplate
from feedback.papers import fields, printing, shipped, words
from feedback.states import Paper, PaperStyle
from tests.feedback.test_papers import words_in


@pytest.mark.parametrize("style", PaperStyle)
@pytest.mark.parametrize("kind", Paper)
def test_each_paper_renders_in_each_style_with_every_field_filled(kind: Paper, style: PaperStyle) -> None:
    content = shipped.path_of(kind, style).read_bytes()

    printing.prove(content, kind)

    row = DocumentTemplate(kind=kind, style=style, content=content)
    values = fields.samples(kind) | {"rows": [{name: "x" for name in fields.COLUMNS}]}
    said = words_in(printing.docx_of(CaseDocument(template=row, values=values)))
    head = {
        PaperStyle.STATE: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        PaperStyle.PARTY: "ĐẢNG CỘNG SẢN VIỆT NAM",
        PaperStyle.FRONT: "Độc lập - Tự do - Hạnh phúc",
    }
    assert head[style] in said
    assert "Hàm Yên, ngày 05 tháng 02 năm 2026" in said
    assert "Lò Thị Mẫu" in said
    assert "{{" not in said


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_date_has_the_zeros_the_decree_asks_for(day: date, expected: str) -> None:
    assert words.dated(day, day) == expected


def test_date_left_open_has_blanks() -> None:
    assert words.dated(None, date(2026, 2, 5)).split() == ["ngày", "tháng", "năm", "2026"]
