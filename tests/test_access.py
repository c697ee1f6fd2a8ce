"""How an account is guarded: throttling, no enumeration, sessions that end, new browsers, the access log."""

import re
import time
import uuid
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from officials import browsers, demo, workflow
from officials.models import AccessEvent, RoleGrant, User
from officials.roles import Role
from portal import limits
from portal.outbox.models import Letter

pytestmark = pytest.mark.django_db

PASSWORD = "mot-mat-khau-dai-1"
OTHER = "mot-mat-khau-khac-2"
LOGIN, HOME, ACCOUNT = "/dang-nhap/", "/can-bo/", "/can-bo/tai-khoan/"
Kind = AccessEvent.Kind


@pytest.fixture
def account() -> User:
    return User.objects.create_user("an", PASSWORD, full_name="Nguyễn Văn An", email="an@xa.example")


@pytest.fixture
def limited(settings: Any) -> Any:
    settings.LIMIT_LOGIN = "10/hour"
    settings.INDEX_KEY = uuid.uuid4().hex  # new names for all networks, so that runs do not count together
    return settings


def log_in(client: Client, username: str = "an", password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def kinds() -> list[str]:
    return list(AccessEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_passwords_are_kept_by_argon2_and_older_ones_move_at_the_next_login(
    client: Client, account: User, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["officials.hashers.Argon2", *settings.PASSWORD_HASHERS]

    assert log_in(client).status_code == 302

    account.refresh_from_db()
    assert identify_hasher(account.password).algorithm == "argon2"
    assert "$m=19456,t=2,p=1$" in account.password
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize("username", ["an", "khong.co"])
def test_eleventh_guess_is_refused_even_when_right_from_any_network(
    account: User, limited: Any, username: str
) -> None:
    guesses = [log_in(Client(), username, "sai", REMOTE_ADDR=f"203.0.{n}.7").status_code for n in range(10)]
    right = log_in(Client(), username, REMOTE_ADDR="198.51.100.1")

    assert guesses == [200] * 10
    assert right.status_code == 429
    assert int(right["Retry-After"]) <= 3600
    assert kinds() == [Kind.WRONG_PASSWORD] * 10 + [Kind.LOCKED]


@pytest.mark.parametrize("spelling", ["AN", " an ", "\uff41\uff4e", "a\u200bn"])
def test_another_spelling_of_the_name_is_no_new_account(account: User, limited: Any, spelling: str) -> None:
    for n in range(10):
        log_in(Client(), spelling, "sai", REMOTE_ADDR=f"203.0.{n}.7")

    assert log_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 429


def test_refusal_ends_with_its_window(account: User, limited: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limited.REDIS_URL = "redis://127.0.0.1:1/0"  # counted in process memory, whose clock can be moved
    for _guess in range(11):
        log_in(Client(), password="sai")
    assert log_in(Client()).status_code == 429

    later = time.time() + 3601
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: later)

    assert log_in(Client()).status_code == 302


@pytest.mark.parametrize("state", ["unknown", "disabled", "demo"])
def test_refusals_are_the_same_bytes(account: User, state: str) -> None:
    wrong = log_in(Client(), password="sai").content
    if state == "unknown":
        User.objects.filter(pk=account.pk).update(username="binh")
    User.objects.filter(pk=account.pk).update(is_active=state != "disabled", is_demo=state == "demo")

    refused = log_in(Client()).content

    assert without_token(refused) == without_token(wrong)


def without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_an_unknown_name_takes_as_long_as_a_known_one(account: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["officials.hashers.Argon2"]
    account.set_password(PASSWORD)
    account.save()
    closed = User.objects.create_user("dong", PASSWORD, full_name="Đ", is_active=False)
    took: dict[str, list[float]] = {"an": [], closed.username: [], "khong.co": []}

    for _round in range(9):
        for name, times in took.items():
            started = time.perf_counter()
            log_in(Client(), name, "sai")
            times.append(time.perf_counter() - started)

    middle = sorted(median(times) for times in took.values())
    assert middle[-1] < middle[0] * 1.5


@pytest.mark.parametrize("name", ["an", "khong.co"])
def test_refusal_costs_the_same_statements(account: User, name: str, django_assert_num_queries: Any) -> None:
    log_in(Client(), name, "sai")

    with django_assert_num_queries(4):  # the account, the same for the log, its row, the office of the page
        log_in(Client(), name, "sai")


def test_session_gets_a_new_key_at_login(client: Client, account: User) -> None:
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies["staff"] = old = session.session_key

    log_in(client)

    assert client.cookies["staff"].value != old
    assert not Session.objects.filter(pk=old).exists()


def backdate(client: Client, **seconds: int) -> None:
    session = client.session
    for name, ago in seconds.items():
        session[name] -= ago
    session.save()


@pytest.mark.parametrize(
    ("ago", "lives"),
    [
        ({"seen": 29 * 60}, True),
        ({"seen": 30 * 60}, False),
        ({"began": 12 * 3600 - 60}, True),
        ({"began": 12 * 3600}, False),
    ],
)
def test_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours(
    client: Client, account: User, ago: dict[str, int], lives: bool
) -> None:
    log_in(client)
    key = client.session.session_key

    backdate(client, **ago)

    assert is_in(client) is lives
    assert Session.objects.filter(pk=key).exists() is lives


def test_work_keeps_a_session_alive_and_is_written_once_a_minute(client: Client, account: User) -> None:
    log_in(client)
    backdate(client, seen=29 * 60)

    assert is_in(client)

    assert timezone.now().timestamp() - client.session["seen"] < 5
    seen = client.session["seen"]
    client.get(ACCOUNT)
    assert client.session["seen"] == seen


@pytest.mark.parametrize("change", ["disabled", "password set", "everywhere"])
def test_every_session_ends_at_once(account: User, change: str) -> None:
    here, there = Client(), Client()
    log_in(here)
    log_in(there)

    if change == "disabled":
        User.objects.filter(pk=account.pk).update(is_active=False)
    elif change == "password set":
        account.set_password(OTHER)
        account.save()
    else:
        response = here.post("/can-bo/dang-xuat-moi-noi/", follow=True)
        assert "Ông/Bà đã đăng xuất khỏi mọi thiết bị." in response.text

    assert (is_in(here), is_in(there)) == (False, False)


def test_own_password_is_changed_here_and_ends_the_sessions_elsewhere(account: User) -> None:
    here, there = Client(), Client()
    log_in(here)
    log_in(there)
    new = {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER}

    refused = here.post("/can-bo/mat-khau/", {**new, "old_password": "sai"})
    changed = here.post("/can-bo/mat-khau/", new)

    assert "Mật khẩu hiện tại chưa đúng. Xin nhập lại." in refused.text
    assert changed["Location"] == ACCOUNT
    assert (is_in(here), is_in(there)) == (True, False)
    assert kinds()[-1] == Kind.PASSWORD_CHANGED


def test_password_page_of_the_admin_leads_to_the_one_page(client: Client, account: User) -> None:
    log_in(client)

    assert client.get("/quan-tri/password_change/")["Location"] == "/can-bo/mat-khau/"


def test_login_from_a_new_browser_is_told_to_the_account_only_once(client: Client, account: User) -> None:
    log_in(client)
    client.post("/dang-xuat/")
    log_in(client)
    log_in(Client())

    letters = list(Letter.objects.filter(kind="new_browser"))
    assert len(letters) == 2
    assert letters[0].payload["recipient"] == "an@xa.example"
    assert "Nguyễn Văn An" in letters[0].payload["body"]
    assert "127.0.0.1" not in letters[0].payload["body"]


def test_account_without_an_address_gets_no_letter(client: Client, account: User) -> None:
    User.objects.update(email="")

    log_in(client)

    assert not Letter.objects.exists()


def test_letter_about_a_login_is_in_the_language_of_the_login(client: Client, account: User) -> None:
    client.post("/en/dang-nhap/", {"username": "an", "password": PASSWORD})

    assert Letter.objects.get().subject == "Your account was used from a new browser"


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "x" * 5000])
def test_cookie_of_the_browser_cannot_be_made_up(account: User, cookie: str) -> None:
    client = Client()
    client.cookies["browser"] = cookie

    log_in(client)

    assert Letter.objects.filter(kind="new_browser").count() == 1


def test_cookie_of_the_browser_names_nobody_and_lasts(client: Client, account: User) -> None:
    log_in(client)

    cookie = client.cookies[browsers.NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == 400 * 24 * 3600
    assert "an" not in re.split(r"\W", cookie.value)


def test_log_of_access_holds_no_address_and_no_typed_name(client: Client, account: User) -> None:
    log_in(client, "mat-khau-go-nham-cho", "x", REMOTE_ADDR="203.0.113.7")
    log_in(client, REMOTE_ADDR="203.0.113.7")

    wrong, entered = AccessEvent.objects.order_by("pk")
    assert (wrong.kind, wrong.user) == (Kind.WRONG_PASSWORD, None)
    assert (entered.kind, entered.user) == (Kind.LOGIN, account)
    assert wrong.network == entered.network == limits.network_key("203.0.113.7")[:16]


@pytest.mark.parametrize(
    "order", ["UPDATE officials_accessevent SET kind = 'x'", "DELETE FROM officials_accessevent"]
)
def test_log_of_access_is_only_ever_added_to(account: User, order: str) -> None:
    workflow.note(kind=Kind.LOGIN, user=account, now=timezone.now())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order)


def test_auditor_reads_the_log_of_access_and_the_administrator_does_not(
    client: Client, account: User
) -> None:
    since = timezone.localdate() - timedelta(days=1)
    for name, role in (("soat", Role.AUDITOR), ("tri", Role.ADMINISTRATOR)):
        user = User.objects.create_user(name, PASSWORD, full_name=name)
        RoleGrant.objects.create(user=user, role=role, valid_from=since)
    log_in(Client(), password="sai")
    client.force_login(User.objects.get(username="soat"))

    page = client.get("/quan-tri/officials/accessevent/?q=an")

    assert "Sai tên đăng nhập hoặc mật khẩu" in page.text
    assert client.get("/quan-tri/officials/accessevent/add/").status_code == 403
    client.force_login(User.objects.get(username="tri"))
    assert client.get("/quan-tri/officials/accessevent/").status_code == 403


def test_password_set_by_the_administrator_is_in_the_log(
    client: Client, account: User, settings: Any
) -> None:
    settings.DEMO = True
    demo.load(timezone.now())
    administrator = User.objects.get(username="quantri")
    client.force_login(administrator)

    client.post(f"/quan-tri/officials/user/{account.pk}/password/", {"password1": OTHER, "password2": OTHER})

    row = AccessEvent.objects.latest("pk")
    assert (row.kind, row.user, row.by) == (Kind.PASSWORD_SET, account, administrator)
