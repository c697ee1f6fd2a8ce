"""A page from a fixed template, and a form of ten fields stored in three rows by one transaction."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bench.bare.models import Note

KINDS = [(name, name) for name in ("khong_ro", "phan_anh", "kien_nghi", "gop_y")]


class NoteForm(forms.Form):
    kind = forms.ChoiceField(choices=KINDS)
    topic = forms.CharField(max_length=20)
    title = forms.CharField(max_length=200)
    body = forms.CharField(widget=forms.Textarea)
    place = forms.CharField(max_length=200)
    full_name = forms.CharField(max_length=120)
    phone = forms.CharField(max_length=40)
    email = forms.EmailField()
    address = forms.CharField(max_length=200)
    consent_publish = forms.BooleanField(required=False)


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")


def form(request: HttpRequest) -> HttpResponse:
    note = NoteForm(request.POST or None)
    if not note.is_valid():
        return render(request, "form.html", {"form": note})
    with transaction.atomic():
        for _row in range(3):
            Note(**note.cleaned_data).save(force_insert=True)
    return redirect("/page/")
