"""The templates that come with the portal, kept as rows like those of an office."""

import hashlib
from datetime import date
from pathlib import Path

from django.utils import timezone

from feedback.models import DocumentTemplate
from feedback.states import Paper, PaperStyle

FOLDER = Path(__file__).parent / "templates"
# The two-tier local government began that day, and with it the organs these templates are for.
SINCE = date(2025, 7, 1)


def path_of(kind: Paper, style: PaperStyle) -> Path:
    return FOLDER / f"{kind}-{style}.docx"


def load() -> None:
    """Keep a new version of each shipped template that changed; versions already used stay."""
    latest: dict[tuple[str, str], tuple[int, str]] = {}
    own = DocumentTemplate.objects.filter(organ=None).order_by("version")
    for kind, style, version, digest, by in own.values_list(
        "kind", "style", "version", "digest", "uploaded_by"
    ):
        known = latest.get((kind, style), (0, ""))
        latest[kind, style] = (version, digest if by is None else known[1])
    missing = []
    for kind in Paper:
        for style in PaperStyle:
            content = path_of(kind, style).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            version, held = latest.get((kind, style), (0, ""))
            if digest != held:
                missing.append(_row(kind, style, version + 1, content, digest))
    DocumentTemplate.objects.bulk_create(missing)


def _row(kind: Paper, style: PaperStyle, version: int, content: bytes, digest: str) -> DocumentTemplate:
    facts = {"version": version, "valid_from": SINCE, "uploaded_at": timezone.now()}
    return DocumentTemplate(kind=kind, style=style, content=content, digest=digest, **facts)
