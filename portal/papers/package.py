"""A .docx of unknown intent: opened under caps, or refused with the sentence that says what to put right.

Staff write templates, yet a template travels: by mail, by stick, from a site of samples. So nothing in it may
act by itself or reach outside, and nothing may be packed so that unpacking it fells the portal.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from lxml import etree

KB = 1024
LARGEST = 1024 * KB
# A template of text and a coat of arms unpacks to some hundred KB.
LARGEST_UNPACKED = 4 * 1024 * KB
PARTS = 200
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PICTURES = ("image/png", "image/jpeg")
RELATIONSHIPS = ".rels"
# What is run, fetched or opened by another program, in content types and in types of relationships alike.
ACTIVE = (
    "macroenabled", "vba", "activex", "oleobject", "control", "afchunk", "subdocument", "attachedtemplate",
    "officedocument/2006/relationships/package", "frame", "htmldocument", "keymapcustomizations",
)  # fmt: skip
# Fields of a word processor fetch files and start programs; these only count pages.
FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
# NotImplementedError, a kind of RuntimeError, is what an unknown way of packing raises.
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(data: bytes) -> Paper:
    """Open a .docx of words, tables and pictures only; raise ValidationError saying what else it has."""
    if len(data) > LARGEST:
        raise _refused(
            _("The file is larger than %(kb)s KB. Please make its pictures smaller.") % {"kb": LARGEST // KB}
        )
    for name, content in _parts(data):
        _check_part(name, content)
    try:
        paper = Document(BytesIO(data))
    except Exception as error:  # a library may raise anything on a file made to break it
        raise _not_a_document() from error
    if paper.part.content_type != MAIN:
        raise _not_a_document()
    for part in paper.part.package.iter_parts():
        _check_type(part.content_type)
    return paper


def _refused(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="paper")


def _not_a_document() -> ValidationError:
    return _refused(_("This is no Word document (.docx). Please save it as .docx and choose it again."))


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each file of the package, unpacked under one cap for all; no claim about a size is believed."""
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            names = {entry.filename.casefold() for entry in entries}
            packed_plainly = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}.issuperset(
                e.compress_type for e in entries
            )
            if len(entries) > PARTS or len(names) < len(entries) or not packed_plainly:
                raise _not_a_document()
            for entry in entries:
                with package.open(entry) as packed:
                    content = packed.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _refused(
                        _("The file unpacks to far more than a paper needs, so it was not opened.")
                    )
                yield entry.filename, content
    except BROKEN as error:
        raise _not_a_document() from error


def _check_part(name: str, content: bytes) -> None:
    lower = name.casefold()
    if any(part in lower for part in ("vbaproject", "activex", "embeddings/", "vbadata")):
        raise _acts()
    if not lower.endswith((".xml", RELATIONSHIPS)):
        return
    root = _parsed(content)
    if lower.endswith(RELATIONSHIPS):
        _check_relationships(root)
    elif root.tag.startswith(W):
        _check_words(root)


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _not_a_document() from error
    if root.getroottree().docinfo.doctype:
        raise _not_a_document()
    return root


def _check_type(content_type: str) -> None:
    lower = content_type.casefold()
    if any(word in lower for word in ACTIVE):
        raise _acts()
    if not (lower.endswith(("+xml", "/xml")) or lower in PICTURES):
        raise _refused(
            _(
                "The template holds a part of the kind %(kind)s. Only words, tables, PNG and JPEG may "
                "stand in it."
            )
            % {"kind": content_type[:60]}
        )


def _check_relationships(root: etree._Element) -> None:
    for link in root:
        if any(word in link.get("Type", "").casefold() for word in ACTIVE):
            raise _acts()
        if link.get("TargetMode", "").casefold() == "external":
            raise _refused(
                _(
                    "The template has a link that leads out of it: %(target)s. Please take the link out "
                    "(in Word: right click, Remove Hyperlink) and upload it again."
                )
                % {"target": link.get("Target", "")[:80]}
            )


def _check_words(root: etree._Element) -> None:
    if next(root.iter(f"{W}altChunk", f"{W}object", f"{W}control"), None) is not None:
        raise _acts()
    for instruction in _instructions(root):
        word = (instruction.split() or [""])[0].upper()
        if word not in FIELDS:
            raise _refused(
                _("The template holds the Word field %(field)s. Please replace it by plain text.")
                % {"field": word[:30]}
            )


def _instructions(root: etree._Element) -> Iterator[str]:
    """What each field is told; Word may cut an instruction over several runs of one paragraph."""
    for simple in root.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr", "")
    for paragraph in root.iter(f"{W}p"):
        said = ""
        for node in paragraph.iter(f"{W}fldChar", f"{W}instrText"):
            if node.tag == f"{W}instrText":
                said += node.text or ""
            elif said:
                yield said
                said = ""
        if said:
            yield said


def _acts() -> ValidationError:
    return _refused(
        _(
            "The template holds a macro, an embedded object or something else that acts by itself. "
            "Please save it as a plain .docx with words, tables and pictures only."
        )
    )
