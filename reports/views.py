"""The leader's pages: the numbers, and the list behind each of them."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback import dues
from feedback import queries as register
from feedback.models import Submission
from feedback.tallied import scope_of
from officials import permissions as office
from officials.models import Unit, User
from officials.roles import Permission
from portal.clocks import rules
from portal.paging import COUNTED_AT_MOST, keyset
from reports import queries
from reports.dashboard import Dashboard, shown, tabs
from reports.forms import ListForm, PeriodForm
from reports.queries import OF_PERIOD, Show

ORDER = {
    Show.LATE_BY_LAW: "due_on",
    Show.LATE_BY_TARGET: "due_on",
    Show.ANSWERED: "-answered_at",
    Show.ON_TIME: "-answered_at",
    Show.AFTER_TARGET: "-answered_at",
}


def _leader(request: HttpRequest) -> tuple[User, list[Unit]]:
    """The account and the organs it leads; refuses who leads none."""
    user = request.user
    if not isinstance(user, User) or not office.holds_anywhere(user, Permission.LEAD):
        raise PermissionDenied
    return user, queries.organs_led(user)


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    user, organs = _leader(request)
    now = timezone.localtime()
    form = PeriodForm(request.GET, organs=organs, today=now.date())
    form.is_valid()
    visible = register.visible_to(user)
    scope = scope_of(user, [organ.pk for organ in form.chosen_organs])
    context = {
        "form": form,
        "tabs": tabs(form),
        "now": now,
        "board": Dashboard(form, scope, register.count_to_approve(user, visible)),
        "rules": [rules.find(code, now.date()) for code in ("notice", "alarm_45", "answer_target")],
    }
    return render(request, "reports/dashboard.html", context)


@require_safe
@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    user, organs = _leader(request)
    now = timezone.localtime()
    form = ListForm(request.GET, organs=organs, today=now.date())
    form.is_valid()
    cases = queries.of_organs(register.visible_to(user), form.chosen_organs)
    cases = cases.filter(**form.conditions)
    cases = queries.chosen(cases, form.shown, form.span, now.date())
    page = keyset(
        _with_deadlines(cases),
        order=ORDER.get(form.shown, "-received_at"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    count, is_capped = _length(cases, user, form)
    here = request.GET.copy()
    here.pop("after", None)
    here.pop("before", None)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rows": [(case, _told(case, form.shown, now.date())) for case in page.rows],
        "count": count,
        "is_capped": is_capped,
        "now": now,
        "days": shown(form.span) if form.shown in OF_PERIOD else None,
        "here": here.urlencode(),
        "back": form.query(),
    }
    return render(request, "reports/case_list.html", context)


def _length(cases: QuerySet[Submission], user: User, form: ListForm) -> tuple[int, bool]:
    """How long the list is by the tally; where that does not tell, counted to 1,001, and whether so far."""
    scope = scope_of(user, [organ.pk for organ in form.chosen_organs])
    count = queries.listed(scope, form.shown, form.span, form.today, form.conditions)
    if count is not None:
        return count, False
    count = cases.order_by()[:COUNTED_AT_MOST].count()
    return count, count >= COUNTED_AT_MOST


def _with_deadlines(cases: QuerySet[Submission]) -> QuerySet[Submission]:
    running = Prefetch("deadlines", dues.running(), to_attr="running")
    return cases.select_related("responsible", "organ").defer("search", "toned").prefetch_related(running)


def _told(case: Any, show: Show, today: date) -> dues.Due | None:
    """The one deadline a row tells: the kind its list is about, else the most urgent; none when done."""
    if not case.is_open:
        return None
    of_target = show == Show.LATE_BY_TARGET
    running = [deadline for deadline in case.running if not (of_target and deadline.rule.is_statutory)]
    return dues.most_urgent(running, today)
