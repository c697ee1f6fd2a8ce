"""The admin site at /quan-tri/."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.operations import views as operations


class PortalAdminSite(AdminSite):
    site_header = _("Register of opinions")
    site_title = _("Register of opinions")
    index_title = _("Work of today")
    enable_nav_sidebar = False
    empty_value_display = "—"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made where it is shown: every page of the admin asks for it, only the first one prints it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the one login page of staff, which leads back here."""
        wanted = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the one page on which staff change their password."""
        return redirect(settings.PASSWORD_CHANGE_URL)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """With the operations page; without the address that turns any row's number into its own address."""
        kept = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [
            path("van-hanh/", self.admin_view(operations.show), name="operations"),
            path("van-hanh/gui-thu/", self.admin_view(operations.release), name="operations_release"),
            *kept,
        ]
