"""How a day is written in a sentence for people: with its weekday, the year in full."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def long_day(day: date) -> str:
    """thứ Năm, 05/03/2026; Django's own Vietnamese says "Thứ 5", which no letter does."""
    if get_language() == "en":
        return date_format(day, "l, j F Y")
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"
