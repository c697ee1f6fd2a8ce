"""Telephone numbers as people in Vietnam type them, turned into E.164."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REGION = "VN"
MESSAGE = _("The telephone number is not right. For example: 0912 345 678. You may leave it empty.")


def parse(text: str) -> str:
    """Return +84912345678 for 0912.345.678; raise ValidationError for anything that is no full number."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(MESSAGE, code="phone") from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise ValidationError(MESSAGE, code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """Return a stored number the way people at home write it: 0912 345 678."""
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, style)
