"""The citizen's pages."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


submit = receipt = complain = denounce = track = add_words = withdraw = rate = lost_code = leave = home


def case(request: HttpRequest, reference: str) -> HttpResponse:
    return HttpResponse()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)
