"""Addresses of staff: login and the first page after it."""

from django.urls import path

from officials import views

app_name = "officials"

urlpatterns = [
    path("dang-nhap/", views.login, name="login"),
    path("dang-xuat/", views.logout, name="logout"),
    path("can-bo/", views.home, name="home"),
]
