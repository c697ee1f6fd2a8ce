"""The form as a first visit finds it: made once for many, and nothing of one visitor in it for another."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from officials.models import Unit
from tests.feedback.desk import Desk
from tests.feedback.sender import typed

TOKEN = re.compile(r'name="(form_token|csrfmiddlewaretoken)" value="([^"]+)"')


def form(client: Client, path: str = "/gop-y/") -> str:
    return str(client.get(path).content.decode())


def test_each_visitor_gets_tokens_of_their_own_on_the_same_page(desk: Desk) -> None:
    first, second = form(Client()), form(Client())

    assert TOKEN.sub("", first) == TOKEN.sub("", second)
    pairs = zip(TOKEN.findall(first), TOKEN.findall(second), strict=True)
    assert all(a[0] == b[0] and a[1] != b[1] for a, b in pairs)
    assert {name for name, _value in TOKEN.findall(first)} == {"form_token", "csrfmiddlewaretoken"}


def test_the_kept_page_is_the_one_that_would_be_made_anew(desk: Desk) -> None:
    form(Client())
    kept = form(Client())

    cache.clear()

    assert TOKEN.sub("", kept) == TOKEN.sub("", form(Client()))


def test_what_stands_behind_the_address_of_one_is_on_nobody_elses_page(desk: Desk) -> None:
    assert "Kimdauvet" in form(Client(), "/gop-y/?Kimdauvet")

    assert "Kimdauvet" not in form(Client())


def test_a_form_from_the_kept_page_is_taken_in(desk: Desk) -> None:
    form(Client())
    client = Client(enforce_csrf_checks=True)
    given = dict(TOKEN.findall(form(client)))

    response = client.post("/gop-y/", typed(**given))

    assert response.status_code == 302


def test_each_language_keeps_its_own_page(desk: Desk) -> None:
    vietnamese, english = form(Client()), form(Client(), "/en/gop-y/")

    assert "Gửi ý kiến" in vietnamese
    assert "Gửi ý kiến" not in english
    assert form(Client()).count("Gửi ý kiến") == vietnamese.count("Gửi ý kiến")


@pytest.mark.parametrize("first", ["staff", "visitor"])
def test_staff_and_visitors_never_see_each_others_page(desk: Desk, first: str) -> None:
    staff = Client()
    staff.force_login(desk.clerk)
    pages = {}
    for who in (first, "staff", "visitor"):
        pages[who] = form(staff if who == "staff" else Client())

    assert "Công việc của tôi" in pages["staff"] or "dang-xuat" in pages["staff"]
    assert "dang-xuat" not in pages["visitor"]


def test_a_new_choice_shows_when_the_kept_page_is_over(desk: Desk) -> None:
    form(Client())
    Unit.objects.filter(pk=desk.other.pk).update(is_addressable=True)

    cache.clear()

    assert "Đảng ủy xã Hàm Yên" in form(Client())
