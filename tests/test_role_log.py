"""The log of who was given or lost what opens cases: roles, restricted readers, desks, accounts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from officials import workflow
from officials.models import AccessEvent, RoleGrant, Unit, User
from officials.roles import Role
from portal.errors import NotAllowed
from tests.feedback.desk import Desk, user
from tests.feedback.hierarchy import fresh
from tests.test_officials_admin import rows

Kind = AccessEvent.Kind
PAGE = "/quan-tri/officials/accessevent/"


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk.opened()


def told() -> list[tuple[Any, ...]]:
    log = AccessEvent.objects.order_by("pk").select_related("user", "unit")
    return [(e.kind, e.user, e.role, e.unit, e.changes, e.by) for e in log]


def days(before: list[str | None], after: list[str | None]) -> dict[str, list[str | None]]:
    return {"valid_from": [before[0], after[0]], "valid_to": [before[1], after[1]]}


def save_roles(client: Client, account: User, roles: dict[str, str], **fields: str) -> None:
    kept = {"username": account.username, "full_name": account.full_name, "email": "", "is_active": "on"}
    sent = {name: value for name, value in (kept | fields | roles).items() if value != "off"}
    answer = client.post(f"/quan-tri/officials/user/{account.pk}/change/", sent)
    assert answer.status_code == 302, answer.context["errors"]


def row_of(grant: RoleGrant, **changes: str) -> dict[str, str]:
    facts = {"id": str(grant.pk), "user": str(grant.user_id), "role": grant.role, "unit": str(grant.unit_id)}
    facts |= {"valid_from": "01/01/2020"} | changes
    return rows("grants", 1) | {f"grants-0-{name}": value for name, value in facts.items()}


def test_a_role_given_changed_and_taken_in_the_admin_is_told(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)
    new = user("moi")
    given = rows("grants", role="clerk", unit=str(desk.organ.pk), valid_from="01/01/2020")

    save_roles(client, new, given)
    grant = new.grants.get()
    save_roles(client, new, row_of(grant, valid_to="31/12/2026"))
    save_roles(client, new, row_of(grant, valid_to="31/12/2026"))
    save_roles(client, new, row_of(grant, role="leader", valid_to="31/12/2026"))
    save_roles(client, new, row_of(grant, role="leader", valid_to="31/12/2026", DELETE="on"))

    first, last, unheld = "2020-01-01", "2026-12-31", [None, None]
    assert told() == [
        (kind, new, role, desk.organ, changes, desk.admin)
        for kind, role, changes in (
            (Kind.ROLE_GIVEN, "clerk", days(unheld, [first, None])),
            (Kind.ROLE_CHANGED, "clerk", days([first, None], [first, last])),
            (Kind.ROLE_TAKEN, "clerk", days([first, last], unheld)),
            (Kind.ROLE_GIVEN, "leader", days(unheld, [first, last])),
            (Kind.ROLE_TAKEN, "leader", days([first, last], unheld)),
        )
    ]
    assert not new.grants.exists()


def test_an_account_opened_closed_and_opened_again_is_told(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)
    password = {"password1": "mot-mat-khau-dai-1", "password2": "mot-mat-khau-dai-1"}

    client.post("/quan-tri/officials/user/add/", {"username": "moi", "full_name": "Bàn Thị Mới", **password})
    new = User.objects.get(username="moi")
    save_roles(client, new, rows("grants"), is_active="off")
    save_roles(client, new, rows("grants"))

    kinds = (Kind.OPENED, Kind.DISABLED, Kind.ENABLED)
    assert told() == [(kind, new, "", None, {}, desk.admin) for kind in kinds]


def test_readers_and_the_desk_for_own_cases_are_told(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)
    address = f"/quan-tri/officials/unit/{desk.organ.pk}/change/"
    form = client.get(address).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields} | rows("successions")
    fields |= {"valid_from": "01/01/2020", "restricted_readers": [desk.clerk.pk]}

    saved = [client.post(address, fields | {"conflict_desk": desk.other.pk}).status_code for _twice in "ab"]

    desks = {"conflict_desk": [None, desk.other.pk]}
    assert saved == [302, 302]
    assert told() == [
        (Kind.DESK_CHANGED, None, "", desk.organ, desks, desk.admin),
        (Kind.READER_REMOVED, desk.reader, "", desk.organ, {}, desk.admin),
        (Kind.READER_NAMED, desk.clerk, "", desk.organ, {}, desk.admin),
    ]
    assert list(desk.organ.restricted_readers.all()) == [desk.clerk]


def test_nothing_is_deleted_in_bulk_or_by_an_address(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)

    for page, row in (("user", desk.clerk), ("unit", desk.economy)):
        address = f"/quan-tri/officials/{page}/"
        client.post(address, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
        assert client.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403

    assert (User.objects.filter(pk=desk.clerk.pk).exists(), told()) == (True, [])
    assert Unit.objects.filter(pk=desk.economy.pk).exists()


@pytest.mark.parametrize("who", ["clerk", "leader", "reader"])
def test_nobody_else_changes_who_may_do_what(desk: Desk, who: str) -> None:
    facts: dict[str, Any] = {"by": fresh(getattr(desk, who)), "now": timezone.now()}
    grant = RoleGrant(user=desk.clerk, role=Role.AUDITOR, valid_from=date(2020, 1, 1))

    for call in (
        lambda: workflow.save_grant(grant=grant, **facts),
        lambda: workflow.take_grant(grant=desk.clerk.grants.get(), **facts),
        lambda: workflow.save_account(account=desk.clerk, **facts),
        lambda: workflow.save_unit(unit=desk.organ, **facts),
        lambda: workflow.name_readers(unit=desk.organ, readers=[desk.clerk], **facts),
    ):
        with pytest.raises(NotAllowed):
            call()

    assert told() == []


def test_the_first_administrator_is_in_the_log(db: None) -> None:
    call_command("createsuperuser", username="goc", full_name="Đỗ Quốc Việt", interactive=False)

    event = AccessEvent.objects.get()
    assert (event.kind, event.user, event.by, event.role) == (
        Kind.ROLE_GIVEN, User.objects.get(), None, Role.ADMINISTRATOR,
    )  # fmt: skip


@pytest.mark.parametrize(
    "order", ["UPDATE officials_accessevent SET role = 'clerk'", "DELETE FROM officials_accessevent"]
)
def test_what_was_told_stays(desk: Desk, order: str) -> None:
    workflow.name_readers(unit=desk.organ, readers=[], by=None, now=timezone.now())

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(order)


def test_the_auditor_reads_it_by_kind_and_day(client: Client, desk: Desk) -> None:
    grant = RoleGrant(user=desk.officer, role=Role.CLERK, unit=desk.other, valid_from=date(2026, 3, 5))
    workflow.save_grant(grant=grant, by=desk.admin, now=timezone.now())
    desk.organ.conflict_desk = desk.other
    workflow.save_unit(unit=desk.organ, by=desk.admin, now=timezone.now())
    workflow.name_readers(unit=desk.organ, readers=[], by=desk.admin, now=timezone.now() - timedelta(days=9))
    client.force_login(user("kiem", Role.AUDITOR))

    everything, of_kind, of_today = (
        client.get(PAGE + query).text for query in ("", "?kind__exact=role_given", "?day=1")
    )

    assert "Văn thư, Đảng ủy xã Hàm Yên, 05/03/2026 –" in everything
    assert "UBND xã Hàm Yên, → Đảng ủy xã Hàm Yên" in everything
    assert "05/03/2026" in of_kind
    assert "→" not in of_kind
    assert "05/03/2026" in of_today
    assert f'<td class="field-kind">{Kind.READER_REMOVED.label}' in everything
    assert f'<td class="field-kind">{Kind.READER_REMOVED.label}' not in of_today
    assert client.post(PAGE + "add/").status_code == 403
    assert client.get(f"{PAGE}{AccessEvent.objects.latest('pk').pk}/change/").status_code == 200


def test_the_log_asks_the_same_of_the_database_for_one_row_and_thirty(client: Client, desk: Desk) -> None:
    client.force_login(user("kiem", Role.AUDITOR))
    client.get("/can-bo/tai-khoan/")
    client.get(PAGE)
    counts = []
    for number in (1, 29):
        for _row in range(number):
            workflow.note(
                kind=Kind.READER_NAMED, user=desk.clerk, by=desk.admin, unit=desk.organ, now=timezone.now()
            )
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))

    assert counts == [5, 5]
