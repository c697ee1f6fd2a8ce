"""Sheets of slips to lay out beside a letter box: printed once, listed by number, voided when lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from feedback import openings, workflow
from feedback.admin.pages import reader_of
from feedback.entry_forms import organs_of
from feedback.models import SlipSheet
from feedback.views import slip
from feedback.workflow.slips import ON_A_SHEET
from officials import permissions as office
from officials.roles import Permission
from portal.identity import codes
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator


@require_POST
def print_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet as the answer itself: its codes are shown this once and kept nowhere."""
    user = reader_of(request)
    organs = organs_of(user)
    organ = next((unit for unit in organs if str(unit.pk) == request.POST.get("organ")), None)
    if organ is None:
        raise PermissionDenied
    sheet = workflow.print_sheet(organ=organ, by=user, now=timezone.now())
    shown = [
        {"serial": row.label, **slip.of_code(codes.from_token_key(row.form_key))} for row in sheet.slips.all()
    ]
    return _page(request, "sheet", {"title": _("Slips to print"), "sheet": sheet, "slips": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader_of(request)
    sheet = get_object_or_404(openings.sheets_of(user).prefetch_related("slips"), pk=pk)
    if request.method == "POST":
        workflow.void_sheet(sheet, by=user, now=timezone.now())
        messages.success(
            request, _("Sheet %(n)s is voided: its unused slips open nothing.") % {"n": sheet.pk}
        )
        return redirect("admin:feedback_slipsheet_changelist")
    title = _("Sheet of slips %(n)s") % {"n": sheet.pk}
    return _page(request, "void", {"title": title, "sheet": sheet})


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": SlipSheet._meta}
    return TemplateResponse(request, f"admin/feedback/slipsheet/{name}.html", {**frame, **context})


@admin.register(SlipSheet)
class SlipSheetAdmin(OfferedFilters):
    list_display = ["sheet", "organ", "printed", "used_of", "state"]
    list_display_links = None
    ordering = ["-pk"]
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 25
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description=gettext_lazy("sheet"))
    def sheet(self, row: SlipSheet) -> str:
        address = reverse("admin:feedback_slipsheet_void", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, row.pk)

    @admin.display(description=gettext_lazy("printed"))
    def printed(self, row: SlipSheet) -> str:
        return f"{timezone.localtime(row.printed_at):%H:%M %d/%m/%Y}, {row.printed_by.full_name}"

    @admin.display(description=gettext_lazy("slips used"))
    def used_of(self, row: SlipSheet) -> str:
        return f"{row.used}/{ON_A_SHEET}"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("status"))
    def state(self, row: SlipSheet) -> str:
        return _("Voided") if row.is_voided else _("Valid")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SlipSheet]:
        return openings.sheets_of(reader_of(request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own = {"title": _("Printed slips"), "organs": organs_of(reader_of(request))}
        return super().changelist_view(request, own | (extra_context or {}))

    def has_view_permission(self, request: HttpRequest, obj: SlipSheet | None = None) -> bool:
        return office.holds_anywhere(reader_of(request), Permission.ENTER)

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SlipSheet | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SlipSheet | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        return [
            self._at("", self.changelist_view, "changelist"),
            self._at("print/", print_sheet, "print"),
            self._at("<int:pk>/void/", void, "void"),
        ]

    def _at(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"feedback_slipsheet_{name}")
