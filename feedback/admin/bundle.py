"""The case file as one download: shown as an index first, made by POST, and written down."""

import tempfile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import bundle, caseview, chain, dues, permissions, workflow
from feedback.admin import pages
from feedback.models import Submission
from officials.models import User
from portal.errors import NotAllowed

IN_MEMORY = 4 * 2**20


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Say what is in it and that taking it is recorded; by POST give it."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_take_bundle(user, case):
        raise NotAllowed(_("You may not take the file of this opinion."))
    if request.method != "POST":
        return pages.page(request, "bundle", case, {"label": _("Case file")})
    workflow.record_bundle(case, by=user)
    context = _context(user, case)
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 – the response closes it
    words = render_to_string("admin/feedback/submission/bundle_words.html", context).encode()
    pieces = bundle.write(case, words, target)
    index = render_to_string("admin/feedback/submission/bundle_index.html", {**context, "pieces": pieces})
    bundle.finish(target, index.encode())
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=f"ho-so-{case.reference}.zip")
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "no-store"
    return response


def _context(user: User, case: Submission) -> dict[str, Any]:
    """What the page of the case shows; the sender's contact details are never part of it."""
    events = caseview.events(case)
    names = caseview.unit_names(case, events)
    return {
        "case": case,
        "entry": case.register_entry,
        "history": caseview.history(case, events, names),
        "chain": chain.legs(case, events, names, timezone.localdate()),
        "said": caseview.words_said(case),
        "dues": dues.of_case(case, timezone.localdate()),
        "answers": case.answers.select_related("drafted_by"),
        "by": user,
        "now": timezone.localtime(),
    }
