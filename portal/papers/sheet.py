"""A filled .docx as blocks a template can print as HTML, so that paper and page never say two things."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from portal.papers.package import W

ALIGNED = {
    WD_ALIGN_PARAGRAPH.CENTER: "middle",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}
STEP = 5
# The room left to sign in.
WIDE_GAP = Pt(40)


@dataclass(frozen=True)
class Piece:
    text: str
    bold: bool
    italic: bool
    underline: bool


@dataclass(frozen=True)
class Line:
    """One paragraph; `css` says how it stands, and whether it is a drawn line."""

    pieces: list[Piece]
    css: str
    kind: str = "line"


@dataclass(frozen=True)
class Cell:
    css: str
    blocks: "list[Line | Grid]"


@dataclass(frozen=True)
class Grid:
    """A table; `css` says whether its lines are drawn."""

    rows: list[list[Cell]]
    css: str
    kind: str = "grid"


def blocks(holder: Paper | _Cell) -> list[Line | Grid]:
    return [
        _line(item) if isinstance(item, Paragraph) else _grid(item) for item in holder.iter_inner_content()
    ]


def _line(paragraph: Paragraph) -> Line:
    format_ = paragraph.paragraph_format
    css = [ALIGNED.get(paragraph.alignment or WD_ALIGN_PARAGRAPH.LEFT, "")]
    if paragraph._p.find(f"{W}pPr/{W}pBdr") is not None:
        css.append("ruled")
    if format_.first_line_indent:
        css.append("indented")
    if (format_.space_after or 0) >= WIDE_GAP:
        css.append("gap")
    size = next((run.font.size for run in paragraph.runs if run.font.size), None)
    if size is not None:
        css.append(f"s{round(size.pt)}")
    return Line(list(_pieces(paragraph)), " ".join(filter(None, css)))


def _pieces(paragraph: Paragraph) -> Iterator[Piece]:
    for run in paragraph.runs:
        if run.text:
            yield Piece(run.text, bool(run.bold), bool(run.italic), bool(run.underline))


def _grid(table: Table) -> Grid:
    rows = [[cell for cell in row.cells] for row in table.rows]
    widths = [cell.width or 0 for cell in rows[0]] if rows else []
    whole = sum(widths)
    shares = [f"w{STEP * round(100 * width / whole / STEP)}" if whole else "" for width in widths]
    made = [
        [Cell(shares[n] if n < len(shares) else "", blocks(cell)) for n, cell in enumerate(row)]
        for row in rows
    ]
    return Grid(made, "drawn" if _is_drawn(table) else "")


def _is_drawn(table: Table) -> bool:
    edge: Any = table._tbl.find(f"{W}tblPr/{W}tblBorders/{W}top")
    return edge is not None and edge.get(f"{W}val") not in ("nil", "none")
