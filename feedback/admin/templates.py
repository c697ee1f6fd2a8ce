"""Paper templates in the admin: the list with each file to take home, and a page to bring one back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from feedback import states, workflow
from feedback.admin import pages
from feedback.admin.papers import as_docx
from feedback.models import DocumentTemplate
from feedback.paper_forms import TemplateForm
from feedback.papers import fields, queries
from portal.lists import OfferedFilters
from portal.uploads.handlers import FIELD, takes_files

LIST = "admin:feedback_documenttemplate_changelist"


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _add(request, is_proven=True)


def add_again(request: HttpRequest) -> HttpResponse:
    """For want of a CSRF token no template is kept; the file must be chosen again."""
    return _add(request, is_proven=False)


def _add(request: HttpRequest, *, is_proven: bool) -> HttpResponse:
    user = pages.reader_of(request)
    if not user.has_perm("feedback.add_documenttemplate"):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TemplateForm(*posted, by=user)
    if not is_proven:
        form.add_error(None, pages.PRESS_AGAIN)
    elif request.method == "POST" and form.is_valid():
        try:
            row = _keep(request, form)
        except ValidationError as error:
            form.add_error(FIELD, ValidationError(error.messages))
        else:
            messages.success(request, _("The template is kept as version %(n)s.") % {"n": row.version})
            return HttpResponseRedirect(reverse(LIST))
    context = {
        **admin.site.each_context(request),
        "title": _("Upload a paper template"),
        "opts": DocumentTemplate._meta,
        "form": form,
        "papers": [(paper.label, fields.of(paper).items()) for paper in states.Paper],
    }
    template = "admin/feedback/documenttemplate/add.html"
    return TemplateResponse(request, template, context, status=200 if is_proven else pages.FORBIDDEN)


def _keep(request: HttpRequest, form: TemplateForm) -> DocumentTemplate:
    return workflow.keep_template(
        by=pages.reader_of(request),
        kind=states.Paper(form.cleaned_data["kind"]),
        organ=form.organ,
        style=form.style,
        content=form.content,
        valid_from=form.cleaned_data["valid_from"],
    )


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    if not pages.reader_of(request).has_perm("feedback.view_documenttemplate"):
        raise PermissionDenied
    row = get_object_or_404(DocumentTemplate, pk=pk)
    return as_docx(bytes(row.content), f"{row.kind}-{row.style}-{row.version}.docx")


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(OfferedFilters):
    list_display = ["paper", "for_whom", "version", "valid_from", "from_whom", "used"]
    list_display_links = None
    list_filter = ["kind", "style"]
    list_select_related = ["organ", "uploaded_by"]
    show_facets = admin.ShowFacets.NEVER
    ordering = ["kind", "style", "organ_id", "-version"]
    actions = None
    list_per_page = list_max_show_all = 100

    @admin.display(description=gettext_lazy("paper"))
    def paper(self, row: DocumentTemplate) -> str:
        return format_html(
            '<a href="{}" download>{}</a>',
            reverse("admin:feedback_documenttemplate_docx", args=[row.pk]),
            row.get_kind_display(),
        )

    @admin.display(description=gettext_lazy("for"))
    def for_whom(self, row: DocumentTemplate) -> str:
        if row.organ is not None:
            return row.organ.label
        return _("All organs: %(style)s") % {"style": row.get_style_display()}

    @admin.display(description=gettext_lazy("uploaded by"))
    def from_whom(self, row: DocumentTemplate) -> str:
        return row.uploaded_by.full_name if row.uploaded_by is not None else _("Came with the portal")

    @admin.display(description=gettext_lazy("in use"), boolean=True)
    def used(self, row: DocumentTemplate) -> bool:
        """The first to be taken for its organ, or for its style where an organ has none of its own."""
        return row.pk in self.in_use

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentTemplate]:
        return super().get_queryset(request).defer("content")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.in_use = queries.ids_in_use(timezone.localdate())
        return super().changelist_view(request, {"title": _("Paper templates")} | (extra_context or {}))

    def has_change_permission(self, request: HttpRequest, obj: DocumentTemplate | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DocumentTemplate | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """A row is a file: there is a list, a page to upload one, and each file; no page to change one."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="feedback_documenttemplate_changelist"),
            path("add/", view(add), name="feedback_documenttemplate_add"),
            path("<int:pk>/docx/", view(download), name="feedback_documenttemplate_docx"),
        ]
