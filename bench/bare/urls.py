"""Addresses of the bare views."""

from django.urls import path

from bench.bare import views

urlpatterns = [path("page/", views.page), path("form/", views.form)]
