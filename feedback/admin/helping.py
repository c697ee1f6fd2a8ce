"""What a helping unit replies on the page of a case, and the end of its help."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback import permissions, workflow
from feedback.action_forms import HelpReplyForm
from feedback.admin import case as case_page
from feedback.admin import pages
from portal.errors import NotAllowed


@require_POST
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    return _reply(request, reference, is_proven=True)


def reply_again(request: HttpRequest, reference: str) -> HttpResponse:
    """For want of a CSRF token nothing is kept; the reply typed stays in its box."""
    return _reply(request, reference, is_proven=False)


def _reply(request: HttpRequest, reference: str, *, is_proven: bool) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    row = permissions.own_help(user, case)
    if row is None:
        raise NotAllowed(_("Your unit is not asked for help with this opinion."))
    form = HelpReplyForm(request.POST)
    if not is_proven:
        form.add_error("words", pages.PRESS_AGAIN)
    if not form.is_valid():
        context = {**case_page.context(user, case), "help_form": form}
        return pages.page(request, "case", case, context, status=200 if is_proven else pages.FORBIDDEN)
    workflow.reply_as_helper(row, by=user, text=form.cleaned_data["words"])
    return pages.leave(request, case, _("The reply is kept; the unit that handles the opinion reads it."))


@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    chosen = request.POST.get("help", "")
    row = next((row for row in case.helps.select_related("unit") if str(row.pk) == chosen), None)
    if row is None:
        return pages.not_now(request, case)
    workflow.end_help(row, by=user)
    words = _("%(unit)s is no longer asked and no longer sees the opinion.") % {"unit": row.unit.label}
    return pages.leave(request, case, words)
