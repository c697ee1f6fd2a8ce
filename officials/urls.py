"""Addresses of staff: login, the first page after it, and the own account."""

from django.urls import path

from officials import account_views, second_factor_views, views

app_name = "officials"

urlpatterns = [
    path("dang-nhap/", views.login, name="login"),
    path("dang-nhap/ma/", views.second_step, name="second_step"),
    path("dang-xuat/", views.logout, name="logout"),
    path("can-bo/", views.home, name="home"),
    path("can-bo/tai-khoan/", account_views.account, name="account"),
    path("can-bo/xac-thuc/", second_factor_views.enrol, name="enrol"),
    path("can-bo/ma-khoi-phuc/", second_factor_views.recovery_codes, name="recovery_codes"),
    path("can-bo/mat-khau/", account_views.password, name="password"),
    path("can-bo/dang-xuat-moi-noi/", account_views.log_out_everywhere, name="log_out_everywhere"),
]
