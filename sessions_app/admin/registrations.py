"""Who registered for a meeting, for those who keep the calendar: asked with a reason, and written down."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback import queries as register
from portal.identity import phones
from sessions_app import workflow
from sessions_app.admin import pages
from sessions_app.forms import LookForm
from sessions_app.models import Registration
from sessions_app.states import Action, Booking


def _readable(request: HttpRequest, rows: list[Registration]) -> set[int | None]:
    """The opinions named with a registration that this account may read; of others not even the number."""
    cases = register.visible_to(pages.reader_of(request)).filter(pk__in=[row.case_id for row in rows])
    return set(cases.order_by().values_list("pk", flat=True))


@never_cache
@require_http_methods(pages.FORMS)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why first; the list is the answer to the POST, so that each look is a look with its reason."""
    meeting = pages.open_for(request, pk, Action.LOOK)
    form = LookForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "label": Action.LOOK.label}
    if form.is_bound and form.is_valid():
        try:
            rows = workflow.look(
                meeting, words=form.cleaned_data["words"], by=pages.reader_of(request), now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            seen, waiting = _readable(request, rows), [row for row in rows if row.state == Booking.WAITING]
            context["rows"] = [
                (
                    row,
                    phones.shown(row.person.phone),
                    waiting.index(row) + 1 if row in waiting else 0,
                    row.case_id in seen,
                )
                for row in rows
            ]
    return pages.page(request, "look", meeting, context)
