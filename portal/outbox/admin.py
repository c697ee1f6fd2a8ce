"""The letters in the admin: where each one is, and sending one again; never who gets it or what it says."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from portal.lists import OfferedFilters
from portal.outbox import queue
from portal.outbox.models import Letter, State
from portal.paging import CappedPaginator

RESENT_AT_ONCE = 200

# What the writers of letters call them; a kind not listed here is shown as it is.
KINDS = {
    "received": pgettext_lazy("letter", "Receipt to the sender"),
    "needs_more": pgettext_lazy("letter", "Question to the sender"),
    "answered": pgettext_lazy("letter", "Answer to the sender"),
    "transferred": pgettext_lazy("letter", "Notice of passing on"),
    "declined": pgettext_lazy("letter", "Notice of not handling"),
    "new_code": pgettext_lazy("letter", "New access code"),
    "routed_together": _("Several assigned to the unit"),
    "routed": pgettext_lazy("letter", "Work to the unit"),
    "new_browser": pgettext_lazy("letter", "Notice of a new browser, to the account"),
    "reminded": pgettext_lazy("letter", "Reminder to the unit"),
    "help_asked": pgettext_lazy("letter", "Help asked, to the unit"),
    "help_replied": pgettext_lazy("letter", "Help given, to the unit that handles"),
    "extended": pgettext_lazy("letter", "Later day, to the sender"),
    "passed_on": pgettext_lazy("letter", "Passed on, to the desk"),
    "entrusted": pgettext_lazy("letter", "Case to the desk that takes it over"),
    "alarm": pgettext_lazy("letter", "Alarm of 45 days, to the leader"),
    "digest": pgettext_lazy("letter", "List of what is due, to the unit"),
}


class KindFilter(admin.SimpleListFilter):
    """Offers the known kinds; asking the table for them would read all of it."""

    title = pgettext_lazy("letter", "kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind, str(name)) for kind, name in KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(OfferedFilters):
    list_display = [
        "subject", "kind_name", "state", "failure", "attempts", "next_at", "sent_at",
    ]  # fmt: skip
    list_filter = ["state", KindFilter, "medium"]
    show_facets = admin.ShowFacets.NEVER
    fields = [
        "subject", "kind_name", "medium", "state", "failure", "attempts", "created_at", "next_at", "sent_at",
    ]  # fmt: skip
    readonly_fields = ["kind_name", "failure"]
    actions = ["resend_failed"]
    ordering = ["-created_at", "-id"]
    sortable_by = ()
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description=pgettext_lazy("letter", "kind"))
    def kind_name(self, letter: Letter) -> str:
        return str(KINDS.get(letter.kind, letter.kind))

    @admin.display(description=gettext_lazy("last error"))
    def failure(self, letter: Letter) -> str:
        label = letter.get_last_error_display()
        return f"{label} ({letter.smtp_code})" if label and letter.smtp_code else str(label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.resend_letter")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Show what the apps that wrote the letters allow; this app does not know them."""
        visible_to = import_string(settings.LETTERS_VISIBLE_TO)
        letters: QuerySet[Letter] = visible_to(request.user, super().get_queryset(request))
        return letters.defer("payload")

    def get_urls(self) -> list[URLPattern]:
        resend = path(
            "<uuid:letter_id>/resend/", self.admin_site.admin_view(self.resend), name="outbox_letter_resend"
        )
        return [resend, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        letter = self.get_object(request, object_id)
        may_resend = letter is not None and letter.is_resendable and self.has_resend_permission(request)
        return super().change_view(
            request, object_id, form_url, {"may_resend": may_resend, **(extra_context or {})}
        )

    def resend(self, request: HttpRequest, letter_id: str) -> HttpResponse:
        """Ask, and on POST send one letter again."""
        letter = self.get_object(request, str(letter_id))
        if letter is None:
            raise Http404
        if not self.has_resend_permission(request) or not self.has_view_permission(request, letter):
            raise PermissionDenied
        if request.method != "POST":
            title = _("Send this letter again?")
            context = {
                **self.admin_site.each_context(request),
                "title": title,
                "letter": letter,
                "opts": self.opts,
            }
            return TemplateResponse(request, "admin/outbox/letter/resend.html", context)
        assert request.user.is_authenticated
        try:
            queue.resend(letter, by=request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, _("The letter waits to be sent again."))
        return HttpResponseRedirect(reverse("admin:outbox_letter_change", args=[letter.pk]))

    @admin.action(description=gettext_lazy("Send again what could not be sent"), permissions=["resend"])
    def resend_failed(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        assert request.user.is_authenticated
        again = 0
        for letter in letters.filter(state=State.FAILED)[:RESENT_AT_ONCE]:
            with suppress(ValidationError):  # taken back by somebody meanwhile
                queue.resend(letter, by=request.user)
                again += 1
        text = ngettext("%d letter waits to be sent again.", "%d letters wait to be sent again.", again)
        self.message_user(request, text % again)
