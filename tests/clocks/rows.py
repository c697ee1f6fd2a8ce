"""Plain rows, good until a test spoils them."""

from datetime import date

from portal.clocks.models import Holiday, Rule

MONDAY = date(2026, 11, 30)


def holiday(**fields: object) -> Holiday:
    return Holiday(**{"day": MONDAY, "name": "Nghỉ", "name_en": "Off"} | fields)


def rule(**fields: object) -> Rule:
    kept = {"code": "test", "name": "Thử", "name_en": "Test", "days": 5, "valid_from": date(2026, 1, 1)}
    return Rule(**kept | fields)
