"""Letters to the holders of accounts; words in templates."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from officials import queries
from officials.models import User
from portal.outbox.queue import Draft


def about(user: User) -> dict[str, Any]:
    """The words by which a letter names its account."""
    return {"about_type": "officials.user", "about_id": user.pk}


def new_browser(user: User, *, at: datetime, language: str) -> Draft:
    """A login from a browser that never logged in to this account; says when, never where from."""
    context = {"user": user, "at": timezone.localtime(at), "login_url": f"{settings.SITE_URL}/dang-nhap/"}
    return _render("new_browser", user.email, language, context)


def _render(kind: str, recipient: str, language: str, context: dict[str, Any]) -> Draft:
    """Render templates/letters/<language>/<kind>.txt; its first line is the subject."""
    with translation.override(language):
        text = render_to_string(
            f"letters/{language}/{kind}.txt", {**context, "office": queries.root_organ() or ""}
        )
    subject, _, body = text.strip().partition("\n")
    return Draft(kind, recipient, subject.strip(), body.strip() + "\n", language=language)
