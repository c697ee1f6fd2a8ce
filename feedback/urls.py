"""Addresses of the register: the citizen's pages, then the staff's."""

from django.urls import path, re_path

from feedback import approval_views, views

app_name = "feedback"

urlpatterns = [
    path("", views.home, name="home"),
    path("gop-y/", views.submit, name="submit"),
    path("gop-y/da-nhan/", views.receipt, name="receipt"),
    path("gop-y/khieu-nai/", views.complain, name="complain"),
    path("gop-y/khieu-nai/mau-don/", views.complaint_paper, name="complaint_paper"),
    path("gop-y/to-cao/", views.denounce, name="denounce"),
    path("tra-cuu/", views.track, name="track"),
    path("tra-cuu/them/", views.add_words, name="add_words"),
    path("tra-cuu/tep/<uuid:pk>/", views.file, name="file"),
    path("tra-cuu/rut/", views.withdraw, name="withdraw"),
    path("tra-cuu/danh-gia/", views.rate, name="rate"),
    path("tra-cuu/mat-ma/", views.lost_code, name="lost_code"),
    path("tra-cuu/dong/", views.leave, name="leave"),
    path("tra-cuu/cong-khai/", views.consent, name="consent"),
    path("tra-loi/", views.published_list, name="published_list"),
    path("tra-loi/feed/", views.published_feed, name="published_feed"),
    re_path(r"^tra-loi/(?P<public_id>[0-9a-f]{12})/$", views.published, name="published"),
    re_path(r"^y-kien/(?P<reference>\d{4}-\d{4})/$", views.case, name="case"),
    path("lanh-dao/duyet/", approval_views.approvals, name="approvals"),
    re_path(r"^lanh-dao/duyet/(?P<reference>\d{4}-\d{4})/$", approval_views.approve, name="approve"),
]
