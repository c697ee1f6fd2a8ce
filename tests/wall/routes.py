"""Every named address of the portal, read from its address list; both languages are one address."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What a gap of an address takes, told by how its pattern begins, and something nobody has.
SHAPES = {
    "[0-9a-f]{8}": (re.compile(r"[0-9a-f-]{36}"), "00000000-0000-0000-0000-000000000000"),
    "[0-9a-f]{12}": (re.compile(r"[0-9a-f]{12}"), "000000000000"),
    "[0-9]+": (re.compile(r"[0-9]+"), "999999"),
    r"\d+": (re.compile(r"[0-9]+"), "999999"),
    r"\d{1,18}": (re.compile(r"[0-9]+"), "999999"),
}
ANY = (re.compile(r".+", re.DOTALL), "phieu_huong_dan")


@dataclass(frozen=True)
class Route:
    name: str
    gaps: tuple[tuple[str, str], ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for name, _shape in self.gaps)

    def address(self, values: dict[str, Any]) -> str:
        """The address with these values in its gaps; what does not fit, or is not given, nobody has."""
        kwargs = {}
        for name, shape in self.gaps:
            wanted, nobodys = SHAPES.get(shape, ANY)
            given = str(values.get(name, ""))
            kwargs[name] = given if wanted.fullmatch(given) else nobodys
        return reverse(self.name, kwargs=kwargs)


def _shape(pattern: str, name: str) -> str:
    tail = pattern.partition(f"(?P<{name}>")[2]
    return next((begin for begin in SHAPES if tail.startswith(begin)), "")


def quick_client() -> AbstractContextManager[Any]:
    """Thousands of pages are read here for their bytes: spare the test client its copy of every context."""
    return patch("django.test.client.store_rendered_templates", lambda *given, **more: None)


def named() -> list[Route]:
    return sorted(set(_within(get_resolver(), "", ())), key=lambda route: route.name)


def _within(resolver: URLResolver, space: str, above: tuple[tuple[str, str], ...]) -> Iterator[Route]:
    for each in resolver.url_patterns:
        regex = each.pattern.regex
        parameters = above + tuple((name, _shape(regex.pattern, name)) for name in regex.groupindex)
        if isinstance(each, URLPattern):
            if each.name:
                yield Route(space + each.name, parameters)
        else:
            yield from _within(each, f"{space}{each.namespace}:" if each.namespace else space, parameters)


def models() -> list[Any]:
    """Every table that has pages in the admin."""
    return list(admin.site._registry)
