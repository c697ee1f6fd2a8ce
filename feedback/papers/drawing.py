"""Draws the templates that come with the portal; `manage.py draw_templates` runs it when one is to change.

Page, margins, sizes and the places of the parts follow Decree 30/2020, Annex I: A4, 20 mm above and below,
30 mm left, 15 mm right, Times New Roman 13 to 14. The Party's and the Front's heads are their own.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxPaper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from feedback.papers.bodies import BODIES, TITLES
from feedback.states import Paper, PaperStyle

FONT = "Times New Roman"
WIDTH = 165  # mm between the margins
MIDDLE, JUSTIFY, LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
)
KEPT_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}


def drawn(kind: Paper, style: PaperStyle) -> bytes:
    paper = _sheet()
    _head(paper, kind, style)
    _title(paper, kind)
    for block in BODIES[kind]:
        if block == "papers":
            _list_of_papers(paper)
        else:
            addressed = block.startswith(("Kính gửi", "(Địa chỉ"))
            _say(paper, block, align=MIDDLE if addressed else JUSTIFY, indent=not addressed, after=6)
    _foot(paper, kind)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _sheet() -> DocxPaper:
    """An empty A4 sheet with nothing of the library's own styles, pictures and properties."""
    paper = Document()
    for style in list(paper.styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    package = paper.part.package
    for key, link in list(package.rels.items()):
        if link.reltype.endswith("thumbnail"):
            del package.rels[key]
    for key, link in list(paper.part.rels.items()):
        if link.reltype.endswith(("customXml", "stylesWithEffects")):
            del paper.part.rels[key]
    properties = paper.core_properties
    properties.author = properties.comments = properties.title = ""
    return paper


def _say(
    holder: DocxPaper | _Cell,
    words: str,
    *,
    align: WD_ALIGN_PARAGRAPH = MIDDLE,
    size: float = 14,
    look: str = "",
    indent: bool = False,
    after: float = 0,
) -> Any:
    """One paragraph; `look` has b, i or u for bold, italic and underlined."""
    # A new cell has one paragraph without a run: it is used first.
    unused = isinstance(holder, _Cell) and len(holder.paragraphs) == 1 and not holder.paragraphs[0].runs
    paragraph = holder.paragraphs[0] if unused else holder.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.bold, run.italic, run.underline = "b" in look, "i" in look, "u" in look
    return paragraph


def _rule(holder: _Cell, share: float, width: float) -> None:
    """A line below the words above it, as long as a share of the cell."""
    paragraph = _say(holder, "", size=4)
    side = Mm(width * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_after = Pt(4)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    before = properties.find(qn("w:spacing"))
    before.addprevious(borders)


def _columns(paper: DocxPaper, widths: Sequence[float], rows: int = 1) -> Table:
    table = paper.add_table(rows=rows, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _head(paper: DocxPaper, kind: Paper, style: PaperStyle) -> None:
    """Who writes on the left; the state's or the Party's name, place and date on the right."""
    wide = 80 if style == PaperStyle.PARTY else 65
    left, right = _columns(paper, (wide, WIDTH - wide)).rows[0].cells
    _say(left, "{{co_quan_cap_tren}}", size=13)
    _say(left, "{{co_quan}}", size=13, look="b")
    if style == PaperStyle.PARTY:
        _say(left, "*", size=13)
        _say(right, "ĐẢNG CỘNG SẢN VIỆT NAM", size=15, look="b")
        _rule(right, 0.8, WIDTH - wide)
    else:
        _rule(left, 0.4, wide)
        _say(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, look="b")
        _say(right, "Độc lập - Tự do - Hạnh phúc", size=13, look="b")
        _rule(right, 0.58, WIDTH - wide)
    if kind != Paper.GIAY_BIEN_NHAN:
        _say(
            left, "Số {{so}}-{{ky_hieu}}" if style == PaperStyle.PARTY else "Số: {{so}}/{{ky_hieu}}", size=13
        )
    if kind == Paper.VAN_BAN_TRA_LOI:
        _say(left, "V/v trả lời {{loai_don}} của công dân", size=12)
    _say(right, "{{dia_danh}}, {{ngay_thang_nam}}", look="i")
    _say(paper, "", size=8)


def _title(paper: DocxPaper, kind: Paper) -> None:
    for number, line in enumerate(TITLES[kind]):
        _say(paper, line, look="b", after=10 if number + 1 == len(TITLES[kind]) else 0)


def _list_of_papers(paper: DocxPaper) -> None:
    table = _columns(paper, (12, 88, 22, 43), rows=2)
    heads = ("TT", "Tên tài liệu", "Số trang", "Tình trạng")
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        _say(cell, words, size=13, look="b")
    fields = ("{{tt}}", "{{ten_tai_lieu}}", "{{so_trang}}", "{{tinh_trang}}")
    for cell, words in zip(table.rows[1].cells, fields, strict=True):
        _say(cell, words, size=13, align=LEFT if "ten" in words or "tinh" in words else MIDDLE)
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        line.set(qn("w:val"), "single")
        line.set(qn("w:sz"), "4")
        borders.append(line)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    _say(paper, "", size=6)


def _foot(paper: DocxPaper, kind: Paper) -> None:
    """Who gets a copy on the left, who signs on the right; the receipt is signed by both sides."""
    _say(paper, "", size=8)
    left, right = _columns(paper, (78, 87)).rows[0].cells
    if kind == Paper.GIAY_BIEN_NHAN:
        _say(left, "NGƯỜI CUNG CẤP", size=13, look="b")
        _say(left, "(Ký hoặc điểm chỉ, ghi rõ họ tên)", size=13, look="i", after=60)
        _say(left, "{{ho_ten}}", size=14, look="b")
        _say(right, "NGƯỜI NHẬN", size=13, look="b")
        _say(right, "(Ký, ghi rõ họ tên)", size=13, look="i", after=60)
        _say(right, "{{ten_can_bo}}", size=14, look="b")
        return
    _say(left, "Nơi nhận:", align=LEFT, size=12, look="bi")
    copies = ["- Như trên;", "- Lưu: VT, hồ sơ."]
    if kind == Paper.PHIEU_CHUYEN_DON:
        copies.insert(1, "- {{nguoi_gui}} (thay trả lời);")
    for line in copies:
        _say(left, line, align=LEFT, size=11)
    _say(right, "{{chuc_vu_nguoi_ky}}", size=14, look="b")
    _say(right, "", size=14, after=60)
    _say(right, "{{ten_nguoi_ky}}", size=14, look="b")
