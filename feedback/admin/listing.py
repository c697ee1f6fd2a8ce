"""How the list of the register is read: stretch by stretch of time, so that few rows cost what many do."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.paginator import InvalidPage
from django.db.models import F, Min, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import finding, states
from feedback.admin.filters import SEARCH_DAYS, Scope, StatusFilter, TonesFilter, days_back
from feedback.models import Submission
from portal.paging import Stretch, StretchedPaginator

NEWEST, OLDEST, SOONEST, LATEST = "-received_at", "received_at", "due_on", "-due_on"
ORDERS: dict[str, tuple[Any, ...]] = {
    NEWEST: ("-received_at", "-pk"),
    OLDEST: ("received_at", "pk"),
    SOONEST: (F("due_on").asc(nulls_last=True), "-received_at", "-pk"),
    LATEST: (F("due_on").desc(nulls_last=True), "-received_at", "-pk"),
}
# The same order of days, in words no index knows: PostgreSQL must look for the rows first, then sort them.
FOUND_FIRST: dict[str, tuple[Any, ...]] = {
    NEWEST: ((F("received_at") + timedelta()).desc(), "-pk"),
    OLDEST: ((F("received_at") + timedelta()).asc(), "pk"),
}
# A stretch is about three times as long as the one before: a list that needs it had few rows till then.
DAYS = (30, 120, SEARCH_DAYS)


class RegisterList(ChangeList):
    """The list of the admin, sorted by one indexed column and counted while it is read."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """By the first column asked for, ties newest first; two columns together have no index."""
        first = next(iter(super().get_ordering(request, queryset)), NEWEST)
        self.sorted_by = first if first in ORDERS else NEWEST
        return list(ORDERS[self.sorted_by])

    def get_results(self, request: HttpRequest) -> None:
        search = finding.wanted(self.query, tones=TonesFilter.is_on(request))
        if search.words and finding.is_rare(search):
            stretches = looked_up(self.sorted_by)
        else:
            scope = StatusFilter.scope(request)
            stretches = stretches_of(self.sorted_by, scope, is_search=bool(search.words))
        self.paginator = pages = StretchedPaginator(self.queryset, self.list_per_page, stretches)
        self.result_count = pages.count
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions = True
        self.multi_page = self.result_count > self.list_per_page
        self.can_show_all = not self.multi_page
        try:
            number = pages.validate_number(self.page_num if self.multi_page else 1)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        if not self.query:
            self.result_list = pages.rows_on(number, self.root_queryset)
            return
        with_words = self.root_queryset.defer(None).defer("search", "toned", "sealed")
        self.result_list = pages.rows_on(number, with_words)
        for case in self.result_list:
            case.why = finding.why(case, search)
        self.wider = [] if self.result_list else list(self._wider(search))

    def _wider(self, search: finding.Wanted) -> Iterator[tuple[str, str]]:
        """What else could be tried when nothing was found: the words on a link, and where it leads."""
        if search.tones:
            yield _("Look whatever the tone marks"), self.get_query_string(remove=["tones"])
        if not search.is_number and self.params.get("status") != "all":
            yield _("Look in all years"), self.get_query_string({"status": "all"})
        if self.filter_params.keys() - {"status", "tones"}:
            yield _("Look without the other filters"), f"?{urlencode({SEARCH_VAR: self.query})}"


def looked_up(order: str) -> list[Stretch]:
    """All in one part, the rows found before they are sorted: for words of which there are few."""
    return [Stretch(Q(), FOUND_FIRST.get(order, ORDERS[order]))]


def stretches_of(order: str, scope: Scope, *, is_search: bool) -> list[Stretch]:
    """The parts in which a list is read; they follow each other as the order says and leave no row out."""
    if order in (SOONEST, LATEST):
        dated = Stretch(Q(due_on__isnull=False), ORDERS[order])
        undated = stretches_of(NEWEST, scope, is_search=is_search)
        return [dated, *(Stretch(each.where & Q(due_on__isnull=True), each.order) for each in undated)]
    if scope == Scope.OPEN:
        return [Stretch(Q(), ORDERS[order])]
    parts = _parts(order, scope)
    # A search for words that hardly ever meet would read a stretch in its order to the end: look them up.
    later = FOUND_FIRST[order] if is_search else ORDERS[order]
    return [Stretch(where, later if place else ORDERS[order]) for place, where in enumerate(parts)]


def _parts(order: str, scope: Scope) -> list[Q]:
    """The time from now backwards or from the first opinion on, cut where each stretch ends."""
    if order == OLDEST and scope == Scope.EVERY:
        first = Submission.objects.aggregate(first=Min("received_at"))["first"] or timezone.now()
        return _cut([first + timedelta(days=days) for days in DAYS])
    newest = _cut([days_back(days) for days in reversed(DAYS)])[::-1]
    if scope == Scope.RECENT:
        newest[-1] &= Q(status__in=states.OPEN)
    return newest[::-1] if order == OLDEST else newest


def _cut(edges: list[datetime]) -> list[Q]:
    middle = [Q(received_at__gte=low, received_at__lt=high) for low, high in pairwise(edges)]
    return [Q(received_at__lt=edges[0]), *middle, Q(received_at__gte=edges[-1])]
