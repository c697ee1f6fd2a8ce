"""The books of the register: read in order of their numbers, printed, taken along as a table, closed."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from feedback import books, workflow
from feedback.admin.pages import reader_of
from feedback.models import RegisterYear
from portal.clocks import rules
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator

ON_A_PAGE, ON_PAPER = 50, 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CloseForm(forms.Form):
    last_number = forms.IntegerField(
        label=gettext_lazy("Last number of the book"),
        help_text=gettext_lazy("Type it as it stands above, to show that you looked."),
        min_value=0,
        error_messages={"required": gettext_lazy("Type the last number of the book.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )


@admin.register(RegisterYear)
class RegisterYearAdmin(OfferedFilters):
    list_display = ["book_of", "year", "last_number", "state"]
    list_display_links = None
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-year", "organ__position", "organ__name"]
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description=gettext_lazy("register"))
    def book_of(self, book: RegisterYear) -> str:
        return format_html('<a href="{}"><strong>{}</strong></a>', _at(book), book.organ.label)

    @admin.display(description=gettext_lazy("status"))
    def state(self, book: RegisterYear) -> str:
        if book.closed_at is not None:
            day = f"{timezone.localtime(book.closed_at):%d/%m/%Y}"
            return format_html(
                '<span class="badge badge-done">{}</span>', _("Closed on %(day)s") % {"day": day}
            )
        if books.is_over(book):
            return format_html('<span class="badge badge-waiting">{}</span>', _("To be closed"))
        return format_html('<span class="badge badge-progress">{}</span>', _("In use"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegisterYear]:
        return books.books_of(reader_of(request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Registers"), **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: RegisterYear | None = None) -> bool:
        return books.reads_books(reader_of(request))

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RegisterYear | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RegisterYear | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        return [
            self._route("", self.changelist_view, "changelist"),
            self._route("<int:pk>/", show, "show"),
            self._route("<int:pk>/print/", on_paper, "print"),
            self._route("<int:pk>/table/", table, "table"),
            self._route("<int:pk>/late/", late, "late"),
            self._route("<int:pk>/close/", close, "close"),
            self._route("<int:pk>/minutes/", minutes, "minutes"),
        ]

    def _route(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"feedback_registeryear_{name}")


def _at(book: RegisterYear, name: str = "show") -> str:
    return reverse(f"admin:feedback_registeryear_{name}", args=[book.pk])


def _book_or_404(request: HttpRequest, pk: int) -> RegisterYear:
    if pk >= 2**63:
        pk = 0
    return get_object_or_404(books.books_of(reader_of(request)), pk=pk)


def _page(
    request: HttpRequest, name: str, book: RegisterYear, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    title = _("Register %(year)s, %(organ)s") % {"year": book.year, "organ": book.organ.label}
    frame = {
        **admin.site.each_context(request),
        "title": title,
        "opts": RegisterYear._meta,
        "book": book,
        "may_close": books.may_close(reader_of(request), book, timezone.localdate()),
    }
    return TemplateResponse(
        request, f"admin/feedback/registeryear/{name}.html", {**frame, **context}, status=status
    )


def _first(request: HttpRequest) -> int:
    typed = request.GET.get("from", "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1


def _stretch(request: HttpRequest, book: RegisterYear, most: int) -> dict[str, Any]:
    first = _first(request)
    found = books.lines(reader_of(request), book, first, most)
    last = found[-1].entry.number if found else 0
    return {
        "lines": found,
        "first": first,
        "before": max(1, first - most) if first > 1 else 0,
        "after": last + 1 if found and last < book.last_number else 0,
    }


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The book from a number on."""
    book = _book_or_404(request, pk)
    return _page(request, "book", book, _stretch(request, book, ON_A_PAGE))


@require_safe
def on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, five hundred numbers on sheets to print."""
    book = _book_or_404(request, pk)
    return _page(request, "print", book, _stretch(request, book, ON_PAPER))


@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole book as a table for a spreadsheet; UTF-8 with its mark, or Excel breaks the letters."""
    book = _book_or_404(request, pk)
    rows = _rows(request, book)
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse(
        (writer.writerow(row) for row in rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="so-y-kien-{book.year}-{book.organ.code}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def late(request: HttpRequest, pk: int) -> HttpResponse:
    """What was entered long after it came: a received day is only as good as who wrote it down."""
    book = _book_or_404(request, pk)
    rule = rules.find(books.BACKDATING, timezone.localdate())
    found = books.entered_late(reader_of(request), book) if rule is not None else []
    return _page(request, "late", book, {"late": found, "rule": rule})


class _Echo:
    def write(self, text: str) -> bytes:
        return text.encode()


def _rows(request: HttpRequest, book: RegisterYear) -> Iterator[list[str]]:
    yield [
        "\ufeff" + _("Number"), _("Registered on"), _("Received on"), _("Reception number"), _("Channel"),
        _("Kind in law"), _("Field"), _("Matter"), _("Unit that handles"), _("Status"), _("Remarks"),
    ]  # fmt: skip
    for line in books.all_lines(reader_of(request), book):
        case, entry = line.case, line.entry
        if case is None:
            yield [str(entry.number), "", "", "", "", "", "", _("Not shown to this account"), "", "", ""]
            continue
        heading = case.heading if case.is_ordinary else _("Restricted")
        cells = [
            str(entry.number), f"{timezone.localtime(entry.at):%d/%m/%Y}",
            f"{timezone.localtime(case.received_at):%d/%m/%Y}", case.reference,
            case.get_channel_display(), case.get_legal_kind_display(), case.get_field_display(), heading,
            case.responsible.label if case.responsible else "", case.get_status_display(),
            "; ".join(remark.text for remark in entry.remarks.all()),
        ]  # fmt: skip
        yield [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in map(str, cells)]


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is to be closed for ever, and close it once the last number is typed."""
    book, reader = _book_or_404(request, pk), reader_of(request)
    if not books.may_close(reader, book, timezone.localdate()):
        if book.is_closed:
            messages.warning(request, _("This book is closed already."))
            return HttpResponseRedirect(_at(book))
        raise PermissionDenied
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.close_book(book, by=reader, last_number=form.cleaned_data["last_number"])
        except ValidationError as error:
            form.add_error("last_number", error)
        else:
            messages.success(request, _("The book of %(year)s is closed.") % {"year": book.year})
            return HttpResponseRedirect(_at(book, "minutes"))
    return _page(request, "close", book, {"form": form, "summary": books.summary(reader, book)})


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of the closing on one sheet, to sign."""
    book = _book_or_404(request, pk)
    return _page(request, "minutes", book, {"summary": books.summary(reader_of(request), book)})
