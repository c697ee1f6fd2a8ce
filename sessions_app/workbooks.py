"""How workbooks of the meetings look: A4 across, Times New Roman, what people typed stays text."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

# What people type never becomes a formula or a link.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9


def blank(out: BytesIO) -> Any:
    """A workbook to be filled and closed: `with blank(out) as workbook:`."""
    import xlsxwriter  # noqa: PLC0415 – 8 MB in every process, for a page that one clerk asks for once a day

    return xlsxwriter.Workbook(out, {**PLAIN, "in_memory": True})


def formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11}
    cell = {**base, "border": 1, "valign": "top", "text_wrap": True}
    head = {**cell, "bold": True, "align": "center", "valign": "vcenter"}
    return {
        "cell": workbook.add_format(cell),
        "middle": workbook.add_format({**cell, "align": "center"}),
        "head": workbook.add_format(head),
        "number": workbook.add_format({**cell, "align": "center", "italic": True, "font_size": 9}),
        "title": workbook.add_format({**base, "bold": True, "align": "center", "font_size": 14}),
        "plain": workbook.add_format(base),
        "right": workbook.add_format({**base, "align": "right", "italic": True}),
    }


def landscape(sheet: Any, widths: Sequence[int], footer: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&9{footer}&R&9Trang &P/&N")
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
