"""Staff log in and out and start from the page their role needs."""

from django.http import HttpRequest, HttpResponse


def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def logout(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
