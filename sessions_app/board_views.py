"""The board of a waiting room: numbers and desks of today, for anybody; no name, no login."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sessions_app import queries, states
from sessions_app.models import Meeting
from sessions_app.waiting import Status

NEXT = 8


@never_cache
@require_safe
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    """Shown on the day of a reception only; the page asks for itself anew every ten seconds."""
    row = get_object_or_404(Meeting.objects.select_related("organ"), public_id=public_id)
    if row.day != timezone.localdate() or not states.has_turns(row.status, row.kind):
        raise Http404
    called, waits = queries.line_of(row, Status.CALLED), queries.line_of(row, Status.WAITING)
    context = {"row": row, "called": called, "waits": [str(t) for t in waits[:NEXT]], "count": len(waits)}
    return render(request, "sessions/board.html", context)
