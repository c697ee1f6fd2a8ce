"""Writes of rows, each of which may be told to break one rule of the database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from feedback.models import (
    Answer,
    Arrival,
    BoxLetter,
    BoxOpening,
    BulkItem,
    BulkRun,
    CannedReply,
    CaseDocument,
    Concern,
    Deadline,
    DeadlinePause,
    DocumentTemplate,
    Extension,
    Message,
    PrintedSlip,
    Publication,
    RegisterEntry,
    RegisterYear,
    RoutingRevision,
    RoutingRule,
    SavedFilter,
    SlipSheet,
    Submission,
    Tally,
    TallyDelta,
)
from officials.models import Official
from portal.clocks.models import Rule
from tests.feedback import boxes
from tests.feedback.desk import Desk, submit

TODAY = date(2026, 11, 23)
Breaks = Callable[[Desk, Submission], Any]


def changed(**fields: Any) -> Breaks:
    return lambda desk, case: Submission.objects.filter(pk=case.pk).update(**fields)


def answered(**fields: Any) -> Breaks:
    return lambda desk, case: answer(desk, case, **fields)


def answer(desk: Desk, case: Submission, **fields: Any) -> Answer:
    kept = {"outcome": "tiep_thu", "summary": "x", "text": "x", "drafted_by": desk.officer}
    return Answer.objects.create(submission=case, drafted_at=timezone.now(), **kept | fields)


def ruled(*rows: dict[str, Any]) -> Breaks:
    def make(desk: Desk, case: Submission) -> None:
        for position, fields in enumerate(rows):
            RoutingRule.objects.create(position=position, responsible=desk.culture, **fields)

    return make


def two_revisions(desk: Desk, case: Submission) -> None:
    rule = RoutingRule.objects.create(position=1, is_catch_all=True, responsible=desk.culture)
    for _time in range(2):
        RoutingRevision.objects.create(rule=rule, number=1, at=timezone.now(), values={})


def two_drafts(desk: Desk, case: Submission) -> None:
    answer(desk, case)
    answer(desk, case)


def deadline(case: Submission, **fields: Any) -> Deadline:
    rule = Rule.objects.get(code="calendar_posting")
    return Deadline.objects.create(submission=case, rule=rule, started_on=TODAY, **fields)


def two_deadlines(desk: Desk, case: Submission) -> None:
    deadline(case)
    deadline(case)


def helped(*rows: dict[str, Any]) -> Breaks:
    def ask(desk: Desk, case: Submission) -> None:
        for fields in rows:
            kept = {"unit": desk.culture, "asked_by": desk.officer, "asked_at": timezone.now()}
            case.helps.create(**kept | fields)

    return ask


def paused(*spans: tuple[date, date | None]) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        row = deadline(case)
        for began, ended in spans:
            DeadlinePause.objects.create(deadline=row, started_on=began, ended_on=ended)

    return write


def said(**fields: Any) -> Breaks:
    kept = {"kind": "addition", "text": "x", "at": timezone.now()} | fields
    return lambda desk, case: Message.objects.create(submission=case, **kept)


def concerned(*rows: dict[str, Any]) -> Breaks:
    """Rows that name an official, a unit, or both."""

    def write(desk: Desk, case: Submission) -> None:
        known: dict[str, Any] = {
            "official": Official.objects.create(full_name="Đỗ Văn Bình"),
            "unit": desk.economy,
        }
        for row in rows:
            named = {name: known[name] for name in row["named"]}
            back = {"taken_back_at": timezone.now()} if row.get("back") else {}
            signed = {"confirmed_by": desk.clerk, "confirmed_at": timezone.now()}
            Concern.objects.create(submission=case, **named, **signed, **back)

    return write


def asked_later(**fields: Any) -> Breaks:
    return lambda desk, case: request(desk, deadline(case), **fields)


def request(desk: Desk, row: Deadline, **fields: Any) -> Extension:
    kept = {"reason": "x", "old_due": TODAY, "new_due": date(2026, 11, 24), "asked_by": desk.officer}
    kept |= {"asked_at": timezone.now(), "unit": desk.economy}
    return Extension.objects.create(deadline=row, **kept | fields)


def two_requests(desk: Desk, case: Submission) -> None:
    row = deadline(case)
    request(desk, row)
    request(desk, row)


def public(*rows: dict[str, Any], **fields: Any) -> Breaks:
    """Public versions, each with these fields."""

    def write(desk: Desk, case: Submission) -> None:
        kept: dict[str, Any] = {"title": "x", "question": "x", "answer": "x", "organ": desk.organ}
        kept |= {"answered_on": TODAY, "drafted_by": desk.clerk, "drafted_at": timezone.now()}
        for row in rows or ({},):
            Publication.objects.create(submission=case, **kept | row | fields)

    return write


def arrived(**fields: Any) -> Breaks:
    return lambda desk, case: Arrival.objects.create(submission=case, **fields)


def numbered(*rows: dict[str, Any]) -> Breaks:
    """Register numbers of the case, or of another one where a row says so."""

    def write(desk: Desk, case: Submission) -> None:
        kept = {"book": "y_kien", "year": 2026, "number": 1, "at": timezone.now(), "by": desk.clerk}
        for row in rows:
            other = {"submission": submit() if row.pop("another", False) else case}
            RegisterEntry.objects.create(**kept | {"organ": desk.organ} | other | row)

    return write


def book(**fields: Any) -> Breaks:
    return lambda desk, case: RegisterYear.objects.create(
        **{"organ": desk.organ, "book": "y_kien", "year": 2026} | fields
    )


def two_books(desk: Desk, case: Submission) -> None:
    book()(desk, case)
    book()(desk, case)


def counted(model: type[Tally] | type[TallyDelta], *rows: dict[str, Any]) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        kept = {"kind": "field", "day": TODAY, "organ": desk.organ, "withdrawn": False, "count": 1}
        for row in rows:
            model.objects.create(**kept | row)

    return write


def opening(*rows: dict[str, Any]) -> Breaks:
    """Openings of one box, each with nothing in it unless a row says otherwise."""

    def write(desk: Desk, case: Submission) -> None:
        where, now = boxes.box(desk), timezone.now()
        kept = {"year": 2026, "number": 1, "opened_at": now, "opened_by": [boxes.HEAD], "place": "Cổng"}
        kept |= {"envelopes": 0, "empty": 0, "letters": 0, "started_at": now, "started_by": desk.clerk}
        for n, row in enumerate(rows):
            BoxOpening.objects.create(box=where, form_key=str(n), **kept | row)

    return write


def letter(*rows: dict[str, Any]) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        where = boxes.opened(desk)
        for row in rows:
            BoxLetter.objects.create(**{"opening": where, "submission": submit()} | row)

    return write


def two_boxes(desk: Desk, case: Submission) -> None:
    boxes.box(desk)
    boxes.box(desk)


def slip(**fields: Any) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        sheet = SlipSheet.objects.create(organ=desk.organ, printed_at=timezone.now(), printed_by=desk.clerk)
        PrintedSlip.objects.create(**{"sheet": sheet, "serial": "0123456789"} | fields)

    return write


def template(**fields: Any) -> Breaks:
    kept = {"kind": "phieu_chuyen_don", "style": "state", "version": 99, "valid_from": TODAY}
    kept |= {"content": b"x", "digest": "x", "uploaded_at": timezone.now()}
    return lambda desk, case: DocumentTemplate.objects.create(**kept | fields)


def two_templates(desk: Desk, case: Submission) -> None:
    template()(desk, case)
    template()(desk, case)


def paper(**fields: Any) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        kept = {"kind": "phieu_chuyen_don", "template": DocumentTemplate.objects.first(), "values": {}}
        kept |= {"names_sender": False, "unit": desk.organ, "made_by": desk.clerk, "made_at": timezone.now()}
        CaseDocument.objects.create(submission=case, **kept | fields)

    return write


def run(**fields: Any) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        of_many = BulkRun.objects.create(
            **{"action": "close", "by": desk.clerk, "at": timezone.now()} | fields
        )
        for _n in range(2):
            BulkItem.objects.create(run=of_many, submission=case, version=1)

    return write


def saved(*rows: dict[str, Any]) -> Breaks:
    def write(desk: Desk, case: Submission) -> None:
        for row in rows:
            SavedFilter.objects.create(**{"owner": desk.clerk, "name": "x", "query": "due=law"} | row)

    return write


def canned(**fields: Any) -> Breaks:
    kept = {"action": "ask", "title": "x", "text": "x"}
    return lambda desk, case: CannedReply.objects.create(**kept | fields)
