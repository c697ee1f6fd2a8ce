"""The public calendar: its year, one meeting, and both as a feed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback import openings
from feedback.models import LetterBox
from officials import queries as office
from sessions_app import ics, promises, queries
from sessions_app.models import Meeting
from sessions_app.states import OPEN_TO_ALL, Kind, Status

FIRST_YEAR, YEARS_AHEAD = 2014, 2
FEED_BACK = timedelta(days=60)
MINUTES = 60


@dataclass(frozen=True)
class Asked:
    """What the calendar is narrowed to; a value nobody offers narrows nothing."""

    year: int
    organ: str
    kind: str

    @property
    def narrowed(self) -> str:
        """The same question for the feed, which has no year."""
        return urlencode({name: value for name in ("organ", "kind") if (value := getattr(self, name))})


@dataclass(frozen=True)
class Month:
    first: date
    meetings: list[Meeting]


def _asked(request: HttpRequest) -> Asked:
    this_year = timezone.localdate().year
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else this_year
    if not FIRST_YEAR <= year <= this_year + YEARS_AHEAD:
        year = this_year
    kind = request.GET.get("kind", "")
    return Asked(year, request.GET.get("organ", "")[:40], kind if kind in Kind.values else "")


def _narrowed(meetings: QuerySet[Meeting], asked: Asked) -> QuerySet[Meeting]:
    if asked.organ and "\x00" not in asked.organ:
        meetings = meetings.filter(organ__code=asked.organ)
    return meetings.filter(kind=asked.kind) if asked.kind else meetings


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    asked, today = _asked(request), timezone.localdate()
    rows = queries.with_holders(_narrowed(queries.in_year(queries.posted(), asked.year), asked))
    places = Counter(row.place for row in rows)
    organs = list(queries.organs_that_posted())
    years = {year for organ in organs for year in organ.years_posted}  # type: ignore[attr-defined]
    context = {
        "asked": asked,
        "ahead": _by_month(row for row in rows if row.day >= today),
        "past": _by_month(row for row in rows if row.day < today),
        "place": next((place for place, _times in places.most_common(1)), ""),
        "places": len(places),
        "years": sorted({*years, today.year, asked.year}, reverse=True),
        "is_current": asked.year >= today.year,
        "organs": organs,
        "kinds": Kind.choices,
        "boxes": _boxes(rows) if asked.year == today.year and not asked.kind else (),
        "is_sample": any(row.is_sample for row in rows),
    }
    return render(request, "sessions/calendar.html", context)


def _boxes(rows: list[Meeting]) -> QuerySet[LetterBox]:
    """Letter boxes of the organs in the calendar: where they hang, when they are opened."""
    return openings.hung_up({row.organ_id for row in rows})


def _by_month(rows: Iterable[Meeting]) -> list[Month]:
    by_month = groupby(rows, key=lambda row: row.day.replace(day=1))
    return [Month(first, list(meetings)) for first, meetings in by_month]


@require_safe
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(queries.posted(), public_id=public_id)
    (row,) = queries.with_holders([row])
    context: dict[str, Any] = {"row": row, "is_past": row.day < timezone.localdate()}
    context["takes_names"] = (
        bool(row.capacity) and row.status == Status.POSTED and row.day > timezone.localdate()
    )
    context["takes_questions"] = (
        row.kind in OPEN_TO_ALL and row.status == Status.POSTED and row.day > timezone.localdate()
    )
    context["deputies"] = queries.deputies_at(row)
    context["answered"] = list(row.points.filter(is_public=True).order_by("number"))
    context["promised"] = promises.promises_of(row)
    context["last"], context["last_promised"] = promises.promises_before(row)
    context["free"] = queries.places_free(row) if context["takes_names"] else 0
    return render(request, "sessions/meeting.html", context)


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    since = timezone.localdate() - FEED_BACK
    rows = _narrowed(queries.posted().filter(day__gte=since), _asked(request))
    return _feed(rows, _("Calendar of citizen receptions"))


@require_safe
def meeting_feed(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(queries.posted(), public_id=public_id)
    return _feed([row], str(row.label))


def _feed(rows: Iterable[Meeting], title: str) -> HttpResponse:
    organ = office.office_of_pages()
    named = f"{title}, {organ.label}" if organ is not None else title
    response = HttpResponse(ics.feed(rows, named), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{ics.file_name()}"'
    response["Cache-Control"] = f"public, max-age={10 * MINUTES}"
    return response
