"""The administrator's pages: accounts, areas, units, posts, officials; nobody else opens them."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from officials import demo
from officials.models import Area, Official, Post, RoleGrant, Tenure, Unit, User
from portal.clocks.models import Holiday

pytestmark = pytest.mark.django_db

PAGES = ("user", "area", "unit", "post", "official")
PASSWORD = "mot-mat-khau-dai-1"


@pytest.fixture
def admin(client: Client, settings: Any) -> Client:
    settings.DEMO = True
    demo.load(timezone.now())
    client.force_login(User.objects.get(username="quantri"))
    return client


def rows(prefix: str, initial: int = 0, **new: str) -> dict[str, str]:
    """An inline's management form, with one new row when its fields are given."""
    data = {f"{prefix}-TOTAL_FORMS": str(initial + bool(new)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return data | {f"{prefix}-{initial}-{name}": value for name, value in new.items()}


@pytest.mark.parametrize("page", PAGES)
def test_lists_and_forms_open_for_the_administrator(admin: Client, page: str) -> None:
    model = {"user": User, "area": Area, "unit": Unit, "post": Post, "official": Official}[page]
    first = model._default_manager.first()

    for address in ("", "add/", f"{first.pk}/change/", "?q=ham"):
        assert admin.get(f"/quan-tri/officials/{page}/{address}").status_code == 200
    assert admin.get(f"/quan-tri/officials/{page}/{first.pk}/delete/").status_code == 403


def test_new_telephone_of_the_office_is_on_the_next_page(
    admin: Client, django_capture_on_commit_callbacks: Any
) -> None:
    unit = Unit.objects.get(code="ubnd")
    address = f"/quan-tri/officials/unit/{unit.pk}/change/"
    admin.get("/")
    form = admin.get(address).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields} | rows("successions")

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address, fields | {"phone": "0207 384 9999"})

    assert "0207 384 9999" in admin.get("/").content.decode()


@pytest.mark.parametrize("username", ["vanthu", "chuyenvien", "lanhdao", "tiepdan", "kiemtoan"])
def test_nobody_else_opens_them(admin: Client, username: str) -> None:
    admin.force_login(User.objects.get(username=username))

    assert {admin.get(f"/quan-tri/officials/{page}/").status_code for page in PAGES} == {403}


def test_search_finds_names_typed_without_tones(admin: Client) -> None:
    response = admin.get("/quan-tri/officials/official/?q=ly may")

    assert [official.full_name for official in response.context["cl"].result_list] == ["Lý Thị Mẩy"]


def test_new_account_gets_a_password_then_a_role(admin: Client) -> None:
    fields = {"username": "moi", "full_name": "Bàn Thị Mới", "password1": PASSWORD, "password2": PASSWORD}
    page = admin.post("/quan-tri/officials/user/add/", fields, follow=True)
    user = User.objects.get(username="moi")
    unit = Unit.objects.get(code="ubnd")
    role = rows("grants", role="clerk", unit=str(unit.pk), valid_from="01/12/2026")
    kept = {"username": "moi", "full_name": "Bàn Thị Mới", "email": "", "is_active": "on"}

    saved = admin.post(f"/quan-tri/officials/user/{user.pk}/change/", kept | role)

    assert page.status_code == 200
    assert saved.status_code == 302
    assert User.objects.get(username="moi").check_password(PASSWORD)
    assert user.grants.get().unit == unit


def test_short_password_is_refused_with_a_sentence(admin: Client) -> None:
    fields = {"username": "moi", "full_name": "Bàn Thị Mới", "password1": "ngan", "password2": "ngan"}

    page = admin.post("/quan-tri/officials/user/add/", fields)

    assert "password2" in page.context["adminform"].form.errors
    assert not User.objects.filter(username="moi").exists()


def test_same_role_twice_on_one_page_is_a_sentence_not_a_crash(admin: Client) -> None:
    user = User.objects.get(username="donthu")
    unit = Unit.objects.get(code="ubnd")
    grant = user.grants.get()
    kept = {"username": "donthu", "full_name": user.full_name, "email": "", "is_active": "on"}
    two = rows("grants", 1, role="clerk", unit=str(unit.pk), valid_from="01/12/2026")
    two |= {"grants-TOTAL_FORMS": "3", "grants-0-id": str(grant.pk), "grants-0-user": str(user.pk)}
    two |= {"grants-0-role": "reception", "grants-0-unit": str(unit.pk), "grants-0-valid_from": "01/07/2025"}
    two |= {"grants-2-role": "clerk", "grants-2-unit": str(unit.pk), "grants-2-valid_from": "05/12/2026"}

    page = admin.post(f"/quan-tri/officials/user/{user.pk}/change/", kept | two)

    assert page.status_code == 200
    assert "Có hai dòng trùng nhau trong cùng những ngày." in page.text
    assert RoleGrant.objects.filter(user=user).count() == 1


