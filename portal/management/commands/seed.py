"""Loads the reference data of every app that has some; twice does no harm."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Loads holidays, rules, fields and other reference data; what offices changed since is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        for module in modules_named("seed"):
            module.load()
            if options["verbosity"] > 1:
                self.stdout.write(module.__name__)


def modules_named(name: str) -> list[ModuleType]:
    """Return <app>.<name> of every installed app that has one, in the order of INSTALLED_APPS."""
    paths = [f"{config.name}.{name}" for config in apps.get_app_configs()]
    return [import_module(path) for path in paths if find_spec(path)]
