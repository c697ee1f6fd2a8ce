"""The random sample of a leader: drawn by a seed nobody chooses, written down, drawn again by anybody."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import sampling
from feedback.admin.pages import reader_of
from feedback.models import Submission
from officials.models import User
from portal.fields import DAYS, DayField

DRAWN, DRAWS_SHOWN = "sample", 10


class SampleForm(forms.Form):
    first = DayField(label=gettext_lazy("Received from"), input_formats=DAYS)
    last = DayField(label=gettext_lazy("Received until"), input_formats=DAYS)
    size = forms.IntegerField(
        label=gettext_lazy("How many opinions"), min_value=1, max_value=sampling.MOST, initial=10
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        for name in ("first", "last"):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, _("Write the day."))
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and last - first > sampling.LONGEST:
            self.add_error("last", _("Choose at most one year."))
        return given


def look(request: HttpRequest) -> HttpResponse:
    """Draw by POST, which writes down who drew what; show what a seed draws by GET."""
    reader = reader_of(request)
    if not sampling.may_draw(reader):
        raise PermissionDenied
    form = SampleForm(request.POST if request.method == "POST" else None, initial=_this_year())
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(_write_down(reader, form.cleaned_data))
    sample = _asked(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Random sample"),
        "opts": Submission._meta,
        "form": form,
        "sample": sample,
        "found": list(sampling.draw(reader, sample)) if sample is not None else [],
        "draws": _draws(reader),
        "now": timezone.localtime(),
    }
    return TemplateResponse(request, "admin/feedback/submission/sample.html", context)


def _this_year() -> dict[str, date]:
    today = timezone.localdate()
    return {"first": today.replace(month=1, day=1), "last": today}


def _write_down(reader: User, given: dict[str, Any]) -> str:
    seed = sampling.new_seed()
    query = urlencode(
        {
            "first": given["first"].isoformat(),
            "last": given["last"].isoformat(),
            "size": given["size"],
            "seed": seed,
        }
    )
    LogEntry.objects.create(
        user_id=reader.pk,
        content_type=ContentType.objects.get_for_model(Submission),
        object_id=DRAWN,
        object_repr=seed,
        action_flag=ADDITION,
        change_message=query,
    )
    return f"{reverse('admin:feedback_submission_sample')}?{query}"


def _asked(request: HttpRequest) -> sampling.Sample | None:
    """What the address names; None when it names no sample of ours."""
    asked = request.GET
    first, last = _day(asked.get("first", "")), _day(asked.get("last", ""))
    size, seed = asked.get("size", ""), asked.get("seed", "")
    if first is None or last is None or last < first or last - first > sampling.LONGEST:
        return None
    if not all(part.isascii() and part.isdigit() and len(part) < 9 for part in (size, seed)):
        return None
    return sampling.Sample(first, last, min(int(size), sampling.MOST), seed)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _draws(reader: User) -> list[dict[str, Any]]:
    """The last samples this account drew, each with its way back."""
    rows = LogEntry.objects.filter(
        user_id=reader.pk,
        object_id=DRAWN,
        content_type=ContentType.objects.get_for_model(Submission),
    ).order_by("-action_time")[:DRAWS_SHOWN]
    draws = []
    for row in rows:
        parts = dict(part.split("=") for part in row.change_message.split("&"))
        days = [parse_date(parts[name]) for name in ("first", "last")]
        draws.append(
            {"at": row.action_time, "seed": row.object_repr, "query": row.change_message, "days": days}
        )
    return draws
