"""The demo: what it loads, that it loads twice without harm, and that only a demonstration has it."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from officials import demo as offices
from officials.models import Official, RoleGrant, Tenure, Unit, User

pytestmark = pytest.mark.django_db


def test_command_is_refused_outside_demo_mode(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")

    assert not User.objects.exists()


def test_offices_load_twice_into_the_same_rows() -> None:
    offices.load(timezone.now())
    models = (Unit, User, RoleGrant, Official, Tenure)
    before = {model: list(model.objects.order_by("pk").values()) for model in models}

    offices.load(timezone.now())

    assert {model: list(model.objects.order_by("pk").values()) for model in models} == before
