"""The operations page of the admin, and the button that lets a restored copy's letters go."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.operations import state
from portal.outbox import gate
from portal.outbox.models import Letter


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    since, visible_to = gate.closed_since(), import_string(settings.LETTERS_VISIBLE_TO)
    context = {
        **admin.site.each_context(request),
        "title": _("How the portal runs"),
        "facts": list(state.facts(timezone.now(), visible_to(request.user, Letter.objects.all()))),
        "closed_since": since,
        "waiting": visible_to(request.user, gate.waiting()).count() if since else 0,
    }
    return TemplateResponse(request, "admin/operations.html", context)


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    assert request.user.is_authenticated
    count = gate.release(by=request.user)
    words = ngettext("%d letter may leave now.", "%d letters may leave now.", count) % count
    messages.success(request, words)
    return HttpResponseRedirect(reverse("admin:operations"))


def _refuse_others(request: HttpRequest) -> None:
    if not request.user.has_perm("operations.run_portal"):
        raise PermissionDenied
