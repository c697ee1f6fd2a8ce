"""What every page knows: the office that runs the portal, and whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from officials import queries


def office(request: HttpRequest) -> dict[str, Any]:
    return {"office": queries.office_of_pages(), "demo": settings.DEMO}
