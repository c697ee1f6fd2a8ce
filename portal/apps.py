"""Application configs of the portal package itself: its own admin site and its commands."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.core import checks


class PortalAdminConfig(SimpleAdminConfig):
    """The admin's pages are loaded with the addresses: worker and beat start sooner and smaller without."""

    default_site = "portal.site.PortalAdminSite"

    def ready(self) -> None:
        admin_checks = import_module("portal.checks")
        checks.register(admin_checks.admin_is_sound, checks.Tags.admin)


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"

    def ready(self) -> None:
        import_module("portal.checks")
