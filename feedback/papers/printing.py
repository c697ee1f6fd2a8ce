"""A paper as a .docx and as a page, both from its template and what was filled in when it was made."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxPaper

from feedback.models import CaseDocument
from feedback.papers import fields
from portal.papers import filling, package, sheet


def docx_of(document: CaseDocument) -> bytes:
    return filling.saved(_filled(bytes(document.template.content), document.values))


def blocks_of(document: CaseDocument) -> list[sheet.Line | sheet.Grid]:
    return sheet.blocks(_filled(bytes(document.template.content), document.values))


def prove(content: bytes, kind: str) -> None:
    """Raise ValidationError unless this file can be the template of the paper: it is filled in once."""
    paper = package.opened(content)
    filling.check(paper, list(fields.of(kind)))
    samples = fields.samples(kind)
    _filled(
        content, {**samples, "rows": [{name: samples[name] for name in fields.COLUMNS if name in samples}]}
    )


def _filled(content: bytes, values: Mapping[str, Any]) -> DocxPaper:
    paper = Document(BytesIO(content))
    texts = {name: value for name, value in values.items() if name != "rows"}
    rows = values.get("rows", [])
    filling.fill(paper, texts, rows, fields.COLUMNS)
    # A file names its maker in its properties; what leaves the office names the office on its face only.
    paper.core_properties.author = paper.core_properties.last_modified_by = ""
    return paper
