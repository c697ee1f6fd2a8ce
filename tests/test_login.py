"""Staff log in and out: who gets in, what a stranger learns, where the next page leads."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from officials import demo
from officials.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "mot-mat-khau-dai-1"
LOGIN = "/dang-nhap/"


@pytest.fixture
def account() -> User:
    return User.objects.create_user("nguyen.an", PASSWORD, full_name="Nguyễn Văn An")


def log_in(client: Client, username: str = "nguyen.an", password: str = PASSWORD, **more: str) -> Any:
    query = f"?next={more.pop('next')}" if "next" in more else ""
    return client.post(LOGIN + query, {"username": username, "password": password}, **more)


def test_login_page_is_vietnamese_and_can_be_english(client: Client) -> None:
    vietnamese, english = client.get(LOGIN), client.get("/en/dang-nhap/")

    assert "Tên đăng nhập" in vietnamese.text
    assert "User name" in english.text


def test_right_password_logs_in_and_leads_home(client: Client, account: User) -> None:
    response = log_in(client)

    assert response["Location"] == "/can-bo/"
    assert client.session["_auth_user_id"] == str(account.pk)


def test_nobody_who_is_logged_in_is_offered_to_log_in(client: Client, account: User) -> None:
    assert f'href="{LOGIN}"' in client.get("/").text
    client.force_login(account)

    assert f'href="{LOGIN}"' not in client.get("/").text


@pytest.mark.parametrize("trouble", ["wrong password", "no such account", "closed account"])
def test_every_refusal_says_the_same(client: Client, account: User, trouble: str) -> None:
    User.objects.filter(pk=account.pk).update(is_active=trouble != "closed account")
    username = "khong.co" if trouble == "no such account" else "nguyen.an"
    password = "sai" if trouble == "wrong password" else PASSWORD

    response = log_in(client, username, password)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin nhập lại cả hai."
    ]
    assert "_auth_user_id" not in client.session


def test_empty_form_is_answered_with_a_sentence_for_each_field(client: Client) -> None:
    response = log_in(client, "", "")

    assert response.context["form"].errors == {
        "username": ["Xin nhập tên đăng nhập."],
        "password": ["Xin nhập mật khẩu."],
    }


@pytest.mark.parametrize("name", ["a\x00b", "x" * 100_000, "'; drop table--", "\u202egnob", "nguyễn"])
def test_odd_names_are_refused_quietly(client: Client, name: str) -> None:
    response = log_in(client, name, "sai")

    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize(
    ("wanted", "goal"),
    [
        ("/quan-tri/", "/quan-tri/"),
        ("https://elsewhere.example/", "/can-bo/"),
        ("//elsewhere.example/", "/can-bo/"),
        ("javascript:alert(1)", "/can-bo/"),
    ],
)
def test_next_leads_only_to_our_own_pages(client: Client, account: User, wanted: str, goal: str) -> None:
    assert log_in(client, next=wanted)["Location"] == goal


def test_who_is_logged_in_already_is_sent_on(client: Client, account: User) -> None:
    client.force_login(account)

    assert client.get(LOGIN)["Location"] == "/can-bo/"


def test_wrong_passwords_are_limited_and_right_ones_are_not_counted(
    client: Client, account: User, settings: Any
) -> None:
    settings.LIMIT_LOGIN = "2/hour"
    settings.INDEX_KEY = uuid.uuid4().hex  # a new name for the network, so that runs do not count together

    for _morning in range(4):
        assert log_in(client).status_code == 302
        client.post("/dang-xuat/")
    guesses = [log_in(Client(), password="sai").status_code for _guess in range(3)]

    assert guesses == [200, 200, 429]
    assert log_in(Client()).status_code == 429
    assert log_in(client).status_code == 302  # guesses of strangers do not lock out the account's own browser


def test_admin_sends_strangers_to_the_one_login_page(client: Client) -> None:
    response = client.get("/quan-tri/officials/user/", follow=True)

    assert response.redirect_chain[-1][0] == "/dang-nhap/?next=/quan-tri/officials/user/"


def test_logout_asks_for_a_post_and_ends_the_session(client: Client, account: User) -> None:
    client.force_login(account)

    assert client.get("/dang-xuat/").status_code == 405
    response = client.post("/dang-xuat/", follow=True)

    assert response.redirect_chain[-1][0] == LOGIN
    assert "Ông/Bà đã đăng xuất." in response.text
    assert "_auth_user_id" not in client.session


def test_home_leads_where_the_role_works(client: Client, settings: Any) -> None:
    settings.DEMO = True
    demo.load(timezone.now())
    goals = {}

    for username in ("vanthu", "chuyenvien", "quantri", "lanhdao", "bithu"):
        client.force_login(User.objects.get(username=username))
        goals[username] = client.get("/can-bo/")["Location"]

    desk, figures = reverse("admin:index"), reverse("reports:dashboard")
    assert goals == {
        "vanthu": desk,
        "chuyenvien": desk,
        "quantri": desk,
        "lanhdao": figures,
        "bithu": figures,
    }


def test_home_asks_a_stranger_to_log_in(client: Client) -> None:
    assert client.get("/can-bo/")["Location"] == "/dang-nhap/?next=/can-bo/"


def test_demo_accounts_work_and_show_in_a_demonstration_only(client: Client, settings: Any) -> None:
    demo.load(timezone.now())

    settings.DEMO = True
    assert demo.PASSWORD in client.get(LOGIN).text
    assert log_in(client, "vanthu", demo.PASSWORD).status_code == 302
    assert client.get("/can-bo/").status_code == 302

    settings.DEMO = False
    assert client.get("/can-bo/")["Location"] == "/dang-nhap/?next=/can-bo/"
    assert demo.PASSWORD not in client.get(LOGIN).text
    assert log_in(client, "vanthu", demo.PASSWORD).status_code == 200
