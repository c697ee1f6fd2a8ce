"""Every named address of the portal, read from its address list; both languages are one address."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    name: str
    parameters: tuple[str, ...]

    def address(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def quick_client() -> AbstractContextManager[Any]:
    """Thousands of pages are read here for their bytes: spare the test client its copy of every context."""
    return patch("django.test.client.store_rendered_templates", lambda *given, **more: None)


def named() -> list[Route]:
    return sorted(set(_within(get_resolver(), "", ())), key=lambda route: route.name)


def _within(resolver: URLResolver, space: str, above: tuple[str, ...]) -> Iterator[Route]:
    for each in resolver.url_patterns:
        parameters = above + tuple(each.pattern.regex.groupindex)
        if isinstance(each, URLPattern):
            if each.name:
                yield Route(space + each.name, parameters)
        else:
            yield from _within(each, f"{space}{each.namespace}:" if each.namespace else space, parameters)


def models() -> list[Any]:
    """Every table that has pages in the admin."""
    return list(admin.site._registry)
