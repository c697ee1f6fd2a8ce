"""The second factor: enrolling, the code after the password, recovery codes, resetting, who must have one."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from officials import one_time, workflow
from officials.models import AccessEvent, Authenticator, RecoveryCode, RoleGrant, User
from officials.roles import Role
from portal.errors import NotAllowed
from tests.wall import routes

pytestmark = pytest.mark.django_db

PASSWORD = "mot-mat-khau-dai-1"
LOGIN, STEP, ENROL = "/dang-nhap/", "/dang-nhap/ma/", "/can-bo/xac-thuc/"
HOME, ACCOUNT, SHEET = "/can-bo/", "/can-bo/tai-khoan/", "/can-bo/ma-khoi-phuc/"
Kind = AccessEvent.Kind
NOON = datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC)


@pytest.fixture
def account() -> User:
    return User.objects.create_user("an", PASSWORD, full_name="Nguyễn Văn An")


@pytest.fixture
def required(settings: Any) -> Any:
    settings.SECOND_FACTOR_REQUIRED = True
    return settings


@pytest.fixture
def secret(account: User) -> str:
    """The seed of an account that enrolled long ago."""
    seed = one_time.new_secret()
    enrol(account, seed, NOON)
    return seed


def enrol(account: User, seed: str, now: datetime) -> list[str]:
    return workflow.enrol(user=account, secret=seed, code=one_time.code_at(seed, now), network="", now=now)


def take(account: User, code: str, now: datetime) -> bool:
    return workflow.take_code(user=account, code=code, network="", now=now)


def give_password(client: Client, password: str = PASSWORD, query: str = "") -> Any:
    return client.post(LOGIN + query, {"username": "an", "password": password})


def code_now(seed: str) -> str:
    return one_time.code_at(seed, timezone.now())


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_codes_are_those_of_rfc_6238() -> None:
    seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    codes = [one_time.code_at(seed, datetime.fromtimestamp(at, UTC)) for at in (59, 1111111109, 2000000000)]

    assert codes == ["287082", "081804", "279037"]


def test_account_binds_an_app_and_gets_its_recovery_codes_once(client: Client, account: User) -> None:
    give_password(client)
    before = client.cookies["staff"].value
    page = client.get(ENROL)
    seed = page.context["secret"].replace(" ", "")

    wrong = client.post(ENROL, {"code": "000000"})
    sheet = client.post(ENROL, {"code": code_now(seed)})

    assert "<svg" in page.text
    assert "style=" not in page.text
    assert "Mã chưa đúng. Xin nhập mã ứng dụng đang hiện." in wrong.text
    assert len(sheet.context["codes"]) == 10
    assert sheet["Cache-Control"].find("no-store") >= 0
    assert client.cookies["staff"].value != before
    assert is_in(client)
    assert [e.kind for e in AccessEvent.objects.order_by("pk")] == [Kind.LOGIN, Kind.ENROLLED]


def test_seed_on_offer_belongs_to_one_session(account: User) -> None:
    one, other = Client(), Client()
    give_password(one)
    give_password(other)

    assert one.get(ENROL).context["secret"] == one.get(ENROL).context["secret"]
    assert one.get(ENROL).context["secret"] != other.get(ENROL).context["secret"]


def test_enrolling_ends_every_other_session(account: User) -> None:
    here, there = Client(), Client()
    give_password(here)
    give_password(there)
    seed = here.get(ENROL).context["secret"].replace(" ", "")

    here.post(ENROL, {"code": code_now(seed)})

    assert (is_in(here), is_in(there)) == (True, False)


def test_password_alone_opens_nothing_once_an_app_is_bound(
    client: Client, account: User, secret: str
) -> None:
    response = give_password(client, query="?next=/can-bo/tai-khoan/")

    assert response["Location"] == STEP
    assert not is_in(client)
    assert client.get(ENROL).status_code == 302
    between = client.cookies["staff"].value
    entered = client.post(STEP, {"code": code_now(secret)})
    assert entered["Location"] == ACCOUNT
    assert client.cookies["staff"].value != between
    assert is_in(client)


def test_second_step_asks_for_the_first(client: Client, account: User, secret: str) -> None:
    assert client.get(STEP)["Location"] == LOGIN
    assert client.post(STEP, {"code": code_now(secret)})["Location"] == LOGIN


@pytest.mark.parametrize("change", ["ten minutes", "disabled", "new password"])
def test_second_step_is_over_when_the_first_no_longer_holds(
    client: Client, account: User, secret: str, change: str
) -> None:
    give_password(client)
    if change == "disabled":
        User.objects.update(is_active=False)
    elif change == "new password":
        account.set_password("mot-mat-khau-khac-2")
        account.save()
    else:
        session = client.session
        pk, password_hash, at, goal = session["second_step"]
        session["second_step"] = [pk, password_hash, at - 600, goal]
        session.save()

    assert client.post(STEP, {"code": code_now(secret)})["Location"] == LOGIN


def test_code_is_taken_once(account: User, secret: str) -> None:
    now = NOON + timedelta(hours=1)
    code = one_time.code_at(secret, now)

    assert take(account, code, now)
    assert not take(account, code, now)
    assert not take(account, code, now + timedelta(seconds=30))
    assert not take(account, one_time.code_at(secret, now - timedelta(seconds=30)), now)
    assert take(account, one_time.code_at(secret, now + timedelta(seconds=30)), now)


def test_code_that_enrolled_does_not_log_in(account: User, secret: str) -> None:
    assert not take(account, one_time.code_at(secret, NOON), NOON)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_of_the_telephone_may_be_off_by_one_step(
    account: User, secret: str, steps: int, taken: bool
) -> None:
    now = NOON + timedelta(hours=1)

    assert take(account, one_time.code_at(secret, now, drift=steps), now) is taken


def test_recovery_code_works_once_however_it_is_typed(account: User) -> None:
    first, second, *_rest = enrol(account, one_time.new_secret(), NOON)

    assert take(account, f" {first[:5].lower()}-{first[5:].lower()} ", NOON)
    assert not take(account, first, NOON)
    assert take(account, one_time.grouped(second, 5), NOON)
    kinds = list(AccessEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [Kind.ENROLLED, Kind.RECOVERY_USED, Kind.WRONG_CODE, Kind.RECOVERY_USED]


def test_recovery_code_logs_in_and_serves_nobody_else(client: Client, account: User) -> None:
    code = enrol(account, one_time.new_secret(), NOON)[0]
    other = User.objects.create_user("binh", PASSWORD, full_name="Bình")
    enrol(other, one_time.new_secret(), NOON)

    give_password(client)
    client.post(STEP, {"code": code})

    assert is_in(client)
    assert not take(other, code, NOON)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "x" * 5000, "\x00", "٣٤٥٦٧٨", "'; --", "000000"])
def test_odd_codes_are_refused_quietly(client: Client, account: User, secret: str, code: str) -> None:
    give_password(client)

    response = client.post(STEP, {"code": code})

    assert response.status_code == 200
    assert response.context["form"].errors


def test_guesses_at_the_code_are_limited_though_the_password_is_right(
    account: User, secret: str, settings: Any
) -> None:
    settings.LIMIT_LOGIN = "10/hour"
    settings.INDEX_KEY = uuid.uuid4().hex
    statuses = []

    for n in range(11):
        client = Client(REMOTE_ADDR=f"203.0.{n}.7")
        give_password(client)
        statuses.append(client.post(STEP, {"code": code_now(secret) if n == 10 else "000000"}).status_code)

    assert statuses == [200] * 10 + [429]
    assert AccessEvent.objects.filter(kind=Kind.LOCKED, user=account).count() == 1


def test_copy_of_the_database_shows_no_seed_and_no_code(client: Client, account: User) -> None:
    give_password(client)
    seed = client.get(ENROL).context["secret"].replace(" ", "")
    offered = stored("django_session")
    sheet = client.post(ENROL, {"code": code_now(seed)}).context["codes"]

    everything = (
        stored("officials_authenticator") + stored("officials_recoverycode") + stored("django_session")
    )

    assert seed not in offered + everything
    assert client.session.get("enrolment") is None
    assert not any(code.replace(" ", "") in everything for code in sheet)


def stored(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def test_new_recovery_codes_ask_for_the_password_and_end_the_old(client: Client, account: User) -> None:
    seed = one_time.new_secret()
    old = enrol(account, seed, NOON)
    give_password(client)
    client.post(STEP, {"code": code_now(seed)})

    refused = client.post(SHEET, {"password": "sai"})
    new = client.post(SHEET, {"password": PASSWORD}).context["codes"]

    assert "Mật khẩu hiện tại chưa đúng. Xin nhập lại." in refused.text
    assert is_in(client)
    assert not take(account, old[0], timezone.now())
    assert take(account, new[0], timezone.now())


def test_another_app_asks_for_the_password_too(client: Client, account: User, secret: str) -> None:
    give_password(client)
    client.post(STEP, {"code": code_now(secret)})
    seed = client.get(ENROL).context["secret"].replace(" ", "")

    client.post(ENROL, {"code": code_now(seed), "password": "sai"})
    assert Authenticator.objects.get().secret == secret
    client.post(ENROL, {"code": code_now(seed), "password": PASSWORD})

    assert Authenticator.objects.get().secret == seed
    assert RecoveryCode.objects.count() == 10


def test_session_without_the_code_cannot_replace_the_app(client: Client, account: User, secret: str) -> None:
    client.force_login(account)

    assert client.get(ENROL).status_code == 403
    assert client.post(ENROL, {"code": "000000", "password": PASSWORD}).status_code == 403


def administrator(name: str = "tri") -> User:
    user = User.objects.create_user(name, PASSWORD, full_name="Quản trị")
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, valid_from=timezone.localdate())
    return user


def test_administrator_resets_after_a_question_and_it_is_logged(
    client: Client, account: User, secret: str
) -> None:
    there = Client()
    give_password(there)
    there.post(STEP, {"code": code_now(secret)})
    assert is_in(there)
    admin = administrator()
    client.force_login(admin)
    url = f"/quan-tri/officials/user/{account.pk}/second-factor/"

    assert url in client.get(f"/quan-tri/officials/user/{account.pk}/change/").text
    assert "Nguyễn Văn An" in client.get(url).text
    assert Authenticator.objects.exists()
    client.post(url)

    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert not is_in(there)
    row = AccessEvent.objects.get(kind=Kind.RESET)
    assert (row.user, row.by) == (account, admin)


def test_nobody_resets_the_own_second_factor_or_without_the_right(client: Client, account: User) -> None:
    admin = administrator()

    for by in (admin, account):
        with pytest.raises(NotAllowed):
            workflow.reset_second_factor(user=admin, by=by, now=timezone.now())
    client.force_login(account)
    assert client.post(f"/quan-tri/officials/user/{admin.pk}/second-factor/").status_code == 403


def test_operator_resets_by_command(account: User, secret: str) -> None:
    call_command("reset_second_factor", "an")

    assert not Authenticator.objects.exists()
    assert AccessEvent.objects.get(kind=Kind.RESET).by is None
    with pytest.raises(CommandError, match="khong"):
        call_command("reset_second_factor", "khong")


def test_demonstration_asks_only_who_enrolled(client: Client, account: User) -> None:
    assert give_password(client)["Location"] == HOME
    assert is_in(client)


GAPS: dict[str, Any] = {
    "object_id": "1",
    "id": "1",
    "app_label": "feedback",
    "reference": "1234-5678",
    "name": "note",
    "url": "x",
}
OPEN = {LOGIN, STEP, ENROL, "/dang-xuat/"}


def test_every_address_leads_an_account_without_a_second_factor_to_enrolment(
    client: Client, account: User, required: Any
) -> None:
    give_password(client)
    known = {route.address(GAPS) for route in routes.named()} - OPEN
    assert len(known) > 60

    led = {url: client.get(url).headers.get("Location") for url in known}

    assert {url: to for url, to in led.items() if to != ENROL} == {}
    assert client.get("/en/can-bo/")["Location"] == f"/en{ENROL}"
    assert client.post("/quan-tri/officials/user/add/", {})["Location"] == ENROL


def test_stranger_is_led_nowhere(client: Client, required: Any) -> None:
    assert client.get("/gop-y/").status_code == 200


def test_required_account_enrols_and_works(client: Client, account: User, required: Any) -> None:
    give_password(client)
    assert client.get(HOME, follow=True).redirect_chain[-1][0] == ENROL
    seed = client.get(ENROL).context["secret"].replace(" ", "")

    client.post(ENROL, {"code": code_now(seed)})

    assert is_in(client)
    client.post("/dang-xuat/")
    give_password(client)
    assert not is_in(client)
    client.post(STEP, {"code": one_time.code_at(seed, timezone.now(), drift=1)})
    assert is_in(client)


def test_second_factor_costs_one_statement_a_request(
    client: Client, account: User, required: Any, secret: str, django_assert_num_queries: Any
) -> None:
    give_password(client)
    client.post(STEP, {"code": code_now(secret)})
    client.get(SHEET)

    with django_assert_num_queries(5):  # session, account, app; the page's own: app, office
        client.get(SHEET)
