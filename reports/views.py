"""The leader's pages."""

from django.http import HttpRequest, HttpResponse


def dashboard(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def case_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
