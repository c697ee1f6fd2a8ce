"""Accounts of a public demonstration: many people log in by them, so nobody may lock the others out."""

from typing import Any

import pytest
from django.test import Client

from officials.models import Authenticator, User
from officials.roles import Role
from tests.feedback.desk import user

WORDS = "Nhiều người dùng chung tài khoản thử nghiệm này"
PASSWORD = "mat-khau-rat-dai"
NEW = {"old_password": PASSWORD, "new_password1": "khac-han-rat-dai", "new_password2": "khac-han-rat-dai"}


@pytest.fixture
def shared(db: None, settings: Any) -> User:
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False
    account = user("chung", Role.ADMINISTRATOR)
    User.objects.filter(pk=account.pk).update(is_demo=True)
    return User.objects.get(pk=account.pk)


@pytest.mark.parametrize("address", ["mat-khau", "xac-thuc", "ma-khoi-phuc", "dang-xuat-moi-noi"])
def test_nothing_that_guards_a_shared_account_changes(shared: User, client: Client, address: str) -> None:
    client.force_login(shared)
    before = User.objects.values("password", "session_epoch").get(pk=shared.pk)

    response = client.post(f"/can-bo/{address}/", NEW | {"code": "123456"})

    assert response.status_code == 403
    assert WORDS in response.content.decode()
    assert User.objects.values("password", "session_epoch").get(pk=shared.pk) == before
    assert not Authenticator.objects.exists()


def test_its_page_says_so_and_offers_nothing(shared: User, client: Client) -> None:
    client.force_login(shared)

    html = client.get("/can-bo/tai-khoan/").content.decode()
    User.objects.filter(pk=shared.pk).update(is_demo=False)
    own = client.get("/can-bo/tai-khoan/").content.decode()

    assert (WORDS in html, "Đổi mật khẩu" in html) == (True, False)
    assert (WORDS in own, "Đổi mật khẩu" in own) == (False, True)


def test_an_administrator_of_the_demo_locks_nobody_out(shared: User, client: Client) -> None:
    client.force_login(shared)
    other = user("rieng")
    page = f"/quan-tri/officials/user/{shared.pk}/"
    typed = {"username": "khac", "full_name": "Tên khác", "email": "", "grants-TOTAL_FORMS": 0}

    refused = client.post(
        f"{page}password/", {"password1": "khac-han-rat-dai", "password2": "khac-han-rat-dai"}
    )
    client.post(f"{page}change/", typed | {"grants-INITIAL_FORMS": 0})

    assert (refused.status_code, WORDS in refused.content.decode()) == (403, True)
    account = User.objects.get(pk=shared.pk)
    assert (account.username, account.is_active, account.check_password(PASSWORD)) == ("chung", True, True)
    assert client.get(f"/quan-tri/officials/user/{other.pk}/password/").status_code == 200
