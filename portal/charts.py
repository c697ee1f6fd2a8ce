"""Figures drawn as SVG by templates, each with its numbers in a table; nothing here counts or reads rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString

FULL = 1000  # length of the longest bar, in SVG units
COLUMN, GAP, HEIGHT, TOP = 40, 10, 200, 24
MOST_LABELS = 13


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    url: str = ""
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Column:
    """One month; `values` holds one number a series, two series at most, `urls` the list behind each.

    `tick` is the short label under the columns; without it the label stands there too.
    """

    label: str
    values: Sequence[int]
    url: str = ""
    urls: Sequence[str] = ()
    tick: str = ""


def bars(rows: Sequence[Bar], *, title: str, head: str, number_head: str) -> SafeString:
    """Draw one bar a row inside the very table that holds the numbers."""
    longest = max((row.value for row in rows), default=0)
    drawn = [(row, row.value * FULL // longest if longest else 0) for row in rows]
    context = {"rows": drawn, "full": FULL, "title": title, "head": head, "number_head": number_head}
    return render_to_string("charts/bars.html", context)


def columns(months: Sequence[Column], *, title: str, head: str, series: Sequence[str]) -> SafeString:
    """Draw upright columns, one group a month, with the table under a fold that print opens."""
    tallest = max((value for month in months for value in month.values), default=0)
    top = _round_up(tallest)
    context = {
        "months": [_group(month, index, top, len(months)) for index, month in enumerate(months)],
        "lines": [(value, TOP + HEIGHT - value * HEIGHT // top) for value in (0, top // 2, top)],
        "key": get_random_string(6),
        "width": COLUMN * len(months) + COLUMN,
        "height": TOP + HEIGHT + TOP,
        "baseline": TOP + HEIGHT + TOP - 6,
        "left": COLUMN,
        "title": title,
        "head": head,
        "series": series,
    }
    return render_to_string("charts/columns.html", context)


def _group(month: Column, index: int, top: int, count: int) -> dict[str, object]:
    left = COLUMN + index * COLUMN
    breadth = (COLUMN - GAP) // max(len(month.values), 1)
    rects = []
    urls = month.urls or [""] * len(month.values)
    for place, (value, url) in enumerate(zip(month.values, urls, strict=True)):
        height = value * HEIGHT // top
        x = left + GAP // 2 + place * breadth
        y = TOP + HEIGHT - height
        rects.append({"x": x, "y": y, "width": breadth - 1, "height": height, "value": value, "url": url})
    return {
        "row": month,
        "tick": month.tick or month.label,
        "rects": rects,
        "middle": left + COLUMN // 2,
        "has_label": index % (1 + (count - 1) // MOST_LABELS) == 0,
    }


def _round_up(number: int) -> int:
    """Return the next of 2, 4 … 20, 40 … 200, 400 …: even, so that half of it is a whole number."""
    unit = 2
    while number > unit * 10:
        unit *= 10
    return unit * max(1, -(-number // unit))
