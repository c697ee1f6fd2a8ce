"""Pages that only tell: the home page, and how to complain or denounce."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


@require_safe
def complain(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/complain.html")


@require_safe
def complaint_paper(request: HttpRequest) -> HttpResponse:
    """A complaint to print and sign, with what Art. 8(2) of the Law on Complaints 02/2011 asks for."""
    return render(request, "feedback/complaint_paper.html")


@require_safe
def denounce(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/denounce.html")
