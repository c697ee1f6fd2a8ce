"""What staff narrow the register by; a value nobody offers is ignored."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import finding, queries, states
from feedback.models import Submission
from officials import permissions as office_permissions
from officials import queries as office
from officials.roles import Permission, Role

Cases = QuerySet[Submission]
Lookups = list[tuple[str, Any]]
SEARCH_DAYS = 366
UNTOLD = "untold"


class Scope(Enum):
    """How much of the register a list covers before its other filters."""

    OPEN, RECENT, EVERY = "open", "recent", "every"


def days_back(days: int) -> datetime:
    """The midnight with which the day so many days ago began."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days)


class DeskFilter(admin.SimpleListFilter):
    """Folded away until used; `is_unfolded` are those a desk uses all day."""

    template = "admin/feedback/filter.html"
    is_unfolded = True


class StatusFilter(DeskFilter):
    """Open cases unless asked otherwise; a search also covers the last twelve months."""

    title = _("status")
    parameter_name = "status"
    groups: Lookups = [
        ("", pgettext_lazy("cases", "Open")),
        ("done", pgettext_lazy("cases", "Done")),
        ("all", pgettext_lazy("cases", "All years")),
    ]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        self.searching = bool(request.GET.get(SEARCH_VAR))
        return [*self.groups, *states.Status.choices]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value() if self.value() in dict(self.lookup_choices) else ""
        for value, label in self.lookup_choices:
            query = changelist.get_query_string(
                {self.parameter_name: value} if value else {}, remove=self._gone(value)
            )
            yield {"selected": value == chosen, "query_string": query, "display": self._shown(value, label)}

    def _gone(self, value: str) -> list[str]:
        return [] if value else [self.parameter_name]

    def _shown(self, value: str, label: Any) -> Any:
        return _("Open, and the last 12 months") if self.searching and not value else label

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        value = self.value()
        if not value and _names_a_case(request):
            return queryset
        if not value and request.GET.get(QueueFilter.parameter_name) == UNTOLD:
            return queryset  # who is to be told has an outcome: no open case is among them
        if value in states.Status.values:
            return queryset.filter(status=value)
        if value == "done":
            return queryset.filter(status__in=states.DONE)
        if value == "all":
            return queryset
        if DueFilter.narrows(request):
            return queryset  # to open cases: said twice, PostgreSQL would expect a thirtieth of a thirtieth
        wanted = Q(status__in=states.OPEN)
        if self.searching:
            wanted |= Q(received_at__gte=days_back(SEARCH_DAYS))
        return queryset.filter(wanted)

    @classmethod
    def scope(cls, request: HttpRequest) -> Scope:
        """Open cases, those and the last twelve months, or any; as `queryset` narrows."""
        value = request.GET.get(cls.parameter_name, "")
        if value in states.OPEN:
            return Scope.OPEN
        if value in ("done", "all") or value in states.Status.values or _names_a_case(request):
            return Scope.EVERY
        if DueFilter.narrows(request):
            return Scope.OPEN
        return Scope.RECENT if request.GET.get(SEARCH_VAR) else Scope.OPEN


def _names_a_case(request: HttpRequest) -> bool:
    """Whether a number was looked for: whose it is does not depend on the year."""
    typed = request.GET.get(SEARCH_VAR, "")
    return len(typed) <= finding.LONGEST and finding.Wanted(typed.strip()).is_number


class TonesFilter(DeskFilter):
    """Offered beside a search: the words with the very tone marks typed."""

    title = _("tone marks")
    parameter_name = "tones"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("1", _("Only as typed"))] if request.GET.get(SEARCH_VAR) else []

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        everything, *others = super().choices(changelist)
        return iter([{**everything, "display": _("With or without")}, *others])

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        return queryset  # the search itself asks

    @classmethod
    def is_on(cls, request: HttpRequest) -> bool:
        return request.GET.get(cls.parameter_name) == "1"


def _handles(request: HttpRequest) -> bool:
    return office_permissions.holds_anywhere(request.user, Permission.HANDLE)  # type: ignore[arg-type]


class QueueFilter(DeskFilter):
    title = _("whose turn it is")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [
            ("mine", _("Waiting for me")),
            ("unwritten", _("Text still to be written down")),
            (UNTOLD, _("Sender not told yet")),
            *([("helping", _("My unit is asked to help"))] if _handles(request) else []),
        ]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        if self.value() == UNTOLD:
            return queries.untold(queryset)
        if self.value() == "unwritten":
            return queries.unwritten(queryset)
        if self.value() == "helping":
            return queries.helping(request.user, queryset)  # type: ignore[arg-type]
        if self.value() != "mine":
            return queryset
        return queries.waiting_for(request.user, queryset, timezone.localdate())  # type: ignore[arg-type]


class DueFilter(DeskFilter):
    title = _("deadline")
    parameter_name = "due"
    reads: dict[str, Callable[[Cases, date], Cases]] = {
        "law": queries.late_by_law,
        "target": queries.late_by_target,
        "week": queries.due_this_week,
        "near45": queries.near_alarm,
    }

    @classmethod
    def narrows(cls, request: HttpRequest) -> bool:
        return request.GET.get(cls.parameter_name, "") in cls.reads

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [
            ("law", _("Past the deadline of law")),
            ("target", _("Past the service target")),
            ("week", _("Due this week")),
            ("near45", _("Close to 45 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        read = self.reads.get(self.value() or "")
        return read(queryset, timezone.localdate()) if read else queryset


class OneOf(DeskFilter):
    """One value of one column."""

    is_unfolded = False
    values: Lookups = []

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return self.values

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        value = self.value()
        if value not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(**{str(self.parameter_name): "" if value == "none" else value})


class FieldFilter(OneOf):
    title = pgettext_lazy("matter", "field")
    parameter_name = "field"
    values = list(states.Field.choices)


class KindFilter(OneOf):
    title = _("kind in law")
    parameter_name = "legal_kind"
    values = [("none", _("Not classified yet")), *states.LegalKind.choices]


class ChannelFilter(OneOf):
    title = _("channel")
    parameter_name = "channel"
    values = list(states.Channel.choices)


class UnitFilter(OneOf):
    """Units that handle: those of the reader's own organs."""

    title = _("unit that handles")
    parameter_name = "responsible"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        user = request.user
        offered: Lookups | None = getattr(user, "_units_offered", None)  # saved filters ask many times
        if offered is None:
            organs = office.roles_in(user, (Role.CLERK, Role.LEADER))  # type: ignore[arg-type]
            units = office.units_where(user, Permission.HANDLE)  # type: ignore[arg-type]
            offered = [(str(unit.pk), unit.label) for unit in office.units_inside(organs | units)]
            user._units_offered = offered  # type: ignore[union-attr]
        return offered


class SuspectedFilter(OneOf):
    title = _("spam")
    parameter_name = "suspected"
    values = [("1", _("Suspected spam"))]
