"""Addresses of the leader's pages."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("lanh-dao/", views.dashboard, name="dashboard"),
    path("lanh-dao/danh-sach/", views.case_list, name="case_list"),
]
