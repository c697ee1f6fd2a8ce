"""Addresses of the register: the citizen's pages, then the staff's."""

from django.urls import path

from feedback import views

app_name = "feedback"

urlpatterns = [
    path("", views.home, name="home"),
    path("gop-y/", views.submit, name="submit"),
    path("gop-y/da-nhan/", views.receipt, name="receipt"),
    path("gop-y/khieu-nai/", views.complain, name="complain"),
    path("gop-y/to-cao/", views.denounce, name="denounce"),
    path("tra-cuu/", views.track, name="track"),
    path("tra-cuu/them/", views.add_words, name="add_words"),
    path("tra-cuu/rut/", views.withdraw, name="withdraw"),
    path("tra-cuu/danh-gia/", views.rate, name="rate"),
    path("tra-cuu/mat-ma/", views.lost_code, name="lost_code"),
    path("tra-cuu/dong/", views.leave, name="leave"),
    path("y-kien/<str:reference>/", views.case, name="case"),
]
