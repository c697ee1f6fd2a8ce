"""Opinions of voter meetings brought together across places, and counted by topic and by whose business."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from feedback.models import Submission
from feedback.states import Field
from sessions_app.models import CouncilSession, Point
from sessions_app.states import OF_REQUESTS, Competence, Kind
from sessions_app.workbooks import blank, formats, landscape

WIDTHS = (6, 46, 26, 18, 13, 22, 12, 42, 18, 18, 18, 10)


@dataclass(frozen=True)
class Line:
    """One opinion, and the opinion of the register it became where the reader may see it."""

    point: Point
    case: Submission | None


@dataclass(frozen=True)
class Topic:
    """How many opinions on one field, by whose business they are, and how many were raised before."""

    label: str
    counts: list[int]
    total: int
    repeated: int


def points(
    organs: Iterable[int], first: date, last: date, session: CouncilSession | None = None
) -> QuerySet[Point]:
    """What was raised at voter meetings of these organs on these days, or for a session whatever the day."""
    rows = Point.objects.filter(meeting__organ__in=organs, meeting__kind=Kind.VOTERS)
    if session is not None:
        rows = rows.filter(meeting__council_session=session)
    else:
        rows = rows.filter(meeting__day__range=(first, last))
    return rows.select_related("meeting", "unit", "raised").order_by(
        "field", "meeting__day", "meeting", "number"
    )


def topics(rows: Iterable[Point]) -> list[Topic]:
    """Counts by field; the columns are those of Competence, and a last one of what is not sorted yet."""
    columns = [*Competence.values, ""]
    counted: Counter[tuple[str, str]] = Counter()
    repeated: Counter[str] = Counter()
    for row in rows:
        counted[row.field, row.competence] += 1
        repeated[row.field] += row.is_repeated
    found = []
    for field in [*Field.values, ""]:
        counts = [counted[field, column] for column in columns]
        if any(counts):
            label = str(Field(field).label) if field else _("not sorted yet")
            found.append(Topic(label, counts, sum(counts), repeated[field]))
    return found


def results(rows: Iterable[Point]) -> list[tuple[str, int]]:
    """How many came to what, for the report before the next session; those without a result last."""
    counted = Counter(row.result for row in rows)
    return [*((str(each.label), counted[each]) for each in OF_REQUESTS), (_("no result yet"), counted[""])]


def workbook(lines: Iterable[Line], title: str) -> bytes:
    """The collation for the standing body of the council, in Vietnamese whatever the page."""
    out = BytesIO()
    with blank(out) as book, translation.override("vi"):
        looks = formats(book)
        sheet = book.add_worksheet("Tổng hợp kiến nghị cử tri")
        landscape(sheet, WIDTHS, "Tổng hợp ý kiến, kiến nghị của cử tri")
        sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, title, looks["title"])
        for column, words in enumerate(heads()):
            sheet.write_string(2, column, words, looks["head"])
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        for number, line in enumerate(lines, 1):
            sheet.write_number(2 + number, 0, number, looks["middle"])
            for column, value in enumerate(cells(line), 1):
                sheet.write_string(2 + number, column, value, looks["cell"])
    return out.getvalue()


def heads() -> list[str]:
    field = str(Point._meta.get_field("field").verbose_name).capitalize()
    return [
        _("No."), _("What was raised"), _("Meeting, place"), field, _("Whose business it is"),
        _("Unit that answers"), _("Answer due on"), _("How it is answered"), _("What came of it"),
        _("Document of the answer"), _("Opinion of the register"), _("Raised before"),
    ]  # fmt: skip


def cells(line: Line) -> list[str]:
    point, case = line.point, line.case
    meeting = point.meeting
    raised = hasattr(point, "raised")
    state = f"{case.reference}, {case.get_status_display()}" if case is not None else ""
    answered: Any = point.answered or point.get_way_display()
    return [
        point.text,
        f"{meeting.label}, {meeting.place}, {meeting.day:%d/%m/%Y}",
        str(point.get_field_display()),
        str(point.get_competence_display()),
        point.unit.label if point.unit is not None else "",
        f"{point.due_on:%d/%m/%Y}" if point.due_on is not None else "",
        str(answered),
        str(point.get_result_display()),
        point.reply_doc,
        state or (_("entered in the register") if raised else ""),
        "x" if point.is_repeated else "",
    ]
