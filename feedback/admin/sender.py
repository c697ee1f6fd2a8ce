"""The search by who sent: a page of its own, so that no name or number gets into an address or a filter."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from feedback import workflow
from feedback.admin.pages import reader_of
from feedback.models import Submission
from feedback.workflow.sender_search import SHOWN_MOST, may_search
from portal.fields import LineField, PhoneField


class SenderForm(forms.Form):
    phone = PhoneField(
        label=gettext_lazy("Telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "short"}),
    )
    full_name = LineField(
        label=gettext_lazy("Full name"),
        help_text=gettext_lazy("The whole name, with or without tone marks."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = LineField(
        label=gettext_lazy("Why do you look?"),
        help_text=gettext_lazy(
            "Each opinion found counts as a look at its contact details: recorded, and shown to the sender."
        ),
        max_length=300,
        error_messages={"required": gettext_lazy("Please write why you look for this person.")},
    )


@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """Ask for the person and the reason, then list the opinions found."""
    reader = reader_of(request)
    if not may_search(reader):
        raise PermissionDenied
    form = SenderForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "found": None, "most": SHOWN_MOST}
    if request.method == "POST" and form.is_valid():
        try:
            context["found"] = workflow.search_sender(by=reader, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    frame = {
        **admin.site.each_context(request),
        "title": _("Find by sender"),
        "opts": Submission._meta,
    }
    return TemplateResponse(request, "admin/feedback/submission/sender.html", {**frame, **context})
