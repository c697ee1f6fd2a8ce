"""Addresses of the whole portal; each app lists its own."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import views

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"

admin.autodiscover()

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *i18n_patterns(
        path("quan-tri/", admin.site.urls),
        path("", include("officials.urls")),
        path("", include("reports.urls")),
        path("", include("feedback.urls")),
        path("", include("sessions_app.urls")),
        prefix_default_language=False,
    ),
]
