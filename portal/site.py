"""The admin site at /quan-tri/."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_header = _("Register of opinions")
    site_title = _("Register of opinions")
    index_title = _("Work of today")
    enable_nav_sidebar = False
    empty_value_display = "—"
