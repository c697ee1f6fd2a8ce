"""Placeholders such as {{ten}} in a .docx, found and filled in; nothing in a template is ever run.

What is filled in is text and stays text: it is put in after all placeholders were found, so braces in a
citizen's words are braces, and it is never read as markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docx.document import Document as Paper

from portal import text
from portal.papers.package import W

PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{[^{}]{0,40}|[^{}]{0,40}\}\}|\{%[^{}]{0,40}")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What XML cannot hold, beside the controls that text.clean takes out.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Edit(NamedTuple):
    start: int
    end: int
    text: str


def check(paper: Paper, known: Sequence[str]) -> None:
    """Raise ValidationError for a placeholder that nobody fills in, or braces that are none."""
    for paragraph in _paragraphs(paper):
        words = "".join(node.text or "" for node in _texts(paragraph))
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                raise ValidationError(
                    _("The template asks for {{%(name)s}}, which is not known. Known are: %(known)s.")
                    % {"name": name[:60], "known": ", ".join(known)},
                    code="unknown_field",
                )
        broken = BRACES.search(PLACEHOLDER.sub("", words))
        if broken:
            raise ValidationError(
                _(
                    "The template holds braces that are no field: %(words)s. A field is written {{name}}, "
                    "in small letters without tones."
                )
                % {"words": broken.group(0)[:60]},
                code="braces",
            )


def fill(
    paper: Paper,
    values: Mapping[str, str],
    rows: Sequence[Mapping[str, str]] = (),
    columns: Sequence[str] = (),
) -> None:
    """Put the values in. A table row with a placeholder of `columns` is repeated for each of `rows`.

    A line break in a value begins a new paragraph of the same look. A paragraph whose placeholders are all
    empty is left out, unless a cell of a table would lose its only one.
    """
    lines = [line for root in _roots(paper) for line in root.iter(f"{W}tr")]
    repeated = [line for line in lines if set(_names(line)) & set(columns)]
    inside = [paragraph for line in repeated for paragraph in line.iter(f"{W}p")]
    for paragraph in [paragraph for paragraph in _paragraphs(paper) if paragraph not in inside]:
        _fill_paragraph(paragraph, values)
    for line in repeated:
        _repeat(line, [{**values, **row} for row in rows])


def saved(paper: Paper) -> bytes:
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def names(paper: Paper) -> set[str]:
    """The placeholders a template asks for."""
    return {name for root in _roots(paper) for name in _names(root)}


def _roots(paper: Paper) -> Iterator[Any]:
    """The words of the document and of its headers and footers, each part once."""
    yield paper.element
    for part in paper.part.package.iter_parts():
        element = getattr(part, "element", None)
        if element is not None and element.tag in (f"{W}hdr", f"{W}ftr"):
            yield element


def _paragraphs(paper: Paper) -> Iterator[Any]:
    for root in _roots(paper):
        yield from root.iter(f"{W}p")


def _names(element: Any) -> list[str]:
    paragraphs = element.iter(f"{W}p")
    return [n for p in paragraphs for n in PLACEHOLDER.findall("".join(t.text or "" for t in _texts(p)))]


def _texts(paragraph: Any) -> list[Any]:
    """The pieces of text of this paragraph, without those of a text box inside of it."""
    found = []
    for node in paragraph.iter(f"{W}t"):
        owner = next(node.iterancestors(f"{W}p"))
        if owner is paragraph:
            found.append(node)
    return found


def _repeat(line: Any, rows: Sequence[Mapping[str, str]]) -> None:
    for row in rows:
        copy = deepcopy(line)
        line.addprevious(copy)
        for paragraph in list(copy.iter(f"{W}p")):
            _fill_paragraph(paragraph, row)
    line.getparent().remove(line)


def _fill_paragraph(paragraph: Any, values: Mapping[str, str]) -> None:
    words = "".join(node.text or "" for node in _texts(paragraph))
    found = [match for match in PLACEHOLDER.finditer(words) if match.group(1) in values]
    if not found:
        return
    if not any(values[match.group(1)] for match in found) and _may_go(paragraph):
        paragraph.getparent().remove(paragraph)
        return
    for edits in _split(words, found, values):
        copy = deepcopy(paragraph)
        paragraph.addprevious(copy)
        _apply(_texts(copy), edits)
    paragraph.getparent().remove(paragraph)


def _may_go(paragraph: Any) -> bool:
    """A cell must keep a paragraph, and so must what holds the breaks of a section."""
    others = [node for node in paragraph.getparent().iterchildren(f"{W}p") if node is not paragraph]
    return bool(others) and paragraph.find(f"{W}pPr/{W}sectPr") is None


def _split(words: str, found: Sequence[re.Match[str]], values: Mapping[str, str]) -> list[list[Edit]]:
    """What to change in each copy of the paragraph: one copy, and one more for each line break."""
    copies: list[list[Edit]] = [[]]
    for match in found:
        first, *others = plain(values[match.group(1)]).split("\n")
        copies[-1].append(Edit(match.start(), match.end(), first))
        for line in others:
            copies[-1].append(Edit(match.end(), len(words), ""))
            copies.append([Edit(0, match.start(), ""), Edit(match.start(), match.end(), line)])
    return copies


def plain(value: str) -> str:
    """Text that XML can hold, with a tab as a space."""
    return NOT_XML.sub("", text.LINE_BREAKS.sub("\n", value)).replace("\t", " ")


def _apply(nodes: Sequence[Any], edits: Sequence[Edit]) -> None:
    """Change stretches of a text that lies in several nodes, the last first so that places stay right."""
    for edit in reversed(edits):
        at, said = 0, False
        for node in nodes:
            held = node.text or ""
            start, end = max(edit.start - at, 0), min(edit.end - at, len(held))
            at += len(held)
            if start >= end:
                continue
            node.text = held[:start] + ("" if said else edit.text) + held[end:]
            node.set(SPACE, "preserve")
            said = True
