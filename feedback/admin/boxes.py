"""Letter boxes for the administrator, and the list of their openings for the desk."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import openings
from feedback.admin import box_scan
from feedback.admin import opening as pages
from feedback.admin.pages import reader_of
from feedback.models import BoxOpening, LetterBox
from officials import permissions as office
from officials import queries
from officials.roles import Permission
from portal.clocks.explain import WEEKDAYS
from portal.lists import OfferedFilters
from portal.paging import CappedPaginator


class LetterBoxForm(forms.ModelForm):
    opening_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Opened on"),
        help_text=gettext_lazy("None: no schedule. On a day off it is opened on the next working day."),
        choices=list(enumerate(WEEKDAYS, start=1)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """A schedule begins today unless another day was written; without days there is none."""
        data = super().clean() or self.cleaned_data
        if not data.get("opening_days"):
            data["schedule_from"] = None
        elif data.get("schedule_from") is None and "schedule_from" not in self.errors:
            data["schedule_from"] = timezone.localdate()
        return data


@admin.register(LetterBox)
class LetterBoxAdmin(OfferedFilters):
    form = LetterBoxForm
    list_display = ["name", "organ", "place", "schedule", "is_active"]
    list_select_related = ["organ"]
    list_filter = ["is_active"]
    show_facets = admin.ShowFacets.NEVER
    fields = ["organ", "name", "place", "opening_days", "schedule_from", "is_active"]
    actions = None

    @admin.display(description=gettext_lazy("opened on"), empty_value="—")
    def schedule(self, box: LetterBox) -> str:
        return box.schedule

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = queries.working_units().filter(is_organ=True).order_by("position", "name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: LetterBox | None = None) -> list[str]:
        """A box never changes hands: its openings belong to the organ that opened it."""
        return ["organ"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: LetterBox | None = None) -> bool:
        return False


@admin.register(BoxOpening)
class BoxOpeningAdmin(OfferedFilters):
    list_display = ["opened", "of_box", "count", "state"]
    list_display_links = None
    list_filter = ["year"]
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-opened_at", "-pk"]
    sortable_by = ()
    actions = None
    list_per_page = list_max_show_all = 25
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description=gettext_lazy("opening"))
    def opened(self, opening: BoxOpening) -> str:
        at = timezone.localtime(opening.opened_at)
        address = opening.get_absolute_url()
        return format_html(
            '<a href="{}"><strong>{}</strong></a>, {}', address, opening.label, f"{at:%d/%m/%Y}"
        )

    @admin.display(description=gettext_lazy("letter box"))
    def of_box(self, opening: BoxOpening) -> str:
        return f"{opening.box.name}, {opening.box.organ.short_name or opening.box.organ.name}"

    @admin.display(description=gettext_lazy("letters entered"))
    def count(self, opening: BoxOpening) -> str:
        return f"{opening.reached}/{opening.letters}"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("status"))
    def state(self, opening: BoxOpening) -> str:
        css = "badge-done" if opening.is_finished else "badge-waiting"
        words = _("Finished") if opening.is_finished else _("Not finished")
        return format_html('<span class="badge {}">{}</span>', css, words)

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoxOpening]:
        user = reader_of(request)
        return openings.with_reached(openings.openings_of(user), user)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        has_box = openings.boxes_of(reader_of(request)).exists()
        due = openings.due(reader_of(request), timezone.localdate())
        own = {"title": _("Letter-box openings"), "has_box": has_box, "due": due}
        return super().changelist_view(request, own | (extra_context or {}))

    def has_view_permission(self, request: HttpRequest, obj: BoxOpening | None = None) -> bool:
        return office.holds_anywhere(reader_of(request), Permission.ENTER)

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BoxOpening | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BoxOpening | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """The list and the pages of one opening; the form pages of the admin are left out."""
        return [
            self._at("", self.changelist_view, "changelist"),
            self._at("start/", pages.start, "start"),
            self._at("<int:pk>/", pages.show, "show"),
            self._at("<int:pk>/correct/", pages.correct, "correct"),
            self._at("<int:pk>/letter/", pages.letter, "letter"),
            self._at("<int:pk>/finish/", pages.finish, "finish"),
            self._at("<int:pk>/remark/", pages.remark, "remark"),
            self._at("<int:pk>/minutes/", pages.minutes, "minutes"),
            self._at("<int:pk>/split/", box_scan.split, "split"),
            self._at("<int:pk>/signed/", box_scan.minutes, "sign"),
            self._at("<int:pk>/signed/<uuid:upload>/", box_scan.signed, "signed"),
            self._at("<int:pk>/letter/<int:number>/<uuid:upload>/", box_scan.piece, "piece"),
        ]

    def _at(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"feedback_boxopening_{name}")
