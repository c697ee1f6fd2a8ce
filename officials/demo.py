"""The demo of this app: organs of xã Hàm Yên and of the former huyện, and fictional people who work there."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from officials import workflow
from officials.models import (
    Area,
    AreaSuccession,
    Official,
    Post,
    RoleGrant,
    Tenure,
    Unit,
    UnitSuccession,
    User,
)
from officials.models.dated import SuccessionKind

PASSWORD = "thu-nghiem-ham-yen"  # noqa: S105 – shown on the login page; refused unless DEMO is on

# The province was set up again on this day; earlier beginnings are of no use here.
OLD_ORDER = date(1991, 10, 1)
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
TWO_TIERS = date(2025, 7, 1)
UNCONFIRMED = "(chưa đối chiếu với văn bản)"
PROVINCE_ACT = f"Nghị quyết 202/2025/QH15 {UNCONFIRMED}"
COMMUNE_ACT = f"Nghị quyết 1684/NQ-UBTVQH15 {UNCONFIRMED}"
DISTRICT_ACT = f"Luật Tổ chức chính quyền địa phương 72/2025/QH15 {UNCONFIRMED}"
HOURS = "Thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ"
HOURS_EN = "Monday to Friday, 7:30 to 17:00"
COMMUNE_CODE, DISTRICT_CODE = "02374", "074"
ADDRESS = "Tổ dân phố Tân Bắc, xã Hàm Yên, tỉnh Tuyên Quang"

NAMED = ("kind", "name", "name_en", "short_name")
VILLAGES = {
    "tổ dân phố Tân Bắc": "Tan Bac street group",
    "tổ dân phố Tân Thịnh": "Tan Thinh street group",
    "tổ dân phố Ba Chãng": "Ba Chang street group",
    "thôn Đồng Bàng": "Dong Bang village",
    "thôn Làng Bát": "Lang Bat village",
    "thôn Cầu Mới": "Cau Moi village",
    "thôn Khuổi Nọi": "Khuoi Noi village",
    "thôn Nà Hẻo": "Na Heo village",
}


def _data(name: str) -> Any:
    return json.loads((Path(__file__).parent / "demo_data" / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Account:
    """One demo login; `roles` are pairs of role and unit code, the code empty for the whole portal."""

    username: str
    full_name: str
    work: str
    roles: tuple[tuple[str, str], ...]
    reads_restricted_of: tuple[str, ...]


ACCOUNTS = tuple(
    Account(
        username=row["username"],
        full_name=row["full_name"],
        work=row["work"],
        roles=tuple((role, unit) for role, _colon, unit in (text.partition(":") for text in row["roles"])),
        reads_restricted_of=tuple(row.get("reads_restricted_of", ())),
    )
    for row in _data("accounts")
)


def load(now: datetime) -> None:
    """Load what is not there yet, known by code or user name; a row that is there keeps what was edited."""
    with transaction.atomic():
        if not Area.objects.filter(code=COMMUNE_CODE).exists():
            _load_areas()
        _load_units(now)
        _load_accounts(now)
        _load_posts()


def _load_areas() -> None:
    """The areas the organs belong to, today's and those of the past, and what became of which."""
    old_province = _area("08", "province", "tỉnh Tuyên Quang", "Tuyen Quang province", OLD_ORDER)
    ha_giang = _area("02", "province", "tỉnh Hà Giang", "Ha Giang province", OLD_ORDER)
    district = _area(DISTRICT_CODE, "district", "huyện Hàm Yên", "Ham Yen district", OLD_ORDER, old_province)
    town = _area(COMMUNE_CODE, "commune", "thị trấn Tân Yên", "Tan Yen town", OLD_ORDER, district)
    province = _area("08", "province", "tỉnh Tuyên Quang", "Tuyen Quang province", TWO_TIERS)
    commune = _area(COMMUNE_CODE, "commune", "xã Hàm Yên", "Ham Yen commune", TWO_TIERS, province)
    for name, name_en in VILLAGES.items():
        _area("", "village", name, name_en, TWO_TIERS, commune)
    _area_became(old_province, province, SuccessionKind.MERGE, PROVINCE_ACT)
    _area_became(ha_giang, province, SuccessionKind.MERGE, PROVINCE_ACT)
    _area_became(district, commune, SuccessionKind.DISSOLVE, DISTRICT_ACT)
    _area_became(town, commune, SuccessionKind.MERGE, COMMUNE_ACT)


def _area(
    code: str, level: str, name: str, name_en: str, valid_from: date, parent: Area | None = None
) -> Area:
    last = LAST_DAY_OF_DISTRICTS if valid_from < TWO_TIERS else None
    return Area.objects.get_or_create(
        code=code,
        level=level,
        name=name,
        valid_from=valid_from,
        defaults={"name_en": name_en, "parent": parent, "valid_to": last},
    )[0]


