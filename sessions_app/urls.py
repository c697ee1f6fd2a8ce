"""Addresses of the public calendar of meetings."""

from django.urls import path, re_path

from sessions_app import board_views, question_views, registration_views, views

app_name = "sessions_app"

urlpatterns = [
    path("lich-tiep-dan/", views.calendar, name="calendar"),
    path("lich-tiep-dan/lich.ics", views.calendar_feed, name="calendar_feed"),
    re_path(r"^lich-tiep-dan/(?P<public_id>[0-9a-f]{12})/$", views.meeting, name="meeting"),
    re_path(
        r"^lich-tiep-dan/(?P<public_id>[0-9a-f]{12})/dang-ky/$", registration_views.register, name="register"
    ),
    re_path(r"^lich-tiep-dan/(?P<public_id>[0-9a-f]{12})/bang-so/$", board_views.board, name="board"),
    re_path(r"^lich-tiep-dan/(?P<public_id>[0-9a-f]{12})/cau-hoi/$", question_views.ask, name="ask"),
    path("dang-ky-tiep-dan/<str:token>/", registration_views.registration, name="registration"),
    path("dang-ky-tiep-dan/<str:token>/sua/", registration_views.change, name="change"),
    path("dang-ky-tiep-dan/<str:token>/huy/", registration_views.give_up, name="give_up"),
    re_path(
        r"^lich-tiep-dan/(?P<public_id>[0-9a-f]{12})/lich\.ics$", views.meeting_feed, name="meeting_feed"
    ),
]
