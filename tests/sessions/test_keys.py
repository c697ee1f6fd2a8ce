"""The reception register under a new key: written anew by the owner of the tables, else as it stood."""

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from sessions_app.models import Meeting, Turn
from tests.sessions import held
from tests.sessions.conftest import Office


def rotate() -> None:
    call_command("rotate_field_keys", verbosity=0, stdout=StringIO())


def test_a_turn_changes_its_key_and_nothing_else(office: Office, reception: Meeting, settings: Any) -> None:
    row = held.turn(office, reception)
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()

    settings.FIELD_KEYS = [new, old]
    rotate()
    settings.FIELD_KEYS = [new]

    assert Turn.objects.get(pk=row.pk).matter == "Cầu hỏng"
    for changes_keys, order in (("on", "SET people = 2"), ("off", "SET matter = ''")):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL portal.changes_keys = '{changes_keys}'; UPDATE sessions_app_turn {order}"
            )


def test_the_serving_role_is_told_who_may(office: Office, reception: Meeting) -> None:
    held.turn(office, reception)
    call_command("grant", "portal")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal")

    with pytest.raises(CommandError, match="as the owner of the tables"):
        rotate()