def _area_became(former: Area, successor: Area, kind: SuccessionKind, act: str) -> None:
    AreaSuccession.objects.create(
        predecessor=former, successor=successor, effective_on=TWO_TIERS, kind=kind, legal_act=act
    )


def _load_units(now: datetime) -> None:
    data = _data("units")
    commune = Area.objects.filter(code=COMMUNE_CODE).latest("valid_from")
    district = Area.objects.filter(code=DISTRICT_CODE).latest("valid_from")
    new_organs = []
    for position, row in enumerate(data["organs"], start=1):
        _organ, is_new = _unit(row, area=commune, position=position * 10, is_organ=True, is_addressable=True)
        new_organs += [row] if is_new else []
    for position, row in enumerate(data["departments"], start=1):
        _unit(row, area=commune, position=200 + position * 10, kind=Unit.Kind.DEPARTMENT)
    for row in new_organs:
        organ = _by_code(row["code"])
        organ.conflict_desk = _by_code(row["conflict_desk"])
        workflow.save_unit(unit=organ, by=None, now=now)
    for position, row in enumerate(data["former"], start=1):
        former, is_new = _unit(row, area=district, position=500 + position * 10, is_organ=True)
        if is_new:
            UnitSuccession.objects.create(
                predecessor=former,
                successor=_by_code(row["successor"]),
                effective_on=TWO_TIERS,
                kind=SuccessionKind.DISSOLVE,
                legal_act=DISTRICT_ACT,
            )


def _by_code(code: str) -> Unit:
    return Unit.objects.get(code=code)


def _unit(row: dict[str, Any], **fields: Any) -> tuple[Unit, bool]:
    """The unit with this code, and whether it is new."""
    organ = _by_code(row["organ"]) if "organ" in row else None
    parent = _by_code(row["parent"]) if "parent" in row else organ
    known: dict[str, Any] = {name: row[name] for name in NAMED if name in row}
    known["needs_approval"] = row.get("needs_approval", False)
    if "line" in row:
        known |= {"valid_from": TWO_TIERS, **_desk(row, with_hours=organ is None)}
    else:
        known |= {"valid_from": OLD_ORDER, "valid_to": LAST_DAY_OF_DISTRICTS}
    defaults = {**known, "organ": organ, "parent": parent, "is_root": row["code"] == "ubnd", **fields}
    return Unit.objects.get_or_create(code=row["code"], defaults=defaults)


def _desk(row: dict[str, Any], *, with_hours: bool) -> dict[str, str]:
    """Where a unit of today is reached; the numbers are in a block nobody is given."""
    reached = {"phone": f"0207 000 0{row['line']}", "email": f"{row['code']}.hamyen@example.vn"}
    if with_hours:
        reached |= {"address": ADDRESS, "hours": HOURS, "hours_en": HOURS_EN}
    return reached


def _load_accounts(now: datetime) -> None:
    """One hash serves every account: the password is public and hashing it 24 times takes seconds."""
    known = set(User.objects.filter(is_demo=True).values_list("username", flat=True))
    hashed = make_password(PASSWORD)
    for account in ACCOUNTS:
        if account.username in known:
            continue
        user = User.objects.create(
            username=account.username, full_name=account.full_name, is_demo=True, password=hashed
        )
        for role, code in account.roles:
            unit = _by_code(code) if code else None
            grant = RoleGrant(user=user, role=role, unit=unit, valid_from=TWO_TIERS)
            workflow.save_grant(grant=grant, by=None, now=now)
        for code in account.reads_restricted_of:
            organ = _by_code(code)
            readers = [*organ.restricted_readers.all(), user]
            workflow.name_readers(unit=organ, readers=readers, by=None, now=now)


def _load_posts() -> None:
    """A unit that has posts keeps them and their holders, whoever they are by now."""
    kept = set(Post.objects.values_list("unit", flat=True))
    for row in _data("posts"):
        unit = _by_code(row["unit"])
        if unit.pk in kept:
            continue
        post = Post.objects.create(
            unit=unit, title=row["title"], title_en=row["title_en"], is_head=row.get("head", False)
        )
        official = _official(row["holder"], row.get("account"))
        Tenure.objects.create(
            official=official, post=post, valid_from=unit.valid_from, valid_to=unit.valid_to
        )


def _official(full_name: str, username: str | None) -> Official:
    official = Official.objects.filter(full_name=full_name).first() or Official(full_name=full_name)
    if username:
        official.user = User.objects.get(username=username)
    return workflow.save_official(official=official)
