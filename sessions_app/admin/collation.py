"""The collation of voter meetings: every opinion of a span of days across places, and their counts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from feedback import queries as register
from portal.fields import DAYS, DayField
from sessions_app import collation, queries
from sessions_app.admin import pages
from sessions_app.admin.turns import XLSX
from sessions_app.models import CouncilSession
from sessions_app.states import Competence


class SpanForm(forms.Form):
    since = DayField(label=pgettext_lazy("first day", "From"), input_formats=DAYS)
    until = DayField(label=pgettext_lazy("last day", "To"), input_formats=DAYS)
    session = forms.ModelChoiceField(
        label=gettext_lazy("Session of the council"), queryset=CouncilSession.objects.none(), required=False
    )

    def __init__(self, *args: Any, organs: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CouncilSession.objects.filter(organ__in=organs)
        self.fields["session"].queryset = rows  # type: ignore[attr-defined]
        self.fields["session"].empty_label = "—"  # type: ignore[attr-defined]


@require_safe
def collate(request: HttpRequest) -> HttpResponse:
    """Without days: this year. With `xlsx`: the table for the standing body of the council."""
    user, today = pages.reader_of(request), timezone.localdate()
    organs = queries.organs_of(user)
    if not organs:
        raise PermissionDenied
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    days = {"since": f"{first:%d/%m/%Y}", "until": f"{last:%d/%m/%Y}"}
    form, session = SpanForm(request.GET or days, organs=organs), None
    if form.is_valid():
        first, last = form.cleaned_data["since"] or first, form.cleaned_data["until"] or last
        session = form.cleaned_data["session"]
    rows = list(queries.not_naming(collation.points(organs, first, last, session), user))
    raised = [row.raised.submission_id for row in rows if hasattr(row, "raised")]
    seen = {case.pk: case for case in register.visible_to(user).filter(pk__in=raised)} if raised else {}
    lines = [
        collation.Line(row, seen.get(row.raised.submission_id) if hasattr(row, "raised") else None)
        for row in rows
    ]
    title = _("Opinions of voters, %(first)s to %(last)s") % {
        "first": f"{first:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
    }
    if session is not None:
        title = _("Opinions of voters, %(session)s") % {"session": session}
    if "xlsx" in request.GET and form.is_valid():
        response = HttpResponse(collation.workbook(lines, title), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="kien-nghi-cu-tri.xlsx"'
        return response
    context = {
        "form": form,
        "heads": collation.heads(),
        "lines": [collation.cells(line) for line in lines],
        "results": collation.results(rows),
        "topics": collation.topics(rows),
        "columns": [*Competence.labels, _("not sorted yet")],
        "query": request.GET.urlencode(),
        "title": title,
    }
    return pages.page(request, "collation", None, context)
