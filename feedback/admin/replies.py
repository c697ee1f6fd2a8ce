"""Canned replies in the admin: each organ's clerks keep their own, and a form puts one into its box."""

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import canned, permissions
from feedback.action_forms import WORDS_MAX, ActionForm
from feedback.admin import pages
from feedback.models import CannedReply, Submission
from officials import queries as office
from portal.fields import WordsField
from portal.lists import NamesWithoutLinks

PRESSED = "insert"


@dataclass
class Replies:
    """The choice of canned replies beside one form."""

    offered: list[CannedReply] = field(default_factory=list)
    error: str = ""

    @classmethod
    def beside(cls, case: Submission, action: str) -> "Replies":
        return cls(list(canned.offered(case, action)) if action in CannedReply.For.values else [])

    def is_asked(self, request: HttpRequest) -> bool:
        return request.method == "POST" and PRESSED in request.POST

    def put_into(self, form: ActionForm, chosen: str) -> None:
        """Add the chosen reply below what was typed, and complain about nothing that is not filled in yet."""
        form.uncomplaining()
        reply = next((each for each in self.offered if str(each.pk) == chosen), None)
        if reply is None:
            self.error = _("Choose a canned reply from the list.")
            return
        name = "text" if "text" in form.fields else "words"
        form.fields[name].widget.attrs["autofocus"] = True
        box = form.add_prefix(name)
        data = cast(QueryDict, form.data).copy()
        typed = data.get(box, "").rstrip()
        data[box] = "\n\n".join(filter(None, (typed, canned.fill(reply, form.case))))
        form.data = data


class CannedReplyForm(forms.ModelForm):
    text = WordsField(
        label=gettext_lazy("Text"),
        longest=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Places that fill themselves: {so_tiep_nhan}, {ngay_nhan}, {co_quan}, {don_vi}, {linh_vuc}, "
            "{han}, {hom_nay}. What a case does not know yet becomes dots. The sender's name and contact "
            "have no place."
        ),
    )

    class Meta:
        model = CannedReply
        fields = ["organ", "action", "field", "title", "text", "is_active"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        canned.check(text)
        return text


@admin.register(CannedReply)
class CannedReplyAdmin(NamesWithoutLinks):
    """A clerk reads what all organs share and changes what is the own organ's; who configures changes all."""

    form = CannedReplyForm
    list_display = ["title", "action", "field", "organ", "is_active"]
    list_select_related = ["organ"]
    list_filter = ["action", "is_active"]
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[CannedReply]:
        rows = super().get_queryset(request)
        if permissions.keeps_all_replies(pages.reader_of(request)):
            return rows
        return rows.filter(Q(organ__isnull=True) | Q(organ__in=self._own(request)))

    def has_change_permission(self, request: HttpRequest, obj: CannedReply | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._keeps(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: CannedReply | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._keeps(request, obj)

    def _keeps(self, request: HttpRequest, reply: CannedReply | None) -> bool:
        user = pages.reader_of(request)
        return reply is None or permissions.can_keep_reply(user, reply)

    def _own(self, request: HttpRequest) -> frozenset[int]:
        return permissions.organs_of_replies(pages.reader_of(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only an organ the account keeps replies for; for all organs only who configures."""
        units = office.working_units().filter(is_organ=True).order_by("position", "name")
        if permissions.keeps_all_replies(pages.reader_of(request)):
            return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": units})
        own = units.filter(pk__in=self._own(request))
        kwargs |= {"queryset": own, "required": True, "help_text": "", "initial": own.first()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