def test_unit_never_moves_once_saved(admin: Client) -> None:
    unit = Unit.objects.get(code="phong-kinh-te")
    fields = {"name": "Phòng Kinh tế mới", "valid_from": "01/07/2025", "position": "5", "code": "khac"}
    fields |= {"parent": "", "organ": "", "is_organ": "on", "kind": "front"}

    saved = admin.post(f"/quan-tri/officials/unit/{unit.pk}/change/", fields | rows("successions"))

    assert saved.status_code == 302
    after = Unit.objects.get(pk=unit.pk)
    assert after.name == "Phòng Kinh tế mới"
    assert (after.code, after.organ, after.kind, after.is_organ) == (
        "phong-kinh-te",
        unit.organ,
        "department",
        False,
    )


def test_desk_for_its_own_cases_must_be_another_organ(admin: Client) -> None:
    unit, room = Unit.objects.get(code="ubnd"), Unit.objects.get(code="cong-an")
    fields = {"name": unit.name, "valid_from": "01/07/2025", "position": "10", "is_root": "on"}

    for desk in (unit, room):
        wrong = fields | {"conflict_desk": str(desk.pk)}
        page = admin.post(f"/quan-tri/officials/unit/{unit.pk}/change/", wrong | rows("successions"))
        assert list(page.context["adminform"].form.errors) == ["conflict_desk"]


def test_department_belongs_to_an_organ(admin: Client) -> None:
    room, area = Unit.objects.get(code="cong-an"), Area.objects.get(name="xã Hàm Yên")
    fields = {"code": "doi", "kind": "department", "name": "Đội", "area": str(area.pk)}
    fields |= {"organ": str(room.pk), "valid_from": "01/07/2025", "position": "10"}

    page = admin.post("/quan-tri/officials/unit/add/", fields | rows("successions"))

    assert page.context["adminform"].form.errors == {
        "organ": ["Phòng, ban phải thuộc một cơ quan, không thuộc phòng, ban khác."]
    }


def test_official_is_saved_with_the_key_of_vietnamese_order(admin: Client) -> None:
    seat = Post.objects.create(unit=Unit.objects.get(code="mttq"), title="Phó Chủ tịch")
    fields = {"full_name": "  Giàng   A Páo "} | rows("tenures", post=str(seat.pk), valid_from="01/12/2026")

    saved = admin.post("/quan-tri/officials/official/add/", fields)

    official = Official.objects.get(full_name="Giàng A Páo")
    assert saved.status_code == 302
    assert official.sort_key
    assert Tenure.objects.get(official=official).post == seat


def test_second_holder_on_the_same_days_is_refused_with_a_sentence(admin: Client) -> None:
    seat = Post.objects.get(title="Chủ tịch UBND xã")
    fields = {"full_name": "Lý Văn Hai"} | rows("tenures", post=str(seat.pk), valid_from="01/12/2026")

    page = admin.post("/quan-tri/officials/official/add/", fields)

    assert page.status_code == 200
    assert "Trong thời gian đó đã có người khác giữ chức vụ này." in page.text


@pytest.mark.parametrize("page", PAGES)
def test_statements_of_a_list_do_not_grow_with_its_rows(
    admin: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        admin.get(f"/quan-tri/officials/{page}/")


def test_administrator_sets_a_new_password(admin: Client) -> None:
    User.objects.filter(username="vanthu").update(is_demo=False)
    user = User.objects.get(username="vanthu")
    address = f"/quan-tri/officials/user/{user.pk}/password/"

    page = admin.get(address)
    empty = admin.post(address, {"password1": "", "password2": ""})
    saved = admin.post(address, {"password1": PASSWORD, "password2": PASSWORD})

    assert "Xin báo mật khẩu mới trực tiếp cho Nông Thị Hạnh" in page.text
    assert set(empty.context["form"].errors) == {"password1", "password2"}
    assert saved.status_code == 302
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_holiday_entered_in_vietnamese_alone_is_kept(admin: Client) -> None:
    fields = {"day": "27/11/2026", "kind": "off", "name": "Nghỉ ngày hội của xã", "is_counted": "on"}

    admin.post("/quan-tri/clocks/holiday/add/", fields)

    assert Holiday.objects.get(day="2026-11-27").name_en == "Nghỉ ngày hội của xã"
